//! What outsiders can send, for the fuzzer (`script/fuzz`). Compiled for nothing else.

use std::time::{Duration, SystemTime};

use url::Url;

use crate::auth;
use crate::config::{Redirect, RedirectBinding, parse_endpoint};
use crate::fhir;
use crate::json::{Arena, Value};
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
        now: auth::PayerTime::Told(SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)),
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

/// The answer to a search, which comes in pieces of as many bytes as the first byte says.
pub fn bundle(bytes: &[u8]) {
    let Some((size, body)) = bytes.split_first() else { return };
    let whole = read_bundle(body, body.len().max(1));
    if let Some(whole) = whole {
        let pieces = read_bundle(body, usize::from(*size).max(1));
        assert!(pieces == Some(whole), "it is read alike however it comes");
    }
}

/// The entries of a bundle, and where its next page is, as far as it can be read.
fn read_bundle(body: &[u8], size: usize) -> Option<(Vec<fhir::RawEntry>, Option<Url>)> {
    let base = "https://payer.example/fhir";
    let mut reader = fhir::BundleReader::default();
    let (mut entries, mut arena) = (Vec::new(), Arena::new());
    for piece in body.chunks(size) {
        reader.push(piece, &mut entries).ok()?;
    }
    let look = |_: &fhir::Reference, resource: &Value<'_>| fhir::references(resource, base, &mut |_, _| {});
    let _ = fhir::read_resource(body.to_vec(), look);
    let _ = fhir::entity_tag(body);
    let envelope = reader.finish().ok()?;
    for entry in &entries {
        for patient in [Some("1"), None] {
            let _ = fhir::read_entry(entry, base, patient, &mut arena, look);
        }
    }
    let url = Url::parse(base).expect("a URL");
    Some((entries, fhir::next_page(&envelope, &url).ok().flatten()))
}

/// A redirect URI of an app, or an endpoint that a server names.
pub fn redirect(bytes: &[u8]) {
    use RedirectBinding::{AuthSession, ClaimedHttps, Loopback, Unbound};
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for binding in [AuthSession, ClaimedHttps, Loopback, Unbound] {
        if let Ok(redirect) = Redirect::new(text, binding) {
            assert!(redirect.uri() == text, "it is kept letter by letter");
            assert!(!text.contains('#'), "without a fragment");
        }
    }
    if let Ok(url) = parse_endpoint(text) {
        assert!(url.scheme() == "https" || crate::config::is_loopback(&url), "nothing goes out in the clear");
    }
}

/// Damage to a wallet's file, or to the log beside it: four bytes each say where a byte is changed, and to what. Two that
/// are left over say how many pieces of 16 bytes stay.
pub fn store_file(bytes: &[u8]) {
    let Some((file, damage)) = bytes.split_first() else { return };
    let patches = damage.chunks_exact(4);
    let rest = patches.remainder();
    crate::store::survives(if file % 2 == 0 { "billfold.db" } else { "billfold.db-wal" }, |bytes| {
        for patch in patches {
            let at = u32::from_be_bytes([0, patch[0], patch[1], patch[2]]) as usize % bytes.len();
            bytes[at] = patch[3];
        }
        if let [high, low] = rest {
            bytes.truncate(16 * usize::from(u16::from_be_bytes([*high, *low])));
        }
    });
}
