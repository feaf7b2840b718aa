//! Hashes of texts: SipHash-2-4 (Aumasson and Bernstein, 2012).

use siphasher::{sip, sip128};

/// Bytes that texts which are hashed together usually fit into.
const USUAL: usize = 256;

/// Bytes of a key.
pub const KEY: usize = 16;

/// Hashes whole records under a key, without which a hash is meaningless.
pub struct KeyedHash(sip128::SipHasher24);

impl KeyedHash {
    /// With this key.
    pub fn new(key: &[u8; KEY]) -> Self {
        Self(sip128::SipHasher24::new_with_key(key))
    }

    /// The hash of a text.
    pub fn of(&self, text: &[u8]) -> [u8; 16] {
        self.0.hash(text).as_bytes()
    }
}

/// A hash of texts one after the other, under no key: the same in every wallet, and for what stays in one.
pub fn short(texts: &[&[u8]]) -> u64 {
    // Each with its length, so that no two lists make one text.
    let mut all = Vec::with_capacity(USUAL);
    for text in texts {
        all.extend_from_slice(&(text.len() as u64).to_be_bytes());
        all.extend_from_slice(text);
    }
    sip::SipHasher24::new().hash(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of the authors' own implementation: of the key 00 01 02 .. 0f, and the first bytes of the same.
    #[test]
    fn hashes_are_those_of_siphash() {
        let key: [u8; KEY] = std::array::from_fn(|place| u8::try_from(place).unwrap());
        let hash = |size: usize| KeyedHash::new(&key).of(&key[..size]);
        let text = |hash: [u8; 16]| hash.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        assert_eq!(text(hash(0)), "a3817f04ba25a8e66df67214c7550293");
        assert_eq!(text(hash(1)), "da87c1d86b99af44347659119b22fc45");
        assert_eq!(text(hash(15)), "5493e99933b0a8117e08ec0f97cfc3d9");
    }

    #[test]
    fn no_two_lists_of_texts_are_one() {
        let hash = |texts: &[&str]| short(&texts.iter().map(|text| text.as_bytes()).collect::<Vec<_>>());
        assert_eq!(hash(&["a", "b"]), hash(&["a", "b"]));
        for other in [&["ab"][..], &["ab", ""], &["", "ab"], &["b", "a"], &["a", "b", ""]] {
            assert_ne!(hash(other), hash(&["a", "b"]));
        }
    }
}
