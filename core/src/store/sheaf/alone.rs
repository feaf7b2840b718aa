//! Records that were sealed one by one, as up to version 6 of the file.

use billfold_text::pack::{Packed, unpack};
use serde::Deserialize;

use crate::error::StoreError;
use crate::store::records::Body;
use crate::store::seal::{Keys, TAG};

/// What stands sealed before the resource.
#[derive(Deserialize)]
struct Header {
    id: String,
    fetched: u64,
    /// Bytes of the resource where it is compressed, as up to version 4.
    #[serde(default)]
    size: Option<u32>,
    /// Bytes of the resource where it is compressed with the dictionary.
    #[serde(default)]
    length: Option<u32>,
}

/// The body of the record with this tag, as it would stand in a sheaf.
pub(super) fn body(keys: &Keys, tag: &[u8; TAG], sealed: Vec<u8>) -> Result<Vec<u8>, StoreError> {
    let plain = keys.open(tag, sealed)?;
    let (length, rest) = plain.split_first_chunk::<4>().ok_or(StoreError::Undecryptable)?;
    let (header, json) =
        rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or(StoreError::Undecryptable)?;
    let header: Header = serde_json::from_slice(header).map_err(|_| StoreError::Undecryptable)?;
    let packed = header.length.map(Packed::WithDictionary).or(header.size.map(Packed::Alone));
    let unpacked = packed.map(|packed| unpack(json, packed).ok_or(StoreError::Undecryptable)).transpose()?;
    let json = unpacked.as_deref().unwrap_or(json);
    Ok(Body { fetched: header.fetched, id: &header.id, json }.pieces(|pieces| pieces.concat()))
}
