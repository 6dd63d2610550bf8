//! What may enter a command: a reader copies it, and a shell runs it.

/// The most UTF-16 units that a value in code may have.
const LONGEST: usize = 1000;

/// What surrounds a slot in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    /// Nothing: the slot is all there is, so there is nothing to break out of.
    Alone,
    /// Other code, and no quotes.
    Bare,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `` `…` ``
    Back,
}

impl Quotes {
    /// Its name in pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::Bare => "bare",
            Self::Single => "single",
            Self::Double => "double",
            Self::Back => "back",
        }
    }

    /// Whether a value can stand there and remain one word of the command. Nothing is escaped in silence.
    ///
    /// PowerShell takes typographic quotes for plain ones.
    pub fn hold(self, value: &str) -> bool {
        if value.is_empty()
            || value.encode_utf16().count() > LONGEST
            || value.chars().any(is_unseen)
        {
            return false;
        }
        let breaks: &[char] = match self {
            Self::Alone => return true,
            Self::Bare => {
                let option = value.strip_prefix('-');
                if option.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
                    || value.contains(char::is_whitespace)
                {
                    return false;
                }
                &[
                    '"', '\'', '`', '$', ';', '&', '|', '<', '>', '(', ')', '{', '}', '[', ']',
                    '*', '?', '!', '~', '^', '#', '‘', '’', '‚', '‛', '“', '”', '„', '‟',
                ]
            }
            Self::Single => &['\'', '‘', '’', '‚', '‛'],
            Self::Double => &['"', '`', '$', '“', '”', '„', '‟'],
            Self::Back => &['`', '$', '\\'],
        };
        !value.ends_with('\\') && !value.contains(breaks)
    }
}

/// The quotes that are open in a text that is read piece by piece. `\\` escapes in all but single quotes, and no quote
/// reaches over a line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quoting {
    open: Option<char>,
    escaped: bool,
}

impl Quoting {
    /// Reads on.
    pub fn read(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' => *self = Self::default(),
                _ if self.escaped => self.escaped = false,
                '\\' => self.escaped = self.open != Some('\''),
                '"' | '\'' | '`' if self.open == Some(c) => self.open = None,
                '"' | '\'' | '`' if self.open.is_none() => self.open = Some(c),
                _ => {}
            }
        }
    }

    /// What surrounds the place that was read up to.
    pub fn quotes(self) -> Quotes {
        match self.open {
            Some('\'') => Quotes::Single,
            Some('"') => Quotes::Double,
            Some(_) => Quotes::Back,
            None => Quotes::Bare,
        }
    }
}

/// Controls, line ends, and characters that change the order of others or have no width.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quotes_that_are_open_are_known() {
        for (before, want) in [
            ("az vm --name ", Quotes::Bare),
            ("az vm --name \"", Quotes::Double),
            ("az vm --name '", Quotes::Single),
            ("echo \"it's ", Quotes::Double),
            ("echo \"a\" '", Quotes::Single),
            ("echo \"\\\"", Quotes::Double),
            ("it's\n", Quotes::Bare),
            ("`", Quotes::Back),
        ] {
            let mut quoting = Quoting::default();
            quoting.read(before);
            assert_eq!(quoting.quotes(), want, "{before}");
        }
    }

    #[test]
    fn what_would_break_out_is_refused() {
        for (quotes, value, holds) in [
            (Quotes::Bare, "vm-1.contoso.com", true),
            (Quotes::Bare, "/subscriptions/0000/x_y@z:1,2=3%20", true),
            (Quotes::Bare, "contoso\\ann", true),
            (Quotes::Bare, "-5", true),
            (Quotes::Bare, "--force", false),
            (Quotes::Bare, "a b", false),
            (Quotes::Bare, "a;b", false),
            (Quotes::Bare, "a\\", false),
            (Quotes::Bare, "", false),
            (Quotes::Double, "a b; 'c'", true),
            (Quotes::Double, "$(x)", false),
            (Quotes::Double, "a”", false),
            (Quotes::Single, "$(x) \"", true),
            (Quotes::Single, "it’s", false),
            (Quotes::Alone, "any 'thing' $at all;", true),
            (Quotes::Alone, "two\nlines", false),
            (Quotes::Alone, "\u{202e}txt", false),
            (Quotes::Back, "a\\b", false),
        ] {
            assert_eq!(quotes.hold(value), holds, "{quotes:?} {value}");
        }
    }
}
