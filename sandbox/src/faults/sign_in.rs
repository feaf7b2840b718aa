//! What can be wrong with a payer's sign-in: its documents, its keys, its token endpoint, its ID tokens.

use serde::{Deserialize, Serialize};

/// What is wrong, or only unusual, with the ID tokens that a payer issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdTokenFault {
    /// The nonce is another one.
    WrongNonce,
    /// The issuer is another one.
    WrongIssuer,
    /// It is for another client.
    WrongAudience,
    /// It is for this client and another, and names the other as the authorized party.
    WrongAuthorizedParty,
    /// It expired an hour ago.
    Expired,
    /// It was issued an hour from now.
    FromTheFuture,
    /// Its signature does not verify.
    BadSignature,
    /// It is not signed: `alg` is `none`.
    Unsigned,
    /// It is signed by HMAC with the public key as the secret.
    HmacWithPublicKey,
    /// It names a key that nobody has.
    WrongKeyId,
    /// Its `at_hash` is of another access token.
    WrongAccessTokenHash,
    /// Its `fhirUser` is on another server.
    ForeignUser,
    /// There is none.
    Missing,
    /// Refreshes bring one too, about another person.
    OtherSubjectAtRefresh,
    /// Refreshes bring one too, as they may. In order.
    AtRefresh,
    /// `aud` is an array of one. In order.
    AudienceArray,
    /// It is signed with a key that was published just before. In order.
    RotatedKey,
    /// It names no key, and there is one only. In order.
    NoKeyId,
    /// `fhirUser` is a relative reference. In order.
    RelativeUser,
}

/// What is wrong, or only unusual, at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenFault {
    /// Requests are answered 503 and have no effect.
    Unavailable,
    /// Requests take effect (a refresh token is rotated), but the answer is a 502 of a proxy in between.
    ResponseLost,
    /// Requests are sent on to another address by 307.
    Redirects,
    /// The answer is of 1 MB.
    TooLarge,
    /// The answer is HTML.
    Html,
    /// The answer has no access token.
    NoAccessToken,
    /// The token type is not Bearer.
    OtherTokenType,
    /// `expires_in` is negative. Counts as unsaid.
    NegativeExpiry,
    /// `scope` is left out, which means: as asked. In order.
    NoScope,
}

/// What is wrong with the key set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeySetFault {
    /// It is of 10 MB.
    TooLarge,
    /// It has no keys.
    Empty,
    /// It takes a second. In order.
    Slow,
    /// It is HTML.
    Html,
}

/// What is wrong with the SMART configuration and the OpenID configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscoveryFault {
    /// The OpenID configuration names another issuer than the one it was asked for.
    ForeignIssuer,
    /// The endpoints are plain http on a host that is not this machine.
    HttpEndpoints,
    /// The endpoints are on the host of a sibling brand.
    SiblingHost,
    /// The documents are of 10 MB.
    TooLarge,
    /// The documents are nested 100,000 deep.
    DeeplyNested,
    /// The documents are HTML.
    Html,
    /// S256 is not advertised any more.
    NoPkce,
}
