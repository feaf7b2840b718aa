//! Finds the bytes of a JSON text that count.

use wide::u8x16;

/// Where the next byte is that ends a string, escapes what follows it, or may not be in one: a quote, a backslash, or a
/// control character (RFC 8259 section 7).
#[inline]
pub fn string_special(bytes: &[u8]) -> Option<usize> {
    let (parts, rest) = bytes.as_chunks();
    for (number, part) in parts.iter().enumerate() {
        let part = u8x16::new(*part);
        let special = part.simd_eq(u8x16::splat(b'"'))
            | part.simd_eq(u8x16::splat(b'\\'))
            | part.simd_eq(part.min(u8x16::splat(0x1f)));
        let special = special.to_bitmask();
        if special != 0 {
            return Some(number * 16 + special.trailing_zeros() as usize);
        }
    }
    let is_special = |byte: &u8| *byte == b'"' || *byte == b'\\' || *byte < b' ';
    rest.iter().position(is_special).map(|place| bytes.len() - rest.len() + place)
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
