//! Records made smaller before they are sealed.
//!
//! FHIR repeats itself, within a record and from one to the next: LZ4 makes records small, a few of them with a dictionary of
//! what records of payers have in common, and with them the room that they take and the time to write and read them. The
//! length of what is sealed, compressed or not, is all that an onlooker sees of it.

use lz4_flex::block::{compress_into_with_dict, decompress_with_dict, get_maximum_output_size};

/// Names, codes and addresses from FHIR R4, US Core and CARIN Blue Button, in the order in which servers write them. It is
/// a part of the format: with another text, what is stored could not be read.
const DICTIONARY: &[u8] = include_bytes!("dictionary.txt");

/// Bytes at the end of the dictionary that a compressor is prepared with, which takes it a fixed time for each text: what is
/// in most records stands there. Whoever decompresses has all of it.
const PREPARED: usize = 3000;

/// Bytes of a text from which on it is compressed by itself: it repeats itself by then, and a compressor that looks into two
/// texts takes a quarter more time. It is read with the dictionary like any other, of which it uses nothing.
const REPEATS_ITSELF: usize = 4 << 10;

/// How a text was made smaller, and how many bytes it had.
#[derive(Clone, Copy)]
pub enum Packed {
    /// As wallets did up to version 4 of their file.
    Alone(u32),
    /// With the dictionary.
    WithDictionary(u32),
}

/// Compresses one text after the other, into the same memory.
#[derive(Default)]
pub struct Packer(Vec<u8>);

impl Packer {
    /// Bytes of that memory.
    pub fn size(&self) -> usize {
        self.0.capacity()
    }

    /// `None` where it would not be smaller: an attachment that is compressed already, or next to nothing.
    pub fn pack(&mut self, text: &[u8]) -> Option<&[u8]> {
        let most = get_maximum_output_size(text.len());
        if self.0.len() < most {
            self.0.resize(most, 0);
        }
        let prepared =
            if text.len() < REPEATS_ITSELF { &DICTIONARY[DICTIONARY.len() - PREPARED..] } else { &[] };
        let size = compress_into_with_dict(text, &mut self.0, prepared).ok()?;
        (size < text.len()).then(|| &self.0[..size])
    }
}

/// What was made smaller, as it was. `None` for what was not.
///
/// It takes as much memory as `packed` says: only for what was sealed, which nobody but the wallet has written.
pub fn unpack(smaller: &[u8], packed: Packed) -> Option<Vec<u8>> {
    let (size, dictionary) = match packed {
        Packed::Alone(size) => (size as usize, [].as_slice()),
        Packed::WithDictionary(size) => (size as usize, DICTIONARY),
    };
    decompress_with_dict(smaller, size, dictionary).ok().filter(|text| text.len() == size)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_packed_without_a_dictionary_is_read() {
        let text = "the same and the same and the same and the same".as_bytes();
        let packed = lz4_flex::block::compress(text);
        assert_eq!(unpack(&packed, Packed::Alone(47)).unwrap(), text);
    }

    #[test]
    fn the_dictionary_stays_what_it_is() {
        use sha2::{Digest as _, Sha256};
        let digest = Sha256::digest(DICTIONARY);
        let digest = digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        assert_eq!(digest, "9f1aeb4f3916a468fc65dc1777850e2aab14133f7486efa529d6b14012a0f811");
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back_byte_for_byte(
            texts in prop::collection::vec("[ -~]{0,40}|(\\{\"system\":\"http://loinc.org\",\"code\":\"[0-9]{5}\"\\}){0,9}", 1..4),
            often in prop_oneof![Just(1_usize), Just(200)],
        ) {
            let mut packer = Packer::default();
            for text in texts {
                let text = text.repeat(often);
                let size = u32::try_from(text.len()).unwrap();
                let packed = packer.pack(text.as_bytes()).map(<[u8]>::to_vec);
                if let Some(packed) = packed {
                    prop_assert!(packed.len() < text.len());
                    prop_assert_eq!(unpack(&packed, Packed::WithDictionary(size)).unwrap(), text.as_bytes());
                    for wrong in [size + 1, size - 1] {
                        prop_assert!(unpack(&packed, Packed::WithDictionary(wrong)).is_none());
                    }
                }
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), size in 0..99_u32) {
            let _ = (unpack(&bytes, Packed::Alone(size)), unpack(&bytes, Packed::WithDictionary(size)));
        }
    }
}
