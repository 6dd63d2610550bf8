//! Dates and times in ISO 8601, in UTC.

/// A moment, or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// 1000 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// Hour, minute and second; `None` for a day.
    pub clock: Option<(u8, u8, u8)>,
}

impl Time {
    /// Reads `2026-11-24`, or that and `T` or a blank and `09:30`, `09:30:15`, `09:30:15.123`, then `Z`, `UTC`, `+02:00`
    /// or `+0200`. Without an offset it is UTC. Parts of a second are dropped. `None` for all else, and for days that are
    /// none.
    pub fn parse(text: &str) -> Option<Time> {
        let text = text.trim();
        let (date, rest) = text.split_at_checked(10)?;
        let [year, month, day] = fields(date, &[4, 2, 2], '-')?;
        let sound = (1000..=9999).contains(&year) && (1..=12).contains(&month);
        if !sound || day < 1 || day > days_in(year, month) {
            return None;
        }
        if rest.is_empty() {
            return Some(Self::new(days(year, month, day), None));
        }
        let (clock, offset) = clock(rest.strip_prefix(['T', 't', ' '])?)?;
        let minutes = clock.0 * 60 + clock.1 - offset;
        let day = days(year, month, day) + minutes.div_euclid(24 * 60);
        let minutes = minutes.rem_euclid(24 * 60);
        let time = Self::new(day, Some((minutes / 60, minutes % 60, clock.2)));
        (1000..=9999).contains(&time.year).then_some(time)
    }

    /// The moment so many seconds after 1970 began, in UTC; `None` outside of the years 1000 to 9999.
    pub fn of_unix(seconds: i64) -> Option<Time> {
        let (day, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let clock = (rest / 3600, rest / 60 % 60, rest % 60);
        let time = Self::new(day + days(1970, 1, 1), Some(clock));
        (1000..=9999).contains(&time.year).then_some(time)
    }

    fn new(day: i64, clock: Option<(i64, i64, i64)>) -> Self {
        let (year, month, day) = civil(day);
        let small = |number: i64| u8::try_from(number).unwrap_or_default();
        Self {
            year: u16::try_from(year).unwrap_or_default(),
            month: small(month),
            day: small(day),
            clock: clock.map(|(hour, minute, second)| (small(hour), small(minute), small(second))),
        }
    }

    /// `2026-11-24T09:30:00Z`, or `2026-11-24` for a day.
    pub fn iso(&self) -> String {
        let Self {
            year, month, day, ..
        } = self;
        match self.clock {
            None => format!("{year}-{month:02}-{day:02}"),
            Some((hour, minute, second)) => {
                format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
            }
        }
    }

    /// `09:30`, or `09:30:15` where there are seconds; empty for a day.
    pub fn clock_text(&self) -> String {
        match self.clock {
            None => String::new(),
            Some((hour, minute, 0)) => format!("{hour:02}:{minute:02}"),
            Some((hour, minute, second)) => format!("{hour:02}:{minute:02}:{second:02}"),
        }
    }
}

/// Numbers of exactly so many digits.
fn fields<const N: usize>(text: &str, digits: &[usize; N], between: char) -> Option<[i64; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split(between);
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next()?;
        let sound = part.len() == *digits && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = part.parse().ok().filter(|_| sound)?;
    }
    parts.next().is_none().then_some(numbers)
}

/// Hour, minute and second, and the offset in minutes.
fn clock(text: &str) -> Option<((i64, i64, i64), i64)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ','))
        .unwrap_or(text.len());
    let (clock, zone) = text.split_at(end);
    let (clock, parts) = clock
        .split_once(['.', ','])
        .map_or((clock, None), |(clock, parts)| (clock, Some(parts)));
    let [hour, minute, second] = match clock.len() {
        5 if parts.is_none() => {
            let [hour, minute] = fields(clock, &[2, 2], ':')?;
            [hour, minute, 0]
        }
        _ => fields(clock, &[2, 2, 2], ':')?,
    };
    let digits = parts
        .is_none_or(|parts| !parts.is_empty() && parts.bytes().all(|byte| byte.is_ascii_digit()));
    let sound = digits && hour < 24 && minute < 60 && second < 60;
    Some((
        (hour, minute, second),
        offset(zone.strip_prefix(' ').unwrap_or(zone))?,
    ))
    .filter(|_| sound)
}

/// An offset in minutes.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "" | "Z" | "z" | "UTC") {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let rest = rest.replacen(':', "", usize::from(rest.len() == 5));
    let [digits] = fields(&rest, &[4], ':')?;
    let (hours, minutes) = (digits / 100, digits % 100);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since the first of March of the year 0, in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (month * 153 + 2) / 5
        + day
        - 1
}

/// The day that is so many days after the first of March of the year 0.
fn civil(number: i64) -> (i64, i64, i64) {
    let era = number.div_euclid(146_097);
    let of_era = number.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = year + era * 400;
    if month < 10 {
        (year, month + 3, day)
    } else {
        (year + 1, month - 9, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_texts_are_read_and_nothing_else() {
        for (text, want) in [
            ("2026-11-24", Some("2026-11-24")),
            ("2026-11-24T09:30", Some("2026-11-24T09:30:00Z")),
            (" 2026-11-24 09:30:15.123Z ", Some("2026-11-24T09:30:15Z")),
            ("2026-12-31T23:30:00-01:00", Some("2027-01-01T00:30:00Z")),
            ("2024-03-01T00:10+0530", Some("2024-02-29T18:40:00Z")),
            ("2026-11-24 09:30 UTC", Some("2026-11-24T09:30:00Z")),
            ("2023-02-29", None),
            ("2026-13-01", None),
            ("0026-01-01", None),
            ("1000-01-01T00:00+01:00", None),
            ("2026-11-24T24:00", None),
            ("2026-11-24T09:30.5", None),
            ("2026-11-24T09:30:00.", None),
            ("2026-11-24T9:30", None),
            ("2026-11-24T09:30 CET", None),
            ("11/24/2026", None),
            ("２０２６-11-24", None),
            ("", None),
        ] {
            assert_eq!(
                Time::parse(text).map(|time| time.iso()).as_deref(),
                want,
                "{text}"
            );
        }
    }
}
