//! What the broker remembers, it remembers sealed, in the hands of others: `state`, codes and refresh tokens.
//!
//! A sealed text is base64url of version, key id, nonce and AES-256-GCM ciphertext. The key id stands in clear, so that
//! keys can be rotated; the additional data binds the text to its purpose, this broker, the payer and, where one is known
//! beforehand, the app: moved anywhere else it does not open. Nonces are random, so a key is good for 2^32 seals (NIST
//! SP 800-38D section 8.3); the README says when to rotate.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billfold::secret::Secret;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf;
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::{Zeroize as _, Zeroizing};

const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const HEAD: usize = 1 + KEY_ID + NONCE_LEN;

/// What a sealed text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// `state` of an authorization request to a payer.
    State,
    /// An authorization code for an app.
    Code,
    /// A refresh token for an app.
    RefreshToken,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Code => "code",
            Self::RefreshToken => "refresh_token",
        }
    }
}

/// To whom a text is sealed.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub purpose: Purpose,
    pub payer: &'a str,
    /// The app's client id; empty for a `state`, which says itself whose it is.
    pub app: &'a str,
}

/// A text that opened.
pub(crate) struct Opened<T> {
    pub value: T,
    /// Whether it was sealed with another key than the one that seals now.
    pub outdated: bool,
}

/// The sealing keys: the first seals, all open.
pub(crate) struct Sealer {
    broker: String,
    keys: Vec<Key>,
    random: SystemRandom,
}

struct Key {
    id: [u8; KEY_ID],
    key: LessSafeKey,
}

impl Key {
    fn derive(secret: &[u8; 32]) -> Self {
        let base = hkdf::Salt::new(hkdf::HKDF_SHA256, b"billfold broker 1").extract(secret);
        // HKDF gives up to 255 blocks; these ask for one each.
        let key = base.expand(&[b"seal"], &AES_256_GCM).map(UnboundKey::from);
        let mut id = [0; 32];
        let told = base.expand(&[b"key id"], hkdf::HKDF_SHA256).and_then(|okm| okm.fill(&mut id));
        let (Ok(key), Ok(())) = (key, told) else { unreachable!("HKDF-SHA256 gives 32 bytes") };
        Self { id: [id[0], id[1], id[2], id[3]], key: LessSafeKey::new(key) }
    }
}

impl Sealer {
    /// # Panics
    /// Without a key: the configuration has at least one.
    pub(crate) fn new(broker: &str, keys: &[Secret<[u8; 32]>]) -> Self {
        assert!(!keys.is_empty(), "a broker has a sealing key");
        // Keys leave their wrappers to become the cipher's.
        let keys = keys.iter().map(|key| Key::derive(key.expose())).collect();
        Self { broker: broker.to_owned(), keys, random: SystemRandom::new() }
    }

