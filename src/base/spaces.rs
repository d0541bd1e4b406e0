//! White space in texts that stand in one line.

/// A text with one space wherever it has white space, and none at its ends.
pub fn one_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Most texts have long runs that are so already.
    let mut rest = text.trim();
    while let Some(at) = two_spaces(rest) {
        let (run, after) = rest.split_at(at);
        out.push_str(run);
        out.push(' ');
        rest = after.trim_start();
    }
    out.push_str(rest);
    out
}

/// Where the next white space begins that is more than one space, or none of ASCII.
fn two_spaces(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_other = |at: usize| match bytes[at] {
        b' ' => bytes.get(at + 1).is_some_and(|next| !next.is_ascii_graphic() && starts_space(&text[at + 1..])),
        b'\t'..=b'\r' => true,
        128.. => text.is_char_boundary(at) && starts_space(&text[at..]),
        _ => false,
    };
    (0..bytes.len()).find(|at| is_other(*at))
}

fn starts_space(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_of_any_sort_is_one_space() {
        let spaces = [" ", "  ", "\n", " \t ", "\u{a0}", " \u{2009}", "\u{3000} ", ""];
        for (first, second) in spaces.iter().flat_map(|first| spaces.map(|second| (first, second))) {
            for word in ["a", "слово", "ա", "火", "é"] {
                let text = format!("{first}{word}{second}{word} b{first}");
                assert_eq!(one_spaced(&text), text.split_whitespace().collect::<Vec<_>>().join(" "), "{text:?}");
            }
        }
    }
}
