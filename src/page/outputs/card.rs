//! The card of a tree: the picture that is shown beside a link to one of its pages.
//!
//! It is drawn from two titles with a font that is in the program, on every machine to the same bytes.

use crate::path::UrlPath;
use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, PixmapMut, Rect, Transform};
use ttf_parser::{Face, OutlineBuilder};

/// The width in pixels.
pub(super) const WIDTH: u32 = 1200;
/// The height in pixels: what is shown uncut at most places.
pub(super) const HEIGHT: u32 = 630;

/// Part of the address: another number where a card of the same titles looks different than before.
const DRAWING: u64 = 1;

/// Colours of the theme on paper: `--paper`, `--ink`, `--soft`, `--link` of its style sheet.
const PAPER: [u8; 3] = [0xff, 0xff, 0xff];
const INK: [u8; 3] = [0x1c, 0x22, 0x27];
const SOFT: [u8; 3] = [0x56, 0x60, 0x68];
const LINK: [u8; 3] = [0x0b, 0x5f, 0x80];

/// What stands left and right of the text.
const MARGIN: f32 = 90.0;
/// The size of the title, from the largest to the smallest, in pixels.
const SIZES: [f32; 4] = [84.0, 72.0, 60.0, 50.0];
/// The most lines of the title.
const LINES: usize = 3;

/// Where the card of these titles stands.
pub(super) fn url(title: &str, cloud: &str) -> UrlPath {
    let all = format!("{DRAWING}\n{title}\n{cloud}");
    UrlPath::new(&format!(
        "assets/card.{:016x}.png",
        xxhash_rust::xxh3::xxh3_64(all.as_bytes())
    ))
}

/// The card as PNG: the mark of the theme, the title of the site, and that of the cloud. The mark alone where a title
/// has characters that the font lacks, or whose forms depend on their neighbours.
pub(super) fn draw(title: &str, cloud: &str) -> Vec<u8> {
    let Some(mut pixels) = Pixmap::new(WIDTH, HEIGHT) else {
        unreachable!("a card has a size");
    };
    let [red, green, blue] = PAPER;
    pixels.fill(Color::from_rgba8(red, green, blue, 255));
    let (wide, high) = (WIDTH as f32, HEIGHT as f32);
    let fonts = Font::new(dejavu::sans::bold()).zip(Font::new(dejavu::sans::regular()));
    let fonts = fonts.filter(|(bold, regular)| bold.has(title) && regular.has(cloud));
    let mut canvas = pixels.as_mut();
    match fonts {
        Some((bold, regular)) => {
            mark(&mut canvas, (MARGIN + 62.0, 132.0), 88.0);
            words(&mut canvas, (&bold, title), (&regular, cloud));
        }
        None => mark(&mut canvas, (wide / 2.0, high / 2.0 - 8.0), 240.0),
    }
    let edge = Rect::from_xywh(0.0, high - 16.0, wide, 16.0);
    if let Some(edge) = edge {
        fill(&mut canvas, &PathBuilder::from_rect(edge), LINK);
    }
    encode(&pixels)
}

fn encode(pixels: &Pixmap) -> Vec<u8> {
    pixels
        .encode_png()
        .unwrap_or_else(|error| unreachable!("a card is written to memory: {error}"))
}

fn fill(canvas: &mut PixmapMut<'_>, path: &Path, [red, green, blue]: [u8; 3]) {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    canvas.fill_path(path, &paint, FillRule::Winding, Transform::identity(), None);
}

/// A lozenge set into a lozenge, around a place; `side` is that of the outer one.
fn mark(canvas: &mut PixmapMut<'_>, (x, y): (f32, f32), side: f32) {
    for (side, colour) in [(side, LINK), (side / 3.0, PAPER)] {
        let half = side * std::f32::consts::FRAC_1_SQRT_2;
        let mut path = PathBuilder::new();
        path.move_to(x, y - half);
        path.line_to(x + half, y);
        path.line_to(x, y + half);
        path.line_to(x - half, y);
        path.close();
        if let Some(path) = path.finish() {
            fill(canvas, &path, colour);
        }
    }
}

