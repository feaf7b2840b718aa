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

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in "[\\[\\]{}\":,\\\\ a]{0,60}") {
            let _ = strings_named(bytes.as_bytes(), "a").count();
        }
    }
}
