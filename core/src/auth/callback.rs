//! The callback: the redirect gate.
//!
//! The order is the defence: exact redirect URI, no repeated parameters, `state` known and unused, `iss`, only then
//! `error`, only then `code`. So a stray redirect, which any app can send, cannot abort a sign-in (SMART App Launch 2.2
//! section 2.0.9, RFC 9207 section 2.4, RFC 9700 section 4.7).

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use url::Url;

use crate::auth::{PENDING_LIFE, PendingSignIn};
use crate::error::{OAuthRefusal, SignInError};
use crate::secret::{Secret, State, constant_time_eq};

/// Longest callback URL that is read, in bytes.
const LONGEST_CALLBACK: usize = 64 << 10;

/// A callback URL, taken apart and not yet believed.
pub struct Callback {
    address: String,
    parameters: BTreeMap<String, Secret<String>>,
}

/// Takes a callback URL apart. Repeated parameters are refused (RFC 6749 section 3.1).
pub fn parse_callback(text: &str) -> Result<Callback, SignInError> {
    let malformed = SignInError::MalformedCallback;
    if text.len() > LONGEST_CALLBACK {
        return Err(malformed);
    }
    let url = Url::parse(text.trim()).map_err(|_| SignInError::MalformedCallback)?;
    let address = text.trim().split(['?', '#']).next().unwrap_or_default().to_owned();
    let mut parameters = BTreeMap::new();
    for (name, value) in url.query_pairs() {
        if parameters.insert(name.into_owned(), Secret::new(value.into_owned())).is_some() {
            return Err(malformed);
        }
    }
    Ok(Callback { address, parameters })
}

impl Callback {
    /// The `state`, by which the pending sign-in is found.
    pub fn state(&self) -> Option<&State> {
        self.parameters.get("state")
    }

    /// Whether it is an answer to `pending`: at its address and with its `state`, letter by letter, with a code or an
    /// error.
    ///
    /// A callback that fails this belongs to nobody; the pending sign-in stays as it is.
    pub fn belongs_to(&self, pending: &PendingSignIn) -> bool {
        let uri = pending.redirect.uri();
        let (address, fixed) = uri.split_once('?').unwrap_or((uri, ""));
        let fixed_present = url::form_urlencoded::parse(fixed.as_bytes()).all(|(name, value)| {
            self.parameters.get(name.as_ref()).is_some_and(|given| *given.expose() == value)
        });
        let answers = ["code", "error"].iter().any(|name| self.parameters.contains_key(*name));
        address == self.address
            && fixed_present
            && answers
            && self.state().is_some_and(|state| constant_time_eq(state.expose(), pending.state.expose()))
    }

    /// The authorization code, if this callback is the answer to `pending` and not a refusal.
    pub fn code(&self, pending: &PendingSignIn, now: SystemTime) -> Result<Secret<String>, SignInError> {
        if !self.belongs_to(pending) {
            return Err(SignInError::StrayRedirect);
        }
        let began = SystemTime::UNIX_EPOCH + Duration::from_secs(pending.began);
        // A clock that was set back makes the age unknown, not negative: the state is still single-use.
        if now.duration_since(began).is_ok_and(|age| age > PENDING_LIFE) {
            return Err(SignInError::Expired);
        }
        let expected = pending.server.issuer.as_ref().map(|issuer| issuer.value.as_str());
        match (self.parameters.get("iss"), expected) {
            (Some(iss), Some(expected)) if iss.expose() != expected => return Err(SignInError::WrongIssuer),
            (None, _) if pending.server.iss_in_callback => return Err(SignInError::WrongIssuer),
            _ => {}
        }
        if let Some(error) = self.parameters.get("error") {
            return Err(SignInError::Refused(OAuthRefusal::from_code(error.expose())));
        }
        match self.parameters.get("code") {
            Some(code) if !code.expose().is_empty() => Ok(code.clone()),
            _ => Err(SignInError::MalformedCallback),
        }
    }
}
