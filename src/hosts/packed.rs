//! Packed forms of text files, for servers that send them as they are.

use super::content_type;
use crate::path::OutPath;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use std::io::Write as _;

/// The quality of Brotli, of 11. The last two cost ten times as much for 2 %.
const QUALITY: i32 = 9;

/// The packed forms of a file, `.br` and `.gz`; none for what is packed already, or would not become smaller.
pub fn packed(path: &OutPath, bytes: &[u8]) -> Vec<(OutPath, Vec<u8>)> {
    let kind = content_type(path);
    if !kind.contains("charset") && !matches!(kind, "image/svg+xml" | "application/wasm") {
        return Vec::new();
    }
    let forms = [("br", brotli(bytes)), ("gz", gzip(bytes))];
    let forms = forms.into_iter().filter_map(|(ending, form)| {
        let form = form.ok().filter(|form| form.len() < bytes.len())?;
        let path = OutPath::parse(&format!("{}.{ending}", path.as_str()))?;
        Some((path, form))
    });
    forms.collect()
}

fn brotli(mut bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: QUALITY,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut out, &parameters)?;
    Ok(out)
}

/// Without name and time: same input, same bytes.
fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = GzBuilder::new().write(Vec::new(), Compression::best());
    out.write_all(bytes)?;
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn what_is_packed_unpacks_to_the_same() {
        let text = "Restart the virtual machine. ".repeat(50);
        let path = OutPath::parse("a.html").unwrap();
        let forms = packed(&path, text.as_bytes());
        let names: Vec<&str> = forms.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(names, ["a.html.br", "a.html.gz"]);
        let mut back = String::new();
        flate2::read::GzDecoder::new(&*forms[1].1)
            .read_to_string(&mut back)
            .unwrap();
        assert_eq!(back, text);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &*forms[0].1, &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
        for (name, bytes) in [("a.png", text.as_bytes()), ("a.html", b"x")] {
            assert!(packed(&OutPath::parse(name).unwrap(), bytes).is_empty());
        }
    }
}
