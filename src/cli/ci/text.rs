//! Texts with places for other texts.

/// Puts values in the places of a text, each named as in `@name@`. A place that is a line of its own may take several lines, which
/// are set as far in as it is; where it takes nothing, the line goes.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let value = |name: &str| {
        let found = values.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| *value)
    };
    let mut filled = String::new();
    for line in text.lines() {
        let place = line.trim_start();
        let indent = &line[..line.len() - place.len()];
        let alone = place
            .strip_prefix('@')
            .and_then(|place| value(place.strip_suffix('@')?));
        match alone {
            Some(lines) => filled.extend(lines.lines().map(|line| match line {
                "" => "\n".to_owned(),
                line => format!("{indent}{line}\n"),
            })),
            None => filled += &format!("{}\n", within(line, value)),
        }
    }
    filled
}

/// A line with its places filled. An `@` that begins none stays.
fn within<'a>(line: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut filled = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('@') {
        filled += before;
        let place = after.split_once('@');
        match place.and_then(|(name, after)| Some((value(name)?, after))) {
            Some((value, after)) => {
                filled += value;
                rest = after;
            }
            None => {
                filled.push('@');
                rest = after;
            }
        }
    }
    filled + rest
}

/// A text as a comment.
pub(super) fn comment(text: &str) -> String {
    let lines = text.lines();
    lines
        .map(|line| format!("# {line}").trim_end().to_owned() + "\n")
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_other_signs_stay() {
        let text = "a@v6\n  @lines@\n  @none@\nkey: @one@-@one@-@two@\n";
        let values = [("lines", "x: 1\n\ny: @one@"), ("none", ""), ("one", "1")];
        assert_eq!(
            fill(text, &values),
            "a@v6\n  x: 1\n\n  y: @one@\nkey: 1-1-@two@\n"
        );
    }
}
