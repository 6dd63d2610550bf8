//! Numbers, dates and lists in words: exactly what the browser's `Intl` writes with the options of `slots.js`.

use super::time::Time;

/// A language that this program writes itself; all others get ISO text, which the script localises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `en`, `en-US`
    English,
    /// `de`, `de-DE`
    German,
    /// `zh`, `zh-CN`, `zh-Hans`
    Chinese,
    /// `ja`, `ja-JP`
    Japanese,
    /// Any other.
    Other,
}

const ENGLISH_MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

const GERMAN_MONTHS: [&str; 12] = [
    "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
];

impl Language {
    /// The language of a BCP 47 tag.
    pub fn of(tag: &str) -> Self {
        match tag.to_ascii_lowercase().as_str() {
            "en" | "en-us" => Self::English,
            "de" | "de-de" => Self::German,
            "zh" | "zh-cn" | "zh-hans" | "zh-hans-cn" => Self::Chinese,
            "ja" | "ja-jp" => Self::Japanese,
            _ => Self::Other,
        }
    }

    /// A number with its digits in groups. Numbers too large or too small to be read so are plain.
    pub fn number(self, number: f64) -> String {
        let size = number.abs();
        if self == Self::Other || size >= 1e21 || (size < 1e-3 && number != 0.0) {
            return plain(number);
        }
        let (group, point) = if self == Self::German {
            ('.', ',')
        } else {
            (',', '.')
        };
        let text = plain(size);
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let mut out = String::from(if number < 0.0 { "-" } else { "" });
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                out.push(group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(point);
            out.push_str(fraction);
        }
        out
    }

    /// A date.
    pub fn date(self, time: &Time) -> String {
        let Time {
            year, month, day, ..
        } = *time;
        let at = usize::from(month) - 1;
        match self {
            Self::English => format!("{} {day}, {year}", ENGLISH_MONTHS[at]),
            Self::German => format!("{day}. {} {year}", GERMAN_MONTHS[at]),
            Self::Chinese | Self::Japanese => format!("{year}年{month}月{day}日"),
            Self::Other => format!("{year}-{month:02}-{day:02}"),
        }
    }

    /// What stands between a date and a time.
    pub fn between(self) -> &'static str {
        match self {
            Self::English | Self::German => ", ",
            Self::Chinese | Self::Japanese | Self::Other => " ",
        }
    }

    /// Several texts as one: `a, b, and c`.
    pub fn list(self, items: &[String]) -> String {
        let (comma, two, last) = match self {
            Self::English => (", ", " and ", ", and "),
            Self::German => (", ", " und ", " und "),
            Self::Chinese => ("、", "和", "和"),
            Self::Japanese => ("、", "、", "、"),
            Self::Other => (", ", ", ", ", "),
        };
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [first, second] => format!("{first}{two}{second}"),
            [init @ .., end] => format!("{}{last}{end}", init.join(comma)),
        }
    }

    /// What stands for a value that is known to be none.
    pub fn none(self) -> &'static str {
        match self {
            Self::English => "none",
            Self::German => "keine",
            Self::Chinese => "无",
            Self::Japanese => "なし",
            Self::Other => "–",
        }
    }

    /// What stands for the rest of a list that is too long.
    pub fn more(self, count: usize) -> String {
        let number = self.number(count as f64);
        match self {
            Self::English => format!("{number} more"),
            Self::German => format!("{number} weitere"),
            Self::Chinese => format!("另外 {number} 项"),
            Self::Japanese => format!("ほか {number} 件"),
            Self::Other => format!("+{number}"),
        }
    }

    /// The same on a line of its own.
    pub fn and_more(self, count: usize) -> String {
        match self {
            Self::English => format!("and {}", self.more(count)),
            Self::German => format!("und {}", self.more(count)),
            Self::Chinese | Self::Japanese | Self::Other => self.more(count),
        }
    }
}

/// A number as JavaScript writes it.
pub(super) fn plain(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if (1e-6..1e21).contains(&number.abs()) {
        return number.to_string();
    }
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((digits, power)) if !power.starts_with('-') => format!("{digits}e+{power}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        for (number, english, german) in [
            (0.0, "0", "0"),
            (-0.0, "0", "0"),
            (999.0, "999", "999"),
            (1000.0, "1,000", "1.000"),
            (-1_234_567.891, "-1,234,567.891", "-1.234.567,891"),
            (0.5, "0.5", "0,5"),
            (1e21, "1e+21", "1e+21"),
            (1.5e-7, "1.5e-7", "1.5e-7"),
        ] {
            assert_eq!(Language::English.number(number), english);
            assert_eq!(Language::German.number(number), german);
        }
        assert_eq!(Language::Other.number(1234.5), "1234.5");
    }

    #[test]
    fn lists_end_with_a_word() {
        let items: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
        let lists = |language: Language| [1, 2, 3].map(|count| language.list(&items[..count]));
        assert_eq!(lists(Language::English), ["a", "a and b", "a, b, and c"]);
        assert_eq!(lists(Language::German), ["a", "a und b", "a, b und c"]);
        assert_eq!(lists(Language::Chinese), ["a", "a和b", "a、b和c"]);
        assert_eq!(lists(Language::Japanese), ["a", "a、b", "a、b、c"]);
        assert_eq!(lists(Language::Other), ["a", "a, b", "a, b, c"]);
    }
}
