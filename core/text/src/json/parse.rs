//! Reading JSON (RFC 8259): what is read here is what `serde_json` reads, to the same values.

use std::fmt;

use serde::de::{Deserializer as _, Visitor};

use super::scan::string_special;
use super::value::{Arena, Value};

/// How deep arrays and objects may nest, as in `serde_json`.
const DEPTH: usize = 128;

/// How many elements, and how many members, usually wait for the end of what they are in: less than a kilobyte of either,
/// which allocators have at hand.
const USUAL: usize = 24;

/// The value that a text holds. `None` where it is no JSON.
pub fn parse<'a>(json: &'a [u8], arena: &'a Arena) -> Option<Value<'a>> {
    let text = std::str::from_utf8(json).ok()?;
    let (elements, members) = (Vec::with_capacity(USUAL), Vec::with_capacity(USUAL));
    let mut reader = Reader { text, place: 0, arena, elements, members };
    reader.value(DEPTH, |reader, value| reader.elements.push(value))?;
    reader.skip_space();
    if reader.place == text.len() { reader.elements.pop() } else { None }
}

struct Reader<'a> {
    text: &'a str,
    place: usize,
    arena: &'a Arena,
    /// Elements of the arrays that have not ended, the innermost last.
    elements: Vec<Value<'a>>,
    /// Members of the objects that have not ended.
    members: Vec<(&'a str, Value<'a>)>,
}

