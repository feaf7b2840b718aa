//! Keys of the store: sealing and tagging.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use ring::{hkdf, hmac};
use zeroize::{Zeroize, Zeroizing};

use crate::error::StoreError;
use crate::ports::SecureStore;
use crate::secret::random_bytes;

/// Bytes of a tag. 128 bits: two of ten million records share one with a chance of 10^-25.
pub(super) const TAG: usize = 16;

/// The two keys that come from one item of the secure store.
pub(super) struct Keys {
    sealing: LessSafeKey,
    tagging: hmac::Key,
}

impl Keys {
    pub(super) fn load(secure_store: &dyn SecureStore, name: &str) -> Result<Option<Self>, StoreError> {
        let item = secure_store.read(name).map_err(|_| StoreError::SecureStore)?;
        let Some(item) = item.map(Zeroizing::new) else { return Ok(None) };
        Self::derive(&item).map(Some)
    }

    pub(super) fn create(secure_store: &dyn SecureStore, name: &str) -> Result<Self, StoreError> {
        let mut item = random_bytes();
        let stored = secure_store.write(name, &item).map_err(|_| StoreError::SecureStore);
        let keys = Self::derive(&item);
        item.zeroize();
        stored.and(keys)
    }

    pub(super) fn erase(secure_store: &dyn SecureStore, name: &str) -> Result<(), StoreError> {
        secure_store.remove(name).map_err(|_| StoreError::SecureStore)
    }

    fn derive(item: &[u8]) -> Result<Self, StoreError> {
        if item.len() != 32 {
            return Err(StoreError::Undecryptable);
        }
        let base = hkdf::Salt::new(hkdf::HKDF_SHA256, b"billfold store 1").extract(item);
        let failed = |_| StoreError::Undecryptable;
        let sealing = base.expand(&[b"seal"], &AES_256_GCM).map(UnboundKey::from).map_err(failed)?;
        let tagging = base.expand(&[b"tag"], hmac::HMAC_SHA256).map(hmac::Key::from).map_err(failed)?;
        Ok(Self { sealing: LessSafeKey::new(sealing), tagging })
    }

    /// Seals `plain` to the place where it will stand: a sealed value moved to another row does not open there.
    pub(super) fn seal(&self, place: &[u8], plain: impl AsRef<[u8]>) -> Result<Vec<u8>, StoreError> {
        self.seal_parts(place, &[plain.as_ref()])
    }

    /// As [`Self::seal`], of parts that belong together.
    pub(super) fn seal_parts(&self, place: &[u8], parts: &[&[u8]]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_LEN];
        let failed = |_| StoreError::Unavailable { operation: "sealing" };
        SystemRandom::new().fill(&mut nonce).map_err(failed)?;
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let mut sealed = Vec::with_capacity(NONCE_LEN + length + AES_256_GCM.tag_len());
        sealed.extend_from_slice(&nonce);
        for part in parts {
            sealed.extend_from_slice(part);
        }
        let tag = self
            .sealing
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place),
                &mut sealed[NONCE_LEN..],
            )
            .map_err(failed)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens what was sealed to this place.
    pub(super) fn open(&self, place: &[u8], mut sealed: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        let nonce: [u8; NONCE_LEN] = sealed
            .get(..NONCE_LEN)
            .and_then(|nonce| nonce.try_into().ok())
            .ok_or(StoreError::Undecryptable)?;
        let opened = self
            .sealing
            .open_within(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut sealed, NONCE_LEN..)
            .map_err(|_| StoreError::Undecryptable)?
            .len();
        sealed.truncate(opened);
        Ok(sealed)
    }

    /// A keyed hash of what is looked up by: equal for equal input, and meaningless without the key.
    pub(super) fn tag(&self, purpose: &str, parts: &[&[u8]]) -> [u8; TAG] {
        let mut context = hmac::Context::with_key(&self.tagging);
        context.update(purpose.as_bytes());
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut tag = [0; TAG];
        tag.copy_from_slice(&context.sign().as_ref()[..TAG]);
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::MemorySecureStore;

    #[test]
    fn what_is_sealed_opens_only_in_its_place_and_whole() {
        let keys = Keys::create(&MemorySecureStore::default(), "k").unwrap();
        let sealed = keys.seal(b"here", b"record").unwrap();
        assert_eq!(keys.open(b"here", sealed.clone()).unwrap(), b"record");
        assert!(keys.open(b"there", sealed.clone()).is_err());
        for index in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[index] ^= 1;
            assert!(keys.open(b"here", flipped).is_err());
            assert!(keys.open(b"here", sealed[..index].to_vec()).is_err());
        }
    }

    #[test]
    fn keys_come_back_from_the_secure_store_and_are_gone_when_erased() {
        let store = MemorySecureStore::default();
        let tag = Keys::create(&store, "k").unwrap().tag("t", &[b"a"]);
        let keys = Keys::load(&store, "k").unwrap().unwrap();
        assert_eq!(keys.tag("t", &[b"a"]), tag);
        assert_ne!(keys.tag("u", &[b"a"]), tag);
        Keys::erase(&store, "k").unwrap();
        assert!(Keys::load(&store, "k").unwrap().is_none());
    }
}