/// The titles, from the foot of the card up.
fn words(
    canvas: &mut PixmapMut<'_>,
    (bold, title): (&Font<'_>, &str),
    (regular, cloud): (&Font<'_>, &str),
) {
    let room = WIDTH as f32 - 2.0 * MARGIN;
    let fits = |size: &&f32| bold.lines(title, **size, room).len() <= LINES;
    let size = *SIZES.iter().find(fits).unwrap_or(&SIZES[SIZES.len() - 1]);
    let mut lines = bold.lines(title, size, room);
    shorten(&mut lines, LINES);
    let below = HEIGHT as f32 - 96.0;
    let mut cloud = regular.lines(cloud, 40.0, room);
    shorten(&mut cloud, 1);
    for line in cloud {
        regular.write(canvas, &line, (MARGIN, below, 40.0), SOFT);
    }
    let count = lines.len();
    for (at, line) in lines.into_iter().enumerate() {
        let up = (count - 1 - at) as f32 * size * 1.2;
        bold.write(canvas, &line, (MARGIN, below - 84.0 - up, size), INK);
    }
}

/// Leaves out what is beyond so many lines, and says so.
fn shorten(lines: &mut Vec<String>, most: usize) {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
}

/// A font in the program.
struct Font<'a>(Face<'a>);

impl<'a> Font<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        Face::parse(bytes, 0).ok().map(Self)
    }

    /// Whether a text can be written letter by letter.
    fn has(&self, text: &str) -> bool {
        // Latin, Greek, Cyrillic, Armenian and signs: beyond them letters join, stack, or run the other way.
        let plain = |c: char| matches!(c, '\u{20}'..='\u{2ff}' | '\u{370}'..='\u{58f}' | '\u{1e00}'..='\u{22ff}');
        text.chars()
            .all(|c| plain(c) && !c.is_control() && self.0.glyph_index(c).is_some())
    }

    /// How wide a text is at a size.
    fn width(&self, text: &str, size: f32) -> f32 {
        let advance = |c| self.0.glyph_hor_advance(self.0.glyph_index(c)?);
        let units: u32 = text.chars().filter_map(advance).map(u32::from).sum();
        units as f32 * size / f32::from(self.0.units_per_em())
    }

    /// A text in lines that are no wider than `room`; a word that is wider has a line of its own, cut.
    fn lines(&self, text: &str, size: f32, room: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let mut word = word.to_owned();
            while self.width(&word, size) > room && word.pop().is_some() {}
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), size) <= room => {
                    line.push(' ');
                    line.push_str(&word);
                }
                _ => lines.push(word),
            }
        }
        lines
    }

    /// Writes a line from a place on its baseline, at a size.
    fn write(
        &self,
        canvas: &mut PixmapMut<'_>,
        line: &str,
        (x, y, size): (f32, f32, f32),
        colour: [u8; 3],
    ) {
        let scale = size / f32::from(self.0.units_per_em());
        let mut pen = Pen {
            path: PathBuilder::new(),
            x,
            y,
            scale,
        };
        for glyph in line.chars().filter_map(|c| self.0.glyph_index(c)) {
            self.0.outline_glyph(glyph, &mut pen);
            pen.x += f32::from(self.0.glyph_hor_advance(glyph).unwrap_or_default()) * scale;
        }
        if let Some(path) = pen.path.finish() {
            fill(canvas, &path, colour);
        }
    }
}

/// Draws outlines of glyphs, whose `y` grows upward, into a path, whose `y` grows downward.
struct Pen {
    path: PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn the_colours_are_those_of_the_theme() {
        let css = include_str!("../../../themes/default/assets/style.css");
        for (name, [red, green, blue]) in [
            ("paper", PAPER),
            ("ink", INK),
            ("soft", SOFT),
            ("link", LINK),
        ] {
            let value = css
                .split(&format!("--{name}: light-dark(#"))
                .nth(1)
                .unwrap_or_default();
            let value = value.split(',').next().unwrap_or_default();
            let long = format!("{red:02x}{green:02x}{blue:02x}");
            let short = [&long[..1], &long[2..3], &long[4..5]].concat();
            assert!(
                value == long || value.len() == 3 && value == short,
                "--{name} is #{value}"
            );
        }
    }

    #[test]
    fn a_card_has_the_size_that_it_says_and_the_same_bytes_twice() {
        let card = draw("Contoso help", "Azure Government");
        let size = imagesize::reader_size(Cursor::new(&card)).map(|size| (size.width, size.height));
        assert_eq!(size.ok(), Some((1200, 630)));
        assert!(card == draw("Contoso help", "Azure Government"));
        assert!(card != draw("Contoso help", "Public"));
        assert_ne!(url("a", "b"), url("a", "c"));
    }

    #[test]
    fn titles_that_the_font_cannot_write_leave_the_mark_alone() {
        let mark = draw("帮助", "中国");
        for (title, cloud) in [
            ("Help", "中国"),
            ("مساعدة", "Public"),
            ("עזרה", "x"),
            ("😀", "x"),
        ] {
            assert!(draw(title, cloud) == mark, "{title} {cloud}");
        }
        assert!(draw("Hjälp Ελληνικά Справка – 1", "x") != mark);
    }

    #[test]
    fn a_long_title_is_cut_and_says_so() {
        let title = "word ".repeat(200);
        let font = Font::new(dejavu::sans::bold()).map(|font| font.lines(&title, 50.0, 1020.0));
        let mut lines = font.unwrap_or_default();
        assert!(lines.len() > LINES);
        shorten(&mut lines, LINES);
        assert!(lines.len() == LINES && lines[LINES - 1].ends_with('…'));
        assert!(!draw(&title, &title).is_empty());
        assert!(!draw("", "").is_empty());
        assert!(!draw(&"w".repeat(500), "").is_empty());
    }
}
