//! What outsiders can send, for the fuzzer (`script/fuzz`). Compiled for nothing else.

use std::time::{Duration, SystemTime};

use crate::auth;
use crate::payer::Preset;

/// A callback URL.
pub fn callback(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = auth::parse_callback(text);
    }
}

/// A token response: status and body.
pub fn token_response(bytes: &[u8]) {
    if let Some((status, body)) = bytes.split_first() {
        auth::fuzzing::token_response(200 + u16::from(*status), body);
    }
}

/// A SMART configuration, CapabilityStatement or OpenID configuration.
pub fn discovery(bytes: &[u8]) {
    crate::discovery::read_documents(bytes);
}

/// An ID token and a key set, with a zero byte between.
pub fn id_token(bytes: &[u8]) {
    let Some(at) = bytes.iter().position(|byte| *byte == 0) else { return };
    let (Ok(token), keys) = (std::str::from_utf8(&bytes[..at]), &bytes[at + 1..]) else { return };
    let expected = auth::Expected {
        issuer: "https://payer.example",
        client_id: "app",
        nonce: Some(auth::ExpectedNonce::Is("n")),
        access_token: "token",
        now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000),
    };
    auth::fuzzing::id_token(keys, token, &expected);
    let _ = auth::unverified_claims(token);
}

/// A preset file.
pub fn preset(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(preset) = Preset::from_json("fuzz", text)
    {
        let again = serde_json::to_string(&preset).expect("a preset that was read can be written");
        assert!(
            Preset::from_json("fuzz", &again).is_ok_and(|other| other == preset),
            "it is read as it was written"
        );
    }
}

/// Scopes: asked, and granted after a line break.
pub fn scope(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (asked, granted) = text.split_once('\n').unwrap_or((text, ""));
    let (asked, granted) = (words(asked), words(granted));
    assert!(auth::missing(&asked, &asked).is_empty(), "what was asked covers itself");
    let _ = auth::missing(&asked, &granted);
    let _ = auth::is_granted(&granted, "Patient");
}
