//! What CodeableConcepts say: their codes, and their words for people. A claim has hundreds of them.

use std::borrow::Cow;

use crate::json::{Value, each};

/// Text that says something.
pub fn text(value: &Value<'_>) -> Option<String> {
    value.said().map(str::to_owned)
}

/// What a concept says in words: the display of its first coding that has one, else its text.
pub fn words(concept: &Value<'_>) -> Option<String> {
    let display = each(&concept["coding"]).find_map(|coding| coding["display"].said());
    display.or_else(|| concept["text"].said()).map(str::to_owned)
}

/// Whether any code of a concept, or of an array of them, is what is sought.
fn any_code(concept: &Value<'_>, is_it: &mut dyn FnMut(&str) -> bool) -> bool {
    each(concept).any(|concept| {
        each(&concept["coding"]).any(|coding| coding["code"].as_str().is_some_and(&mut *is_it))
    })
}

/// Whether a concept, or an array of them, has this code in any of its codings.
pub fn has_code(concept: &Value<'_>, code: &str) -> bool {
    any_code(concept, &mut |found| is_written(found.as_bytes(), code))
}

/// As [`has_code`] of any of these codes, which may stand at the end of a URL: so Blue Button writes them.
pub fn has_any_plain(concept: &Value<'_>, codes: &[&str]) -> bool {
    any_code(concept, &mut |found| {
        let found = found.as_bytes();
        codes.iter().any(|code| {
            let start = found.len().wrapping_sub(code.len());
            let is_end = start == 0 || (start < found.len() && found[start - 1] == b'/');
            is_end && is_written(&found[start..], code)
        })
    })
}

/// Whether any code of a concept, or of an array of them, is what is sought: in lower case, and without the URL at whose
/// end it may stand.
pub fn any_plain(concept: &Value<'_>, is_it: &mut dyn FnMut(&str) -> bool) -> bool {
    any_code(concept, &mut |code| {
        let code = code.bytes().rposition(|byte| byte == b'/').map_or(code, |slash| &code[slash + 1..]);
        // Nearly all codes are as they are compared.
        let code = if code.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(code.to_ascii_lowercase())
        } else {
            Cow::Borrowed(code)
        };
        is_it(&code)
    })
}

fn is_written(found: &[u8], code: &str) -> bool {
    let (found, code) = (found.iter(), code.as_bytes().iter());
    found.len() == code.len() && found.zip(code).all(|(found, code)| found.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, parse};

    #[test]
    fn a_code_is_found_by_the_rule_by_which_codes_are_told() {
        for found in
            ["copay", "CoPay", "http://payer.example/copay", "x/COPAY", "xcopay", "copayx", "pay", "/", ""]
        {
            let json = format!(r#"{{"coding": [{{"code": "first"}}, {{"code": "{found}"}}]}}"#);
            let arena = Arena::new();
            let concept = parse(json.as_bytes(), &arena).unwrap();
            for code in ["copay", "pay", "first"] {
                let told = any_plain(&concept, &mut |plain| plain == code);
                assert_eq!(has_any_plain(&concept, &[code]), told, "{found} {code}");
                assert_eq!(has_any_plain(&concept, &["other", code]), told, "{found} {code}");
                let written = code == "first" || found.eq_ignore_ascii_case(code);
                assert_eq!(has_code(&concept, code), written, "{found} {code}");
            }
        }
    }

    #[test]
    fn words_are_a_display_or_the_text_and_never_only_space() {
        for (json, expected) in [
            (r#"{"coding": [{"code": "1"}, {"display": " Words "}], "text": "Text"}"#, Some("Words")),
            (r#"{"coding": [{"display": " "}], "text": "Text"}"#, Some("Text")),
            (r#"{"coding": {"display": "No array"}}"#, Some("No array")),
            (r#"{"coding": [{"code": "1"}]}"#, None),
            ("7", None),
        ] {
            let arena = Arena::new();
            assert_eq!(words(&parse(json.as_bytes(), &arena).unwrap()).as_deref(), expected, "{json}");
        }
    }
}
