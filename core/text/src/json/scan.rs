//! Finds the bytes of a JSON text that count.

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
#[inline]
pub fn structural(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| STRUCTURAL[usize::from(*byte)])
}

/// Where the next byte is that ends a string, escapes what follows it, or may not be in one: a quote, a backslash, or a
/// control character (RFC 8259 section 7).
#[inline]
pub fn string_special(bytes: &[u8]) -> Option<usize> {
    // Strings are short: eight bytes at a time without a call are faster than what is made for long texts.
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let special = special_of(u64::from_le_bytes(*word));
        if special != 0 {
            return Some(number * 8 + special.trailing_zeros() as usize / 8);
        }
    }
    let is_special = |byte: &u8| *byte == b'"' || *byte == b'\\' || *byte < b' ';
    rest.iter().position(is_special).map(|place| bytes.len() - rest.len() + place)
}

/// The highest bit of each of eight bytes that is special. Above the first of them there may be more bits than bytes.
#[inline]
fn special_of(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word & HIGHS;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    is(b'"') | is(b'\\') | below(word, b' ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_special_byte_is_found(
            plain in prop::collection::vec(prop_oneof![0x20..0x22_u8, 0x23..0x5c_u8, 0x5d..=0xff_u8], 0..40),
            special in prop_oneof![Just(b'"'), Just(b'\\'), 0..0x20_u8],
            after in prop::collection::vec(any::<u8>(), 0..20),
        ) {
            prop_assert_eq!(string_special(&plain), None);
            let bytes = [plain.as_slice(), &[special], &after].concat();
            prop_assert_eq!(string_special(&bytes), Some(plain.len()));
        }
    }
}