impl<'a> Reader<'a> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.place).copied()
    }

    #[inline]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.place += 1;
        }
    }

    /// The next byte that is no space.
    #[inline]
    fn next(&mut self) -> Option<u8> {
        self.skip_space();
        let byte = self.peek()?;
        self.place += 1;
        Some(byte)
    }

    /// Reads a value and puts it where it belongs. A value that is handed on through memory is written in parts and read in
    /// one piece, for which a processor waits until all parts are there.
    #[inline]
    fn value(&mut self, depth: usize, put: impl Fn(&mut Self, Value<'a>)) -> Option<()> {
        match self.next()? {
            b'"' => {
                let text = self.string()?;
                put(self, Value::String(text));
            }
            b'{' => {
                let members = self.object(depth.checked_sub(1)?)?;
                put(self, Value::Object(members));
            }
            b'[' => {
                let elements = self.array(depth.checked_sub(1)?)?;
                put(self, Value::Array(elements));
            }
            first @ (b'-' | b'0'..=b'9') => {
                let number = self.number(first)?;
                put(self, Value::Number(number));
            }
            first => {
                let value = self.word(first)?;
                put(self, value);
            }
        }
        Some(())
    }

    /// A value without content that begins with this.
    fn word(&mut self, first: u8) -> Option<Value<'a>> {
        let (rest, value) = match first {
            b't' => ("rue", Value::Bool(true)),
            b'f' => ("alse", Value::Bool(false)),
            b'n' => ("ull", Value::Null),
            _ => return None,
        };
        self.text[self.place..].starts_with(rest).then(|| {
            self.place += rest.len();
            value
        })
    }

    /// A number that begins with this.
    fn number(&mut self, first: u8) -> Option<&'a str> {
        let start = self.place - 1;
        let first = if first == b'-' { self.digit()? } else { first };
        if first != b'0' {
            self.digits();
        }
        if self.peek() == Some(b'.') {
            self.place += 1;
            self.digit()?;
            self.digits();
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.place += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.place += 1;
            }
            self.digit()?;
            self.digits();
        }
        Some(&self.text[start..self.place])
    }

    fn digit(&mut self) -> Option<u8> {
        let digit = self.peek().filter(u8::is_ascii_digit)?;
        self.place += 1;
        Some(digit)
    }

    fn digits(&mut self) {
        while self.digit().is_some() {}
    }

    /// What comes behind an opening quote.
    #[inline]
    fn string(&mut self) -> Option<&'a str> {
        let (start, mut is_escaped) = (self.place, false);
        loop {
            self.place += string_special(self.text.as_bytes().get(self.place..)?)? + 1;
            match self.text.as_bytes()[self.place - 1] {
                b'"' => break,
                b'\\' => {
                    is_escaped = true;
                    self.place += 1;
                }
                _ => return None,
            }
        }
        if is_escaped {
            return self.escaped(&self.text[start - 1..self.place]);
        }
        Some(&self.text[start..self.place - 1])
    }

    /// What a string means in which something is escaped. Half of a pair of surrogates, which is no text, is one mark of
    /// something that was lost, so that a record is not lost with it.
    fn escaped(&self, written: &str) -> Option<&'a str> {
        struct Bytes<'a>(&'a Arena);
        impl<'a> Visitor<'_> for Bytes<'a> {
            type Value = &'a str;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<&'a str, E> {
                Ok(self.0.alloc_str(&String::from_utf8_lossy(bytes)))
            }
        }
        serde_json::Deserializer::from_str(written).deserialize_bytes(Bytes(self.arena)).ok()
    }

    fn array(&mut self, depth: usize) -> Option<&'a [Value<'a>]> {
        let first = self.elements.len();
        self.skip_space();
        if self.peek()? == b']' {
            self.place += 1;
            return Some(&[]);
        }
        loop {
            self.value(depth, |reader, element| reader.elements.push(element))?;
            match self.next()? {
                b',' => {}
                b']' => break,
                _ => return None,
            }
        }
        let elements = self.arena.alloc_slice_copy(&self.elements[first..]);
        self.elements.truncate(first);
        Some(elements)
    }

    fn object(&mut self, depth: usize) -> Option<&'a [(&'a str, Value<'a>)]> {
        let first = self.members.len();
        self.skip_space();
        if self.peek()? == b'}' {
            self.place += 1;
            return Some(&[]);
        }
        loop {
            if self.next()? != b'"' {
                return None;
            }
            let name = self.string()?;
            if self.next()? != b':' {
                return None;
            }
            self.value(depth, |reader, value| reader.members.push((name, value)))?;
            match self.next()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        let members = self.arena.alloc_slice_copy(&self.members[first..]);
        self.members.truncate(first);
        Some(members)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any JSON text, with spaces where they may be.
    fn text() -> impl Strategy<Value = String> {
        let space = "[ \n\t\r]{0,2}";
        let string = prop_oneof![
            any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
            Just(r#""\u00e9\ud83d\ude00\\\"\/\b\f\n\r\t""#.to_owned()),
        ];
        let leaf = prop_oneof![
            string.clone(),
            "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?",
            Just("true".to_owned()),
            Just("false".to_owned()),
            Just("null".to_owned()),
        ];
        leaf.prop_recursive(6, 64, 6, move |inner| {
            let member = (string.clone(), space, space, inner.clone())
                .prop_map(|(name, before, after, value)| format!("{name}{before}:{after}{value}"));
            let list = |of: BoxedStrategy<String>| {
                (prop::collection::vec(of, 0..6), space).prop_map(|(parts, space)| {
                    format!("{space}{}{space}", parts.join(&format!("{space},{space}")))
                })
            };
            prop_oneof![
                list(inner.boxed()).prop_map(|list| format!("[{list}]")),
                list(member.boxed()).prop_map(|list| format!("{{{list}}}")),
            ]
        })
    }

    fn same(text: &str) {
        let arena = Arena::new();
        let read = parse(text.as_bytes(), &arena).unwrap();
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        // As texts, because numbers count as they are written.
        assert_eq!(crate::json::owned(&read), expected);
    }

    proptest! {
        #[test]
        fn any_json_is_read_as_serde_json_reads_it(text in text()) {
            same(&text);
        }

        #[test]
        fn what_is_damaged_is_refused(text in text(), cut in any::<prop::sample::Index>(), put in "[\\x00-\\x7f]?|\\PC?", cuts: bool) {
            let mut text = text;
            let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
            let place = places[cut.index(places.len())];
            let rest = text.split_off(place);
            text.push_str(&put);
            if !cuts {
                text.extend(rest.chars().skip(1));
            }
            let arena = Arena::new();
            let read = parse(text.as_bytes(), &arena).is_some();
            // Without building anything, `serde_json` takes half a pair of surrogates and numbers of any size, as here.
            prop_assert_eq!(read, serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok(), "{}", text);
        }
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        for text in [
            "",
            " ",
            "{",
            "[1",
            "[1,]",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "\"",
            "\"\\",
            "\"\\x\"",
            "tru",
            "1 2",
            "+1",
            "01",
            "1.",
            ".1",
            "1e",
            "-",
            "1e+",
            "\"\n\"",
            "\"\\u12\"",
        ] {
            assert!(parse(text.as_bytes(), &Arena::new()).is_none(), "{text}");
        }
        assert!(parse(b"\"\xff\"", &Arena::new()).is_none());
        assert!(parse(deep(127).as_bytes(), &Arena::new()).is_some());
        assert!(parse(deep(100_000).as_bytes(), &Arena::new()).is_none());
    }

    #[test]
    fn half_a_pair_of_surrogates_loses_no_record() {
        let arena = Arena::new();
        let read = parse(br#"{"a": "1\ud83d2", "b": "\ud83d\ude00"}"#, &arena).unwrap();
        let text = read["a"].as_str().unwrap();
        assert!(text.starts_with("1\u{fffd}") && text.ends_with('2'));
        assert!(read["b"] == "\u{1f600}");
    }

    #[test]
    fn of_two_members_of_one_name_the_later_counts() {
        let arena = Arena::new();
        let read = parse(br#"{"a": 1, "a": "2", "b": 1.50}"#, &arena).unwrap();
        assert!(read["a"] == "2" && read["b"] == Value::Number("1.50") && read["c"]["d"] == Value::Null);
    }
}
