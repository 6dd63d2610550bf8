//! Bytes of an article → its text.

use super::Source;
use crate::diagnostic::{Code, Encoding, Note};
use crate::path::ContentPath;

/// A file's text: UTF-8 or UTF-16 by its byte order mark, else UTF-8, else Windows-1252.
pub fn decode(path: &ContentPath, bytes: Vec<u8>) -> Source {
    let source = |text, encoding| Source {
        path: path.clone(),
        text,
        encoding,
        notes: Vec::new(),
    };
    let wide = |order: fn([u8; 2]) -> u16| {
        let units = bytes[2..]
            .chunks(2)
            .map(|pair| order([pair[0], pair.get(1).copied().unwrap_or_default()]));
        char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => return source(wide(u16::from_le_bytes), Encoding::Utf16),
        [0xfe, 0xff, ..] => return source(wide(u16::from_be_bytes), Encoding::Utf16),
        _ => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) => match text.strip_prefix('\u{feff}') {
            Some(rest) => source(rest.to_owned(), Encoding::Utf8Bom),
            None => source(text, Encoding::Utf8),
        },
        Err(error) => {
            let first = error.utf8_error().valid_up_to();
            let text = encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(error.as_bytes())
                .0
                .into_owned();
            // A stored byte is a character of the text now, so the count of bytes before is one of characters.
            let (at, bad) = text.char_indices().nth(first).unwrap_or((0, ' '));
            let message = format!(
                "byte 0x{:02X} is not UTF-8; the file is read as Windows-1252",
                error.as_bytes()[first]
            );
            let note = Note::new(Code::NotUtf8, at..at + bad.len_utf8(), message)
                .help("save the file as UTF-8");
            Source {
                notes: vec![note],
                ..source(text, Encoding::Windows1252)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Source {
        decode(&ContentPath::new("a.md"), bytes.to_vec())
    }

    #[test]
    fn every_encoding_is_read() {
        assert_eq!(read(b"\xef\xbb\xbfx").text, "x");
        assert_eq!(read(b"\xff\xfe\xe9\x00x\x00").text, "éx");
        assert_eq!(read(b"\xfe\xff\x00\xe9").text, "é");
        let source = read(b"don\x92t\xa0");
        assert_eq!(
            (source.text.as_str(), source.notes[0].span.clone()),
            ("don’t\u{a0}", 3..6)
        );
    }
}
