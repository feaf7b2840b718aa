//! JSON in tests: written with `json!`, kept for as long as the tests run.

use std::fmt;

use proptest::prelude::*;
use serde::ser::{Error as _, Serialize, Serializer};

use super::{Arena, Value, parse};

/// Writes a value, as `serde_json::json!` does.
#[macro_export]
#[doc(hidden)]
macro_rules! kept_json {
    ($($json:tt)+) => { $crate::json::kept(&serde_json::json!($($json)+)) };
}
pub use kept_json as json;

/// The same value for readers.
pub fn kept(value: &serde_json::Value) -> Value<'static> {
    kept_text(&value.to_string())
}

/// The value of a text.
///
/// # Panics
/// Where it is no JSON.
pub fn kept_text(text: &str) -> Value<'static> {
    let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
    parse(text.as_bytes(), Box::leak(Box::new(Arena::new()))).expect("the text is JSON")
}

/// The same value for who changes it.
///
/// # Panics
/// Never: what was read can be written.
pub fn owned(value: &Value<'_>) -> serde_json::Value {
    serde_json::to_value(value).expect("what was read has a JSON form")
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(text) => serde_json::from_str::<serde_json::Number>(text)
                .map_err(S::Error::custom)?
                .serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(elements) => serializer.collect_seq(*elements),
            Self::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        owned(self).fmt(f)
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Any JSON, with what is hard in it: quotes, backslashes and brackets in names and strings.
pub fn any_json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
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
