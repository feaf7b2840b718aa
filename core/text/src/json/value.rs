//! JSON that is read once and thrown away: texts and numbers are slices of the record, arrays and objects lie in one arena.
//!
//! A number stays the text that it is, so that money is never a floating-point number on the way, and a page of claims costs
//! a fraction of what it does with a tree whose every text is a string of its own.

use std::ops::Index;

/// Where the arrays and objects of some records lie. They go together.
pub type Arena = bumpalo::Bump;

/// A JSON value, as one would handle that of `serde_json`: what is not there is `Null`.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum Value<'a> {
    /// `null`, or nothing at all.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// As it is written.
    Number(&'a str),
    /// What it means, without escapes.
    String(&'a str),
    /// Its elements.
    Array(&'a [Value<'a>]),
    /// Its members, in the order in which they are written.
    Object(&'a [(&'a str, Value<'a>)]),
}

impl<'a> Value<'a> {
    /// The text, where it is one.
    #[inline]
    pub fn as_str(&self) -> Option<&'a str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text without space around it, where it says something.
    pub fn said(&self) -> Option<&'a str> {
        let text = self.as_str()?;
        // Nearly no text of a payer has space around it.
        let is_said = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
        let is_trimmed = is_said(text.as_bytes().first()) && is_said(text.as_bytes().last());
        let text = if is_trimmed { text } else { text.trim() };
        (!text.is_empty()).then_some(text)
    }

    /// The truth, where it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A whole number.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// A whole number that is not negative.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i64().and_then(|number| number.try_into().ok())
    }

    /// Whether it is a text.
    pub fn is_string(&self) -> bool {
        matches!(self, Self::String(_))
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// The members of an object; of anything else, none.
    #[inline]
    pub fn members(&self) -> &'a [(&'a str, Value<'a>)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// Whether it is an object with this member, whatever that is.
    pub fn has(&self, name: &str) -> bool {
        self.members().iter().any(|(known, _)| *known == name)
    }
}

/// The elements of an array; a single value where the profile says 0..1 and the server sent no array.
#[inline]
pub fn each<'v, 'a>(value: &'v Value<'a>) -> std::slice::Iter<'v, Value<'a>> {
    match value {
        Value::Array(elements) => elements.iter(),
        Value::Null => [].iter(),
        single => std::slice::from_ref(single).iter(),
    }
}

impl<'a> Index<&str> for Value<'a> {
    type Output = Value<'a>;

    fn index(&self, name: &str) -> &Self {
        // Of two members of one name the later counts, as with most readers of JSON.
        let found = self.members().iter().rev().find(|(known, _)| is_same(known.as_bytes(), name.as_bytes()));
        found.map_or(&Value::Null, |(_, value)| value)
    }
}

/// Most names differ in their length already, nearly all others in their first or last letters: what is compared at once is
/// sooner compared than the comparison of any two texts is called.
#[inline]
fn is_same(known: &[u8], name: &[u8]) -> bool {
    if known.len() != name.len() {
        return false;
    }
    match name.len() {
        8.. => {
            known.first_chunk::<8>() == name.first_chunk()
                && known.last_chunk::<8>() == name.last_chunk()
                && (name.len() <= 16 || known == name)
        }
        4.. => known.first_chunk::<4>() == name.first_chunk() && known.last_chunk::<4>() == name.last_chunk(),
        _ => known.iter().eq(name),
    }
}

impl PartialEq<str> for Value<'_> {
    fn eq(&self, text: &str) -> bool {
        self.as_str() == Some(text)
    }
}

impl PartialEq<&str> for Value<'_> {
    fn eq(&self, text: &&str) -> bool {
        self.as_str() == Some(*text)
    }
}

impl PartialEq<bool> for Value<'_> {
    fn eq(&self, value: &bool) -> bool {
        self.as_bool() == Some(*value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_member_is_found_by_its_whole_name_and_the_later_of_two(
            names in prop::collection::vec("[ab]{0,3}|[ab]c{2,14}[ab]|c{8}[ab]c{8}", 0..12),
            name in "[ab]{0,3}|[ab]c{2,14}[ab]|c{8}[ab]c{8}",
        ) {
            let values: Vec<String> = (0..names.len()).map(|number| number.to_string()).collect();
            let members: Vec<_> =
                names.iter().zip(&values).map(|(name, value)| (name.as_str(), Value::Number(value))).collect();
            let last = names.iter().rposition(|known| *known == name);
            let expected = last.map_or(Value::Null, |place| Value::Number(&values[place]));
            prop_assert!(Value::Object(&members)[name.as_str()] == expected);
        }
    }
}
