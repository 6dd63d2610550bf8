//! Fenced code, line by line, for what is found before Markdown is read.

/// Whether the lines of a text stand in a fence.
#[derive(Default)]
pub(super) struct Fence(Option<(u8, usize)>);

impl Fence {
    /// Whether this line, the next one of the text, opens, closes or stands in a fence.
    pub(super) fn holds(&mut self, line: &str) -> bool {
        let line = line.trim();
        let mark = line.bytes().next().unwrap_or_default();
        let run = line.bytes().take_while(|byte| *byte == mark).count();
        match self.0 {
            None if matches!(mark, b'`' | b'~') && run >= 3 && !line[run..].contains('`') => {
                self.0 = Some((mark, run));
                true
            }
            None => false,
            Some((open, length)) => {
                if mark == open && run >= length && run == line.len() {
                    self.0 = None;
                }
                true
            }
        }
    }
}