    /// Seals `value` to a place. `None` if the operating system has no random numbers.
    pub(crate) fn seal(&self, place: Place<'_>, value: &impl Serialize) -> Option<Secret<String>> {
        let key = self.keys.first()?;
        let mut plain = Zeroizing::new(serde_json::to_vec(value).ok()?);
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).ok()?;
        let mut sealed = Vec::with_capacity(HEAD + plain.len() + AES_256_GCM.tag_len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&key.id);
        sealed.extend_from_slice(&nonce);
        let aad = self.aad(place);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = key.key.seal_in_place_separate_tag(nonce, Aad::from(aad), &mut plain).ok()?;
        sealed.extend_from_slice(&plain);
        sealed.extend_from_slice(tag.as_ref());
        Some(Secret::new(URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// Opens what was sealed to this place. `None` for everything else, without a reason: none would help an honest app.
    pub(crate) fn open<T: DeserializeOwned>(&self, place: Place<'_>, text: &str) -> Option<Opened<T>> {
        let mut sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let id: [u8; KEY_ID] = sealed.get(1..=KEY_ID)?.try_into().ok()?;
        let nonce: [u8; NONCE_LEN] = sealed.get(1 + KEY_ID..HEAD)?.try_into().ok()?;
        if sealed.first() != Some(&VERSION) {
            return None;
        }
        let aad = self.aad(place);
        // Two keys may share an id by chance.
        for (at, key) in self.keys.iter().enumerate().filter(|(_, key)| key.id == id) {
            let mut attempt = Zeroizing::new(sealed[HEAD..].to_vec());
            let nonce = Nonce::assume_unique_for_key(nonce);
            if let Ok(plain) = key.key.open_in_place(nonce, Aad::from(&aad), &mut attempt) {
                let value = serde_json::from_slice(plain).ok()?;
                return Some(Opened { value, outdated: at > 0 });
            }
        }
        sealed.zeroize();
        None
    }

    /// Each part with its length before it, so that no two places read alike.
    fn aad(&self, place: Place<'_>) -> Vec<u8> {
        let mut aad = vec![VERSION];
        for part in [place.purpose.as_str(), &self.broker, place.payer, place.app] {
            aad.extend_from_slice(&(part.len() as u64).to_be_bytes());
            aad.extend_from_slice(part.as_bytes());
        }
        aad
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place<'_> = Place { purpose: Purpose::Code, payer: "bcbsmn", app: "wallet" };

    fn sealer(broker: &str, keys: &[u8]) -> Sealer {
        let keys: Vec<_> = keys.iter().map(|byte| Secret::new([*byte; 32])).collect();
        Sealer::new(broker, &keys)
    }

    fn open(sealer: &Sealer, place: Place<'_>, text: &str) -> Option<String> {
        sealer.open(place, text).map(|opened| opened.value)
    }

    #[test]
    fn it_opens_at_its_own_place_only() {
        let here = sealer("https://broker.example", &[1]);
        let sealed = here.seal(HERE, &"secret").unwrap();
        assert_eq!(open(&here, HERE, sealed.expose()).as_deref(), Some("secret"));
        for place in [
            Place { purpose: Purpose::RefreshToken, ..HERE },
            Place { purpose: Purpose::State, ..HERE },
            Place { payer: "bcbst", ..HERE },
            Place { app: "other", ..HERE },
            Place { payer: "bcbsmnwallet", app: "", ..HERE },
        ] {
            assert_eq!(open(&here, place, sealed.expose()), None);
        }
        assert_eq!(open(&sealer("https://other.example", &[1]), HERE, sealed.expose()), None);
        assert_eq!(open(&sealer("https://broker.example", &[2]), HERE, sealed.expose()), None);
    }

    #[test]
    fn no_letter_of_it_can_be_changed() {
        let here = sealer("https://broker.example", &[1]);
        let sealed = here.seal(HERE, &"secret").unwrap();
        let text = sealed.expose().as_str();
        for at in 0..text.len() {
            for other in ['A', 'B', '_'] {
                let mut changed: Vec<char> = text.chars().collect();
                if changed[at] != other {
                    changed[at] = other;
                    assert_eq!(open(&here, HERE, &changed.into_iter().collect::<String>()), None, "{at}");
                }
            }
        }
        for text in ["", "AQ", "not base64!", &text[..text.len() - 4], &format!("{text}AAAA")] {
            assert_eq!(open(&here, HERE, text), None);
        }
    }

    #[test]
    fn the_first_key_seals_and_all_open() {
        let (old, both, new) = (sealer("b", &[1]), sealer("b", &[2, 1]), sealer("b", &[2]));
        let by_old = old.seal(HERE, &"x").unwrap();
        let by_new = both.seal(HERE, &"x").unwrap();
        let opened: Opened<String> = both.open(HERE, by_old.expose()).unwrap();
        assert!(opened.outdated);
        let opened: Opened<String> = both.open(HERE, by_new.expose()).unwrap();
        assert!(!opened.outdated);
        assert_eq!(open(&new, HERE, by_new.expose()).as_deref(), Some("x"));
        assert_eq!(open(&new, HERE, by_old.expose()), None);
    }

    #[test]
    fn the_same_value_is_never_sealed_to_the_same_text() {
        let here = sealer("b", &[1]);
        assert_ne!(here.seal(HERE, &"x").unwrap().expose(), here.seal(HERE, &"x").unwrap().expose());
    }
}
