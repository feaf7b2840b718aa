//! Short texts in parts.

/// What stands before the first such character, of one byte, and what after it: sooner found than by a search made for long
/// texts.
#[inline]
pub fn cut(text: &str, at: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|byte| byte == at) {
        Some(place) => (&text[..place], Some(&text[place + 1..])),
        None => (text, None),
    }
}
