//! The members of a resource as slices of its text: only what a digest needs is read further.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::record::words::WordList;

/// The members of a resource.
pub(super) struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// `None` where the text is no JSON object.
    pub(super) fn read(json: &'a [u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }

    pub(super) fn raw(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, raw)| raw.get())
    }

    /// A small member, whole; `null` where it is not there.
    pub(super) fn value(&self, name: &str) -> Value {
        self.raw(name).and_then(|raw| serde_json::from_str(raw).ok()).unwrap_or_default()
    }

    pub(super) fn string(&self, name: &str) -> Option<Cow<'a, str>> {
        let raw = self.raw(name)?;
        // Without escapes it is the text between the quotes.
        match raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) {
            Some(plain) if !plain.contains('\\') => Some(Cow::Borrowed(plain)),
            Some(_) => serde_json::from_str(raw).ok().map(Cow::Owned),
            None => None,
        }
    }

    /// Adds the words of these members.
    pub(super) fn add_words(&self, is_read: impl Fn(&str) -> bool, list: &mut WordList) {
        for (name, raw) in &self.0 {
            // Numbers and booleans have no words.
            if is_read(name) && raw.get().starts_with(['"', '{', '[']) {
                let reader = Words { list, said: is_word(name) };
                // It has been parsed once; if it nests too deep to be read, its words are not found, nothing else.
                let _ = reader.deserialize(&mut serde_json::Deserializer::from_str(raw.get()));
            }
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a resource")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(32);
                while let Some(Name(name)) = map.next_key()? {
                    members.push((name, map.next_value()?));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}

/// The name of a member, without a copy where it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Take;

        impl<'de> Visitor<'de> for Take {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }

        deserializer.deserialize_str(Take)
    }
}

/// Whether text under this name is for people.
fn is_word(name: &str) -> bool {
    matches!(
        name,
        "display"
            | "text"
            | "name"
            | "title"
            | "description"
            | "family"
            | "given"
            | "suffix"
            | "value"
            | "city"
            | "valueString"
            | "conclusion"
            | "drugName"
            | "alias"
            | "lotNumber"
            | "manufacturer"
    )
}

/// Whether what is under this name has no words that anybody searches for.
fn is_dull(name: &str) -> bool {
    matches!(
        name,
        "extension"
            | "adjudication"
            | "div"
            | "system"
            | "code"
            | "url"
            | "reference"
            | "data"
            | "unit"
            | "type"
            | "category"
            | "use"
            | "role"
    )
}

/// Adds what people read in a value to a list.
struct Words<'a> {
    list: &'a mut WordList,
    /// The value itself is something that people read.
    said: bool,
}

impl<'de> DeserializeSeed<'de> for Words<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Words<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = map.next_key()? {
            if is_dull(&name) {
                map.next_value::<IgnoredAny>()?;
            } else {
                map.next_value_seed(Words { list: self.list, said: is_word(&name) })?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Words { list: self.list, said: self.said })?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if self.said {
            self.list.add(text);
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
