//! Reading the text of a record.
//!
//! It was JSON when it was stored: what `serde_json` reads is read here to the same values, and what it refuses may be read
//! or refused, but never makes a panic.

use memchr::memchr2;

use super::value::{Arena, Value};

/// How deep arrays and objects may nest, as in `serde_json`.
const DEPTH: usize = 128;

/// The value that a text holds. `None` where it is no JSON.
pub(crate) fn parse<'a>(json: &'a [u8], arena: &'a Arena) -> Option<Value<'a>> {
    let text = std::str::from_utf8(json).ok()?;
    let mut reader = Reader { text, place: 0, arena, elements: Vec::new(), members: Vec::new() };
    let value = reader.value(DEPTH)?;
    reader.skip_space();
    (reader.place == text.len()).then_some(value)
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
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.place).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.place += 1;
        }
    }

    /// The next byte that is no space.
    fn next(&mut self) -> Option<u8> {
        self.skip_space();
        let byte = self.peek()?;
        self.place += 1;
        Some(byte)
    }

    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        match self.next()? {
            b'"' => self.string().map(Value::String),
            b'{' => self.object(depth.checked_sub(1)?),
            b'[' => self.array(depth.checked_sub(1)?),
            b't' => self.word("rue", Value::Bool(true)),
            b'f' => self.word("alse", Value::Bool(false)),
            b'n' => self.word("ull", Value::Null),
            b'-' | b'0'..=b'9' => Some(self.number()),
            _ => None,
        }
    }

    fn word(&mut self, rest: &str, value: Value<'a>) -> Option<Value<'a>> {
        self.text[self.place..].starts_with(rest).then(|| {
            self.place += rest.len();
            value
        })
    }

    fn number(&mut self) -> Value<'a> {
        let start = self.place - 1;
        while let Some(b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E') = self.peek() {
            self.place += 1;
        }
        Value::Number(&self.text[start..self.place])
    }

    /// What comes behind an opening quote.
    fn string(&mut self) -> Option<&'a str> {
        let start = self.place;
        let mut end = start + memchr2(b'"', b'\\', self.text.as_bytes().get(start..)?)?;
        if self.text.as_bytes()[end] == b'"' {
            self.place = end + 1;
            return self.text.get(start..end);
        }
        while self.text.as_bytes()[end] == b'\\' {
            let next = end + 2;
            end = next + memchr2(b'"', b'\\', self.text.as_bytes().get(next..)?)?;
        }
        self.place = end + 1;
        let written = self.text.get(start - 1..self.place)?;
        Some(self.arena.alloc_str(&serde_json::from_str::<String>(written).ok()?))
    }

    fn array(&mut self, depth: usize) -> Option<Value<'a>> {
        let first = self.elements.len();
        self.skip_space();
        if self.peek()? == b']' {
            self.place += 1;
            return Some(Value::Array(&[]));
        }
        loop {
            let element = self.value(depth)?;
            self.elements.push(element);
            match self.next()? {
                b',' => {}
                b']' => break,
                _ => return None,
            }
        }
        let elements = self.arena.alloc_slice_copy(&self.elements[first..]);
        self.elements.truncate(first);
        Some(Value::Array(elements))
    }

    fn object(&mut self, depth: usize) -> Option<Value<'a>> {
        let first = self.members.len();
        self.skip_space();
        if self.peek()? == b'}' {
            self.place += 1;
            return Some(Value::Object(&[]));
        }
        loop {
            if self.next()? != b'"' {
                return None;
            }
            let name = self.string()?;
            if self.next()? != b':' {
                return None;
            }
            let value = self.value(depth)?;
            self.members.push((name, value));
            match self.next()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        let members = self.arena.alloc_slice_copy(&self.members[first..]);
        self.members.truncate(first);
        Some(Value::Object(members))
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
        assert_eq!(super::super::owned(&read), expected);
    }

    proptest! {
        #[test]
        fn any_json_is_read_as_serde_json_reads_it(text in text()) {
            same(&text);
        }

        #[test]
        fn what_is_damaged_is_survived(text in text(), cut in any::<prop::sample::Index>(), put in "\\PC?") {
            let mut text = text;
            let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
            let place = places[cut.index(places.len())];
            text.truncate(place);
            text.push_str(&put);
            let arena = Arena::new();
            let read = parse(text.as_bytes(), &arena).is_some();
            prop_assert!(read || serde_json::from_str::<serde_json::Value>(&text).is_err());
        }
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        for text in [
            "", " ", "{", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "\"", "\"\\", "\"\\x\"", "tru",
            "1 2", "+1",
        ] {
            assert!(parse(text.as_bytes(), &Arena::new()).is_none(), "{text}");
        }
        assert!(parse(b"\"\xff\"", &Arena::new()).is_none());
        assert!(parse(deep(127).as_bytes(), &Arena::new()).is_some());
        assert!(parse(deep(100_000).as_bytes(), &Arena::new()).is_none());
    }

    #[test]
    fn of_two_members_of_one_name_the_later_counts() {
        let arena = Arena::new();
        let read = parse(br#"{"a": 1, "a": "2", "b": 1.50}"#, &arena).unwrap();
        assert!(read["a"] == "2" && read["b"] == Value::Number("1.50") && read["c"]["d"] == Value::Null);
    }
}
