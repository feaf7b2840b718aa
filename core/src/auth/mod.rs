//! Signing in: the authorization request, the callback, the exchange of the code, the ID token.
//!
//! Specifications: RFC 6749, RFC 7636 (PKCE), RFC 8252 (native apps), RFC 9207 (`iss`), RFC 9700 (security), SMART App
//! Launch 1.0 and 2.2, OpenID Connect Core 1.0. This room keeps nothing: [`PendingSignIn`] is handed to the store.

mod authorize;
mod callback;
mod client_auth;
mod confidential;
mod context;
mod exchange;
mod id_token;
mod key_set;
mod pending;
mod protection;
mod refusal;
mod scope;

pub use authorize::begin;
pub use callback::{Callback, parse_callback};
pub use client_auth::ClientAuth;
pub use confidential::{Answer, ConfidentialClient};
pub use context::{FhirContext, LaunchContext};
pub use exchange::{TokenGrant, TokenKind, exchange_code, refresh, revoke};
pub(crate) use id_token::{
    Expected, ExpectedNonce, Judgement as IdTokenJudgement, PayerTime, judge as judge_id_token,
    verify_refreshed,
};
pub use id_token::{IdTokenClaims, unverified_claims};
pub use key_set::KeySets;
pub use pending::{PENDING_LIFE, PendingSignIn, pending_id};
pub use protection::{Exchange, PkceProtection, SignInProtection};
pub use scope::{is_granted, missing};

#[cfg(fuzzing)]
pub(crate) mod fuzzing {
    pub(crate) use super::exchange::fuzz_token_response as token_response;
    pub(crate) use super::id_token::fuzz as id_token;
}
