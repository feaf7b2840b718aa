//! Values that have no text form.
//!
//! A token, code, verifier, `state`, nonce, client secret or member id is wrapped the moment it enters the core.
//! [`Debug`] prints a placeholder, there is no `Display`, and the memory is wiped on drop. Reading a secret is the
//! explicit call [`Secret::expose`], so that every place where one leaves its wrapper can be found and reviewed.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::{Zeroize, Zeroizing};

/// A string or byte string that must never reach a log, an error or a crash report.
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Every caller has a reason why it must leave its wrapper there.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<T: Zeroize + Clone> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

/// Only for the sealed store and the secure store: both encrypt what they are given.
impl<T: Zeroize + Serialize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Zeroize + Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

/// An OAuth 2.0 access token (RFC 6749 section 1.4).
pub type AccessToken = Secret<String>;
/// An OAuth 2.0 refresh token (RFC 6749 section 1.5).
pub type RefreshToken = Secret<String>;
/// A client secret (RFC 6749 section 2.3.1).
pub type ClientSecret = Secret<String>;
/// A PKCE code verifier (RFC 7636 section 4.1).
pub type CodeVerifier = Secret<String>;
/// The `state` of one authorization request (RFC 6749 section 10.12).
pub type State = Secret<String>;
/// The `nonce` of one authorization request (OpenID Connect Core section 3.1.2.1).
pub type Nonce = Secret<String>;
/// The FHIR id of the patient whose records a connection opens.
pub type PatientId = Secret<String>;

/// 256 bits from the operating system, the size of every `state`, nonce and key in Billfold.
///
/// # Panics
/// If the operating system has no random numbers: nothing that Billfold does is safe then.
pub fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).expect("the operating system's random number generator failed");
    bytes
}

/// 256 random bits as base64url text without padding, 43 characters.
pub fn random_text() -> Secret<String> {
    let mut bytes = random_bytes();
    let text = URL_SAFE_NO_PAD.encode(bytes);
    bytes.zeroize();
    Secret::new(text)
}

/// A name for something in the wallet: 128 random bits as 32 digits and small letters, so that it may stand on a command line
/// or in a file's name. It is no secret.
pub fn random_id() -> String {
    let mut half = [0; 16];
    half.copy_from_slice(&random_bytes()[..16]);
    format!("{:032x}", u128::from_be_bytes(half))
}

/// The JSON of a value with secrets in it, in memory that never moved: a text that grows leaves copies of itself behind.
/// There is room for a seal.
pub fn secret_json(value: &impl Serialize) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    struct Count(usize);
    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    serde_json::to_writer(&mut count, value)?;
    let mut json = Zeroizing::new(Vec::with_capacity(count.0 + 64));
    serde_json::to_writer(&mut *json, value)?;
    Ok(json)
}

/// Compares without telling by its time how much was equal (`state`, RFC 6819 section 5.3.5 in spirit).
pub fn constant_time_eq(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len() && a.iter().zip(b).fold(0_u8, |difference, (x, y)| difference | (x ^ y)) == 0
}

/// Gives types that hold a member's data a `Debug` that prints their name and nothing else.
macro_rules! opaque_debug {
    ($($type:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), " { .. }"))
            }
        }
    )+};
}
pub(crate) use opaque_debug;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_nothing_of_itself() {
        let secret = Secret::from("canary");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "[secret] Some([secret])");
    }

    #[test]
    fn random_text_is_long_enough_and_never_the_same() {
        let (a, b) = (random_text(), random_text());
        assert_eq!(a.expose().len(), 43);
        assert_ne!(a.expose(), b.expose());
    }

    #[test]
    fn an_id_is_never_taken_for_an_option() {
        let (a, b) = (random_id(), random_id());
        assert!(a.len() == 32 && a.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(a, b);
    }

    #[test]
    fn equality_is_exact() {
        for (a, b, equal) in [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "ab", false)] {
            assert_eq!(constant_time_eq(a, b), equal);
        }
    }
}
