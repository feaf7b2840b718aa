//! Resources made smaller before they are sealed.
//!
//! FHIR repeats itself: LZ4 halves a record, and with it the room it takes and the time to write and read it. The length
//! of a sealed record, compressed or not, is all that an onlooker sees of it.

use lz4_flex::block::{CompressTable, compress_into_with_table, decompress, get_maximum_output_size};

use crate::error::StoreError;

/// Compresses one resource after the other, with the same memory.
#[derive(Default)]
pub(super) struct Packer {
    table: CompressTable,
    packed: Vec<u8>,
}

impl Packer {
    /// `None` where it would not be smaller: an attachment that is compressed already, or next to nothing.
    pub(super) fn pack(&mut self, json: &[u8]) -> Option<&[u8]> {
        let most = get_maximum_output_size(json.len());
        if self.packed.len() < most {
            self.packed.resize(most, 0);
        }
        let size = compress_into_with_table(json, &mut self.packed, &mut self.table).ok()?;
        (size < json.len()).then(|| &self.packed[..size])
    }
}

/// What became of `size` bytes, as it was.
pub(super) fn unpack(packed: &[u8], size: u32) -> Result<Vec<u8>, StoreError> {
    // It was sealed, so that nobody but this wallet has written it.
    let json = decompress(packed, size as usize).map_err(|_| StoreError::Undecryptable)?;
    if json.len() == size as usize { Ok(json) } else { Err(StoreError::Undecryptable) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_back_byte_for_byte(
            texts in prop::collection::vec("[ -~]{0,40}|(\\{\"system\":\"http://loinc.org\",\"code\":\"[0-9]{5}\"\\}){0,9}", 1..4),
        ) {
            let mut packer = Packer::default();
            for text in texts {
                let size = u32::try_from(text.len()).unwrap();
                let packed = packer.pack(text.as_bytes()).map(<[u8]>::to_vec);
                if let Some(packed) = packed {
                    prop_assert!(packed.len() < text.len());
                    prop_assert_eq!(unpack(&packed, size).unwrap(), text.as_bytes());
                    prop_assert!(unpack(&packed, size + 1).is_err() && unpack(&packed, size - 1).is_err());
                }
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), size in 0..99_u32) {
            let _ = unpack(&bytes, size);
        }
    }
}
