//! Finds the way through JSON text without building anything of it, at the speed of memory.
//!
//! What is found is only right where the text is valid JSON, which somebody has checked before; where it is not, the
//! scan ends early and nothing worse.

use memchr::{memchr2, memmem};

/// Bytes that open or close something: all that counts between strings.
const STRUCTURAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut index = 0;
    while index < b"\"{}[]".len() {
        table[b"\"{}[]"[index] as usize] = true;
        index += 1;
    }
    table
};

/// Where the next byte is that opens or closes something.
pub(super) fn structural(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| STRUCTURAL[usize::from(*byte)])
}

/// Where the next byte is that ends a string or escapes what follows it.
pub(super) fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    memchr2(b'"', b'\\', bytes)
}

/// The members of an object: name without its quotes, and value, both as they are written.
#[allow(dead_code, reason = "entries come to be read by it")]
pub(super) fn members(object: &[u8]) -> Members<'_> {
    Members { rest: after(object, b'{').unwrap_or_default() }
}

#[allow(dead_code, reason = "entries come to be read by it")]
pub(super) struct Members<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = after(self.rest, b',').unwrap_or(self.rest).trim_ascii_start();
        let (name, rest) = rest.split_at_checked(string_end(rest)?)?;
        let rest = after(rest, b':')?.trim_ascii_start();
        let (value, rest) = rest.split_at_checked(value_end(rest)?)?;
        self.rest = rest;
        Some((name.get(1..name.len() - 1)?, value))
    }
}

/// The values of all members of this name at any depth that are strings, as they are written, with their quotes.
pub(super) fn strings_named<'a>(json: &'a [u8], name: &str) -> impl Iterator<Item = &'a [u8]> {
    let quoted = format!("\"{name}\"");
    let found: Vec<usize> = memmem::find_iter(json, quoted.as_bytes()).collect();
    found.into_iter().filter_map(move |start| {
        // After a backslash it is no beginning of a string, but a part of one.
        if start > 0 && json[start - 1] == b'\\' {
            return None;
        }
        let value = after(&json[start + quoted.len()..], b':')?.trim_ascii_start();
        value.get(..string_end(value)?)
    })
}

/// What comes after `byte`, if that comes next.
fn after(bytes: &[u8], byte: u8) -> Option<&[u8]> {
    bytes.trim_ascii_start().strip_prefix(&[byte])
}

/// Where the string that begins here is over.
fn string_end(bytes: &[u8]) -> Option<usize> {
    if bytes.first() != Some(&b'"') {
        return None;
    }
    let mut index = 1;
    loop {
        index += quote_or_backslash(bytes.get(index..)?)? + 1;
        if bytes[index - 1] == b'"' {
            return Some(index);
        }
        index += 1;
    }
}

/// Where the value that begins here is over.
#[allow(dead_code, reason = "entries come to be read by it")]
fn value_end(bytes: &[u8]) -> Option<usize> {
    match bytes.first()? {
        b'"' => string_end(bytes),
        b'{' | b'[' => {
            let (mut index, mut depth) = (0, 0_usize);
            loop {
                index += structural(bytes.get(index..)?)?;
                match bytes[index] {
                    b'"' => {
                        index += string_end(&bytes[index..])?;
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    _ => depth -= 1,
                }
                index += 1;
                if depth == 0 {
                    return Some(index);
                }
            }
        }
        _ => Some(
            bytes
                .iter()
                .position(|byte| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace())
                .unwrap_or(bytes.len()),
        ),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// Any JSON, with what is hard in it: quotes, backslashes and brackets in names and strings.
    pub(in crate::fhir) fn any_json() -> impl Strategy<Value = Value> {
        let text = "[\\x20-\\x7e\u{e9}\u{1F600}]{0,12}|reference|\\\\?\"reference\"?:?";
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_filter("JSON has no such number", |n| n.is_finite()).prop_map(Value::from),
            text.prop_map(Value::from),
            "(Patient|Binary|Organization)/[a-c]".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let name = "[a-z\"\\\\{}\\[\\]]{0,6}|reference|url|id";
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(name, inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn members_stand_as_they_are_written() {
        let object = br#" { "a" : 1.50 ,"b\"":"x\\","c":[{"d":"]"}] , "e":{} }"#;
        let found: Vec<_> = members(object).collect();
        let expected: [(&[u8], &[u8]); 4] =
            [(b"a", b"1.50"), (br#"b\""#, br#""x\\""#), (b"c", br#"[{"d":"]"}]"#), (b"e", b"{}")];
        assert_eq!(found, expected);
        assert_eq!(members(b"{}").count(), 0);
    }

    proptest! {
        #[test]
        fn the_members_of_any_object_are_found(json in any_json(), pretty: bool) {
            let text = if pretty { format!("{json:#}") } else { json.to_string() };
            let found: Vec<(String, Value)> = members(text.as_bytes())
                .map(|(name, value)| {
                    let name = [b"\"", name, b"\""].concat();
                    (serde_json::from_slice(&name).unwrap(), serde_json::from_slice(value).unwrap())
                })
                .collect();
            let expected = json.as_object().map(|members| members.clone().into_iter().collect());
            prop_assert_eq!(found, expected.unwrap_or_else(Vec::new));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in "[\\[\\]{}\":,\\\\ a]{0,60}") {
            let _ = members(bytes.as_bytes()).count();
            let _ = strings_named(bytes.as_bytes(), "a").count();
        }
    }
}
