//! Keys of the store: sealing and tagging.

use billfold_text::hash::{KEY, KeyedHash};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use ring::{hkdf, hmac};
use zeroize::{Zeroize, Zeroizing};

use crate::error::StoreError;
use crate::ports::SecureStore;
use crate::secret::random_bytes;

/// Bytes of a tag. 128 bits: two of ten million records share one with a chance of 10^-25.
pub(super) const TAG: usize = 16;

/// Bytes that what is tagged usually fits into.
const TAGGED: usize = 128;

/// Nonces that a [`Sealer`] draws at once.
const DRAWN: usize = 64;

/// The keys that come from one item of the secure store.
pub(super) struct Keys {
    sealing: LessSafeKey,
    tagging: hmac::Key,
    content: KeyedHash,
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
        let mut content = Zeroizing::new([0; KEY]);
        base.expand(&[b"content"], ContentKey).and_then(|key| key.fill(&mut *content)).map_err(failed)?;
        let content = KeyedHash::new(&content);
        Ok(Self { sealing: LessSafeKey::new(sealing), tagging, content })
    }

    /// Seals `plain` to the place where it will stand: a sealed value moved to another row does not open there.
    pub(super) fn seal(&self, place: &[u8], plain: impl AsRef<[u8]>) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_LEN];
        fill(&mut nonce)?;
        self.seal_with(nonce, place, &[plain.as_ref()])
    }

    fn seal_with(
        &self,
        nonce: [u8; NONCE_LEN],
        place: &[u8],
        parts: &[&[u8]],
    ) -> Result<Vec<u8>, StoreError> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let mut sealed = Vec::with_capacity(NONCE_LEN + length + AES_256_GCM.tag_len());
        sealed.extend_from_slice(&nonce);
        for part in parts {
            sealed.extend_from_slice(part);
        }
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self
            .sealing
            .seal_in_place_separate_tag(nonce, Aad::from(place), &mut sealed[NONCE_LEN..])
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
        let mut message = Vec::with_capacity(TAGGED);
        message.extend_from_slice(purpose.as_bytes());
        for part in parts {
            message.extend_from_slice(&(part.len() as u64).to_be_bytes());
            message.extend_from_slice(part);
        }
        let mut tag = [0; TAG];
        tag.copy_from_slice(&hmac::sign(&self.tagging, &message).as_ref()[..TAG]);
        tag
    }

    /// A keyed hash of a whole record, by which one that came again is known to be the same: as meaningless without the key,
    /// and a fifth of the work where the processor has no instructions for SHA-256.
    pub(super) fn content_tag(&self, json: &[u8]) -> [u8; TAG] {
        self.content.of(json)
    }
}

/// What HKDF is told of SipHash's key.
struct ContentKey;

impl hkdf::KeyType for ContentKey {
    fn len(&self) -> usize {
        KEY
    }
}

/// Seals many values: it asks the operating system for many nonces at once, since each call costs more than a seal.
pub(super) struct Sealer<'a> {
    keys: &'a Keys,
    nonces: [[u8; NONCE_LEN]; DRAWN],
    used: usize,
}

impl<'a> Sealer<'a> {
    pub(super) fn new(keys: &'a Keys) -> Self {
        Self { keys, nonces: [[0; NONCE_LEN]; DRAWN], used: DRAWN }
    }

    /// As [`Keys::seal`], of parts that belong together.
    pub(super) fn seal(&mut self, place: &[u8], parts: &[&[u8]]) -> Result<Vec<u8>, StoreError> {
        if self.used == DRAWN {
            fill(self.nonces.as_flattened_mut())?;
            self.used = 0;
        }
        self.used += 1;
        self.keys.seal_with(self.nonces[self.used - 1], place, parts)
    }
}

fn fill(random: &mut [u8]) -> Result<(), StoreError> {
    SystemRandom::new().fill(random).map_err(failed)
}

fn failed(_: ring::error::Unspecified) -> StoreError {
    StoreError::Unavailable { operation: "sealing" }
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
    fn many_are_sealed_each_with_a_nonce_of_its_own() {
        let keys = Keys::create(&MemorySecureStore::default(), "k").unwrap();
        let mut seals = Sealer::new(&keys);
        let sealed: Vec<_> =
            (0..3 * DRAWN).map(|_| seals.seal(b"here", &[b"rec", b"ord"]).unwrap()).collect();
        let nonces: std::collections::HashSet<_> = sealed.iter().map(|sealed| &sealed[..NONCE_LEN]).collect();
        assert_eq!(nonces.len(), sealed.len());
        assert!(sealed.iter().all(|sealed| keys.open(b"here", sealed.clone()).unwrap() == b"record"));
    }

    #[test]
    fn keys_come_back_from_the_secure_store_and_are_gone_when_erased() {
        let store = MemorySecureStore::default();
        let created = Keys::create(&store, "k").unwrap();
        let tag = created.tag("t", &[b"a"]);
        let keys = Keys::load(&store, "k").unwrap().unwrap();
        assert_eq!(keys.tag("t", &[b"a"]), tag);
        assert_ne!(keys.tag("u", &[b"a"]), tag);
        assert_eq!(keys.content_tag(b"a"), created.content_tag(b"a"));
        assert_ne!(keys.content_tag(b"b"), created.content_tag(b"a"));
        assert_ne!(Keys::create(&store, "other").unwrap().content_tag(b"a"), created.content_tag(b"a"));
        Keys::erase(&store, "k").unwrap();
        assert!(Keys::load(&store, "k").unwrap().is_none());
    }
}
