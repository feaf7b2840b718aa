//! Where a resource leads: references, and addresses of attachments.

use crate::cut::cut;
use crate::json::Value;

/// What a resource names.
pub enum Link<'a> {
    /// The text of a Reference.
    Reference(&'a str),
    /// An address: of an attachment, or of what an extension means.
    Url(&'a str),
}

/// Hands over all that a resource names, at any depth, in the order in which it is written.
pub fn each_link<'a>(resource: &Value<'a>, found: &mut dyn FnMut(Link<'a>)) {
    match resource {
        Value::Array(elements) => elements.iter().for_each(|element| each_link(element, found)),
        Value::Object(members) => {
            for (name, value) in *members {
                match (*name, value) {
                    ("reference", Value::String(text)) => found(Link::Reference(text)),
                    ("url", Value::String(text)) => found(Link::Url(text)),
                    (_, value) => each_link(value, found),
                }
            }
        }
        _ => {}
    }
}

/// Type and id of `Type/id` or `Type/id/_history/1`, or of either behind `base`. `None` for anything else.
pub fn type_and_id<'a>(text: &'a str, base: &str) -> Option<(&'a str, &'a str)> {
    let base = base.trim_end_matches('/');
    let path = text.strip_prefix(base).and_then(|rest| rest.strip_prefix('/')).unwrap_or(text);
    let (resource_type, rest) = cut(path, b'/');
    let (id, rest) = cut(rest?, b'/');
    let plain_id = (1..=64).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'_');
    let is_type = resource_type.starts_with(|c: char| c.is_ascii_uppercase())
        && resource_type.bytes().all(|b| b.is_ascii_alphabetic());
    let ends = rest.is_none_or(|rest| cut(rest, b'/').0 == "_history");
    (is_type && plain_id && ends).then_some((resource_type, id))
}
