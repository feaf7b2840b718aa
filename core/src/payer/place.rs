//! Where in a JSON text something is, for whoever writes it.
//!
//! A library that follows the path while it reads compiles every type of a preset a second time: a fortieth of a phone's
//! library, for an error that an app's developer sees once.

use std::fmt::Write;

/// The path to this line and column, as `serde_json` counts them, such as `fetch.patient_types[2]`; `.` for the whole.
pub(super) fn path_at(text: &str, line: usize, column: usize) -> String {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let read = text.as_bytes().get(..before + column).unwrap_or(text.as_bytes());
    let mut steps: Vec<Step> = Vec::new();
    let mut rest = read.iter();
    while let Some(byte) = rest.next() {
        match (byte, steps.last_mut()) {
            (b'{', _) => steps.push(Step::Member { name: Vec::new(), is_named: false }),
            (b'[', _) => steps.push(Step::Item(0)),
            (b'}' | b']', _) => drop(steps.pop()),
            (b',', Some(Step::Item(number))) => *number += 1,
            (b',', Some(Step::Member { is_named, .. })) => *is_named = false,
            (b'"', Some(Step::Member { name, is_named })) if !*is_named => {
                *name = string(&mut rest);
                *is_named = true;
            }
            (b'"', _) => drop(string(&mut rest)),
            _ => {}
        }
    }
    let mut path = String::new();
    for step in steps {
        let _ = match step {
            Step::Item(number) => write!(path, "[{number}]"),
            Step::Member { name, .. } if name.is_empty() => Ok(()),
            Step::Member { name, .. } => {
                let dot = if path.is_empty() { "" } else { "." };
                write!(path, "{dot}{}", String::from_utf8_lossy(&name))
            }
        };
    }
    if path.is_empty() { ".".to_owned() } else { path }
}

enum Step {
    Member { name: Vec<u8>, is_named: bool },
    Item(usize),
}

/// The rest of a string, as it is written.
fn string<'a>(rest: &mut impl Iterator<Item = &'a u8>) -> Vec<u8> {
    let (mut written, mut is_escaped) = (Vec::new(), false);
    for byte in rest {
        if *byte == b'"' && !is_escaped {
            break;
        }
        is_escaped = *byte == b'\\' && !is_escaped;
        written.push(*byte);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_the_place() {
        let text = "{\"a\": {\"b,\": [1, {\"c\\\"d\": \"]\"}, 2]},\n \"e\": 3}";
        for (place, path) in [
            ("{", "."),
            ("{\"a\": ", "a"),
            ("{\"a\": {\"b,\": [1", "a.b,[0]"),
            ("{\"a\": {\"b,\": [1, {\"c\\\"d\": \"]\"", "a.b,[1].c\\\"d"),
            ("{\"a\": {\"b,\": [1, {\"c\\\"d\": \"]\"}, 2", "a.b,[2]"),
        ] {
            assert!(text.starts_with(place));
            assert_eq!(path_at(text, 1, place.len()), path, "{place}");
        }
        assert_eq!(path_at(text, 2, 5), "e");
        assert_eq!(path_at(text, 2, 8), ".");
        assert_eq!(path_at(text, 9, 9), ".");
    }
}
