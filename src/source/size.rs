//! The size of an image, from the first bytes of its file.

use imagesize::{ImageSize, blob_size};
use serde::{Deserialize, Serialize};

/// How far into a photograph it may say how it was held, in bytes.
const HEAD: usize = 64 * 1024;

/// The size of an image as browsers show it, in pixels of the style sheet; none is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Size {
    /// From side to side.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

impl Size {
    /// The size that a file of this extension, in lower case, says it has; `None` where it is no image, or does not say.
    pub(super) fn of(extension: &str, bytes: &[u8]) -> Option<Self> {
        match extension {
            "svg" => drawing(&String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)])),
            "png" | "gif" | "webp" | "avif" => Self::new(blob_size(bytes).ok()?),
            "jpg" | "jpeg" => {
                let size = Self::new(blob_size(bytes).ok()?)?;
                let turned = is_turned(&bytes[..bytes.len().min(HEAD)]).unwrap_or_default();
                Some(if turned { size.turned() } else { size })
            }
            _ => None,
        }
    }

    fn new(size: ImageSize) -> Option<Self> {
        let whole = |length: usize| u32::try_from(length).ok().filter(|length| *length > 0);
        Some(Self {
            width: whole(size.width)?,
            height: whole(size.height)?,
        })
    }

    fn turned(self) -> Self {
        Self {
            width: self.height,
            height: self.width,
        }
    }
}

/// Whether the camera lay on its side, which browsers put right: tag 0x112 of the first directory of the Exif block.
fn is_turned(bytes: &[u8]) -> Option<bool> {
    let marker = b"Exif\0\0";
    let at = bytes
        .windows(marker.len())
        .position(|part| part == marker)?;
    let block = &bytes[at + marker.len()..];
    let little = block.starts_with(b"II");
    let short = |at: usize| {
        let two: [u8; 2] = block.get(at..at + 2)?.try_into().ok()?;
        Some(match little {
            true => u16::from_le_bytes(two),
            false => u16::from_be_bytes(two),
        })
    };
    let halves = (usize::from(short(4)?), usize::from(short(6)?));
    let directory = match little {
        true => halves.1 << 16 | halves.0,
        false => halves.0 << 16 | halves.1,
    };
    let count = usize::from(short(directory)?);
    let entries = (0..count).map(|entry| directory + 2 + entry * 12);
    let mut entries = entries.take_while(|at| *at < block.len());
    let orientation = entries.find(|at| short(*at) == Some(0x112))?;
    Some((5..=8).contains(&short(orientation + 8)?))
}

/// The size of a drawing: what it says in pixels, else that of its box. One that is as large as its surroundings has none.
fn drawing(text: &str) -> Option<Size> {
    let tag = &text[text.find("<svg")?..];
    let tag = &tag[..tag.find('>')?];
    let (width, height) = (attribute(tag, "width"), attribute(tag, "height"));
    if let (Some(width), Some(height)) = (width, height) {
        return pixels(width).zip(pixels(height)).map(size);
    }
    if width.or(height).is_some() {
        return None;
    }
    let view = attribute(tag, "viewBox")?;
    let mut numbers = view
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .skip(2);
    numbers
        .next()
        .and_then(pixels)
        .zip(numbers.next().and_then(pixels))
        .map(size)
}

fn size((width, height): (u32, u32)) -> Size {
    Size { width, height }
}

fn pixels(text: &str) -> Option<u32> {
    let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
    let whole = number.round();
    (1.0..=f64::from(u16::MAX))
        .contains(&whole)
        .then_some(whole as u32)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.match_indices(name).find_map(|(at, _)| {
        let rest = tag[at + name.len()..]
            .trim_start()
            .strip_prefix('=')?
            .trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let is_whole = tag[..at].ends_with(|c: char| c.is_ascii_whitespace());
        is_whole.then(|| rest[1..].split(quote).next()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(extension: &str, bytes: &[u8]) -> Option<(u32, u32)> {
        Size::of(extension, bytes).map(|size| (size.width, size.height))
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x02\0\0\0\x03";
    const GIF: &[u8] = b"GIF89a\x05\0\x06\0\0\0\0";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x04xx\xff\xc0\0\x11\x08\0\x07\0\x09\x03";
    const TURNED: &[u8] = b"\xff\xd8\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0\xff\xc0\0\x11\x08\0\x07\0\x09\x03";

    #[test]
    fn an_image_says_its_size() {
        assert_eq!(of("png", PNG), Some((258, 3)));
        assert_eq!(of("gif", GIF), Some((5, 6)));
        assert_eq!(of("jpg", JPEG), Some((9, 7)));
        let webp = b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x63\0\0\x31\0\0";
        assert_eq!(of("webp", webp), Some((100, 50)));
    }

    #[test]
    fn a_photograph_of_a_camera_on_its_side_is_turned() {
        assert_eq!(of("jpeg", TURNED), Some((7, 9)));
    }

    #[test]
    fn a_drawing_has_the_size_it_says_or_that_of_its_box() {
        for (svg, want) in [
            ("<?xml?><svg width=\"20px\" height='10.4'>", Some((20, 10))),
            (
                "<svg viewBox=\"0 0 30,40\" stroke-width=\"2\">",
                Some((30, 40)),
            ),
            ("<svg width=\"100%\" viewBox=\"0 0 3 4\">", None),
            ("<svg width=\"2em\" height=\"2em\">", None),
            ("<svg width=\"0\" height=\"2\">", None),
            ("<svg>", None),
            ("<svg", None),
        ] {
            assert_eq!(of("svg", svg.as_bytes()), want, "{svg}");
        }
    }

    #[test]
    fn what_is_cut_off_or_no_image_has_no_size() {
        assert_eq!(of("png", &PNG[..20]), None);
        assert_eq!(of("jpg", b"not one"), None);
        assert_eq!(of("pdf", PNG), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(rest in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..80) {
            for (extension, start) in [("png", PNG), ("gif", GIF), ("jpg", JPEG), ("jpg", TURNED), ("avif", b"\0\0\0\x18ftypavif"), ("webp", b"RIFF\x1a\0\0\0WEBPVP8"), ("svg", b"<svg width=\"")] {
                let mut bytes = start[..cut.min(start.len())].to_vec();
                bytes.extend(&rest);
                Size::of(extension, &bytes);
            }
        }
    }
}
