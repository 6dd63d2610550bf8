//! Scans code for comments, strings, numbers and words. Every step goes forward, so the time is that of the length.

use super::families::{Language, Quote, Words};
use super::{Class, Marks};
use crate::article::Token;

/// More than a token is long.
const WINDOW: usize = 40;

/// The longest name of a variable in braces, in bytes.
const LONGEST: usize = 200;

/// What the code of a language holds.
pub(super) fn scan(code: &str, language: &Language) -> Marks {
    let mut scanner = Scanner {
        code,
        language,
        marks: Marks::new(),
        at: 0,
        command: true,
        unclosed: 0,
    };
    while scanner.at < code.len() {
        scanner.step();
    }
    scanner.marks
}

/// Where the token ends that begins at this place, if one does.
pub(super) fn token_end(code: &str, at: usize) -> Option<usize> {
    let rest = &code[at..];
    // All tokens begin with this byte.
    if rest.as_bytes().first() != Some(&0xef) {
        return None;
    }
    let window = rest.floor_char_boundary(WINDOW);
    let (_, span) = Token::find(&rest[..window])?;
    (span.start == 0).then_some(at + span.end)
}

struct Scanner<'a> {
    code: &'a str,
    language: &'a Language,
    marks: Marks,
    at: usize,
    /// Whether the next word is the name of a command.
    command: bool,
    /// Quotes, by a bit each, that nothing closes behind this place.
    unclosed: u32,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.code[self.at..]
    }

    /// The character before this place; a line end before the first.
    fn before(&self) -> char {
        self.code[..self.at].chars().next_back().unwrap_or('\n')
    }

    fn mark(&mut self, class: Class, end: usize) {
        self.marks.push((class, self.at..end));
        self.at = end;
    }

    fn step(&mut self) {
        if self.before() == '\n' && self.line() {
            return;
        }
        let Some(c) = self.rest().chars().next() else {
            return;
        };
        if c.is_ascii_whitespace() {
            self.at += 1;
        } else if self.comment() || self.string() {
            self.command = false;
        } else if let Some(end) = token_end(self.code, self.at) {
            self.command = false;
            self.at = end;
        } else if self.flag() || self.variable(c) {
            self.command = false;
        } else if is_word(c) {
            self.word();
        } else {
            self.command = matches!(c, '|' | ';' | '&' | '(' | '{' | '`')
                || c == '=' && self.before().is_whitespace()
                || self.command && matches!(c, '$' | '!' | '.' | '/' | '\\');
            self.at += c.len_utf8();
        }
    }

    /// The beginning of a line: whether a key stands there.
    fn line(&mut self) -> bool {
        let before = self.code[..self.at].trim_end_matches('\r');
        let before = before.strip_suffix('\n').unwrap_or_default();
        let before = before.trim_end_matches([' ', '\t', '\r']);
        self.command = !before.ends_with(['\\', '`', '^', ',']);
        let Words::Keys(mark) = self.language.words else {
            return false;
        };
        let line = self.rest().lines().next().unwrap_or_default();
        let indent = line.len() - line.trim_start_matches([' ', '\t', '-', '{', ',']).len();
        let line = &line[indent..];
        let Some(length) = line.find(mark) else {
            return false;
        };
        let key = line[..length].trim_end();
        let follows = line[length + mark.len_utf8()..].chars().next();
        let is_key = key.chars().all(|c| is_word(c) || "-./$@ ".contains(c))
            && key.starts_with(is_word)
            && (mark == '=' || follows.is_none_or(char::is_whitespace));
        if is_key {
            self.at += indent;
            self.mark(Class::Name, self.at + key.len());
        }
        is_key
    }

    fn comment(&mut self) -> bool {
        let (rest, before) = (self.rest(), self.before());
        for (open, close) in self.language.blocks {
            if let Some(inner) = rest.strip_prefix(open) {
                let length = inner.find(close).map_or(inner.len(), |at| at + close.len());
                self.mark(Class::Comment, self.at + open.len() + length);
                return true;
            }
        }
        let begins = |open: &&'static str| {
            let start = rest.get(..open.len());
            // `#` in a word and `//` of an address are none; nor is `--` within a word.
            start.is_some_and(|start| start.eq_ignore_ascii_case(open))
                && (before.is_whitespace() || "/-".contains(&open[..1]) && before != ':')
        };
        let found = self.language.comments.iter().any(begins);
        if found {
            self.mark(Class::Comment, self.at + line_length(rest));
        }
        found
    }

    fn string(&mut self) -> bool {
        let rest = self.rest();
        let mut quotes = self.language.quotes.iter().enumerate();
        let Some((index, quote)) = quotes.find(|(_, quote)| rest.starts_with(quote.open)) else {
            return false;
        };
        // An apostrophe in a word is none; a letter before a string belongs to it.
        if quote.open == "'" && self.is_in_word() || self.unclosed & (1 << index) != 0 {
            return false;
        }
        let inner = &rest[quote.open.len()..];
        let length = match length(inner, quote) {
            Some(length) => length,
            None if quote.lines => {
                self.unclosed |= 1 << index;
                return false;
            }
            None => line_length(inner),
        };
        let end = self.at + quote.open.len() + length;
        let class = match self.language.words {
            Words::Keys(mark) if self.code[end..].trim_start().starts_with(mark) => Class::Name,
            _ => Class::String,
        };
        self.mark(class, end);
        true
    }

    /// Whether two letters stand before this place.
    fn is_in_word(&self) -> bool {
        let mut before = self.code[..self.at].chars().rev();
        let mut letter = || before.next().is_some_and(char::is_alphanumeric);
        letter() && letter()
    }

    /// `-Name`, `--name`, and operators such as `-eq`.
    fn flag(&mut self) -> bool {
        if self.language.words != Words::Commands || !self.before().is_whitespace() {
            return false;
        }
        let rest = self.rest();
        let hyphens = rest.len() - rest.trim_start_matches('-').len();
        let word = &rest[hyphens..];
        if !(1..=2).contains(&hyphens) || !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return false;
        }
        let end = word.find(|c| !is_word(c) && c != '-').unwrap_or(word.len());
        let flag = &rest[..hyphens + end];
        let class = match self.is_keyword(flag) {
            true => Class::Keyword,
            false => Class::Name,
        };
        self.mark(class, self.at + flag.len());
        true
    }

    /// `$name`, `${name}`, `$env:name`, `%name%`, `@name`, as the language has it.
    fn variable(&mut self, sigil: char) -> bool {
        if !self.language.sigils.contains(sigil) {
            return false;
        }
        let name = &self.rest()[1..];
        let end = |from: &str| from.find(|c| !is_word(c)).unwrap_or(from.len());
        let length = match sigil {
            '$' if name.starts_with('{') => {
                let window = &name[..name.floor_char_boundary(LONGEST)];
                window.find('}').map_or(0, |at| at + 1)
            }
            '$' if name.starts_with(['?', '@', '#']) => 1,
            '$' => {
                let first = end(name);
                let scoped = name[first..]
                    .strip_prefix(':')
                    .filter(|_| first > 0)
                    .map_or(0, end);
                first + scoped + usize::from(scoped > 0)
            }
            '%' => {
                let word = name.trim_start_matches(['%', '~']);
                let word = name.len() - word.len() + end(word);
                word + usize::from(word > 0 && name[word..].starts_with('%'))
            }
            _ => end(name),
        };
        if length > 0 {
            self.mark(Class::Variable, self.at + 1 + length);
        }
        length > 0
    }

    fn word(&mut self) {
        let rest = self.rest();
        let length = self.word_length(rest);
        let (word, behind) = rest.split_at(length);
        let class = self.class(word, behind);
        self.command = class == Some(Class::Keyword);
        match class {
            Some(class) => self.mark(class, self.at + length),
            None => self.at += length,
        }
    }

    fn word_length(&self, rest: &str) -> usize {
        let hyphens =
            self.language.words == Words::Commands || self.language.keywords.contains('-');
        let is_number = rest.starts_with(|c: char| c.is_ascii_digit());
        let joins = |at: usize, c: char| {
            (hyphens && c == '-' || is_number && c == '.') && rest[at + 1..].starts_with(is_word)
        };
        rest.char_indices()
            .find(|(at, c)| !is_word(*c) && !joins(*at, *c))
            .map_or(rest.len(), |(at, _)| at)
    }

    fn class(&self, word: &str, behind: &str) -> Option<Class> {
        if is_number(word) {
            return Some(Class::Number);
        }
        let keyword = self.is_keyword(word).then_some(Class::Keyword);
        match self.language.words {
            Words::Keys(_) => keyword,
            Words::Calls => keyword.or_else(|| behind.starts_with('(').then_some(Class::Function)),
            // A keyword is one where a command can begin; `set` of `az account set` is none.
            Words::Commands if self.command && behind.starts_with('=') => Some(Class::Variable),
            Words::Commands if self.command => keyword.or(Some(Class::Function)),
            Words::Commands if word.eq_ignore_ascii_case("in") => keyword,
            Words::Commands => self.is_cmdlet(word).then_some(Class::Function),
        }
    }

    /// `Verb-Noun`, where case does not count.
    fn is_cmdlet(&self, word: &str) -> bool {
        let is_upper = |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase());
        let parts = word.split_once('-');
        !self.language.cased && parts.is_some_and(|(verb, noun)| is_upper(verb) && is_upper(noun))
    }

    fn is_keyword(&self, word: &str) -> bool {
        let mut keywords = self.language.keywords.split_ascii_whitespace();
        keywords.any(|keyword| match self.language.cased {
            true => keyword == word,
            false => keyword.eq_ignore_ascii_case(word),
        })
    }
}

/// Digits, with points between and a unit behind them; or hexadecimal.
fn is_number(word: &str) -> bool {
    if let Some(digits) = word.strip_prefix("0x") {
        return digits.chars().all(|c| c.is_ascii_hexdigit());
    }
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || ".:_".contains(c));
    word.starts_with(|c: char| c.is_ascii_digit())
        && unit.len() <= 2
        && unit.chars().all(|c| c.is_ascii_alphabetic())
}

/// How long a string is behind its opener, with what closes it; `None` where nothing does.
fn length(inner: &str, quote: &Quote) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        if c == '\n' && !quote.lines {
            return None;
        }
        if std::mem::take(&mut escaped) {
            continue;
        }
        if Some(c) == quote.escape {
            escaped = true;
        } else if inner[at..].starts_with(quote.close) {
            return Some(at + quote.close.len());
        }
    }
    None
}

fn line_length(text: &str) -> usize {
    text.find(['\r', '\n']).unwrap_or(text.len())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
