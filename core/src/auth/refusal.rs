//! Which error answers to a refresh end access for good, and which pass.
//!
//! RFC 6749 section 5.2 names the codes. Payers answer otherwise too: with other members, in plain text, with a 403 or a
//! 404 for a grant that ran out. An answer that is in neither list passes: nobody is signed out by what nobody
//! understood.

use serde_json::Value;

/// `error` codes after which the same refresh token will never work again.
const TERMINAL: &[&str] = &[
    "invalid_grant",
    // Also what one server answers when the access token has expired before the refresh.
    "invalid_client",
    "unauthorized_client",
    "unsupported_grant_type",
    "access_denied",
    "invalid_token",
    "login_required",
    "interaction_required",
    "consent_required",
];

/// Words in which servers without such a code say the same.
const TERMINAL_WORDS: &[&str] = &[
    "invalid_grant",
    "token is no longer active",
    "token is expired",
    "token has expired",
    "token expired",
    "token is invalid",
    "invalid refresh token",
    "token has been revoked",
    "token was revoked",
    "access grant expired",
    "access grant was not found",
    "access grant has expired",
    "patient id not found",
    "authentication failed",
];

/// Longest text in which those words are looked for: an error is short, an error page is not.
const LONGEST: usize = 4 << 10;

/// Whether an error answer of the token endpoint ends access for good.
pub(super) fn ends_access(status: u16, body: &[u8]) -> bool {
    if !matches!(status, 400 | 401 | 403 | 404) {
        return false;
    }
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    if let Some(code) = answer["error"].as_str().map(str::to_ascii_lowercase) {
        if TERMINAL.contains(&code.as_str()) {
            return true;
        }
        if matches!(code.as_str(), "server_error" | "temporarily_unavailable" | "slow_down") {
            return false;
        }
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(LONGEST)]).to_ascii_lowercase();
    let is_page = text.trim_start().starts_with('<');
    !is_page && TERMINAL_WORDS.iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_payers_own_word_ends_access() {
        for (status, body, ends) in [
            (400, r#"{"error":"invalid_grant"}"#, true),
            (400, r#"{"error":"INVALID_GRANT","error_description":"x"}"#, true),
            (401, r#"{"error":"invalid_client"}"#, true),
            (403, r#"{"error":"access_denied"}"#, true),
            (400, r#"{"error_description":"The refresh token is no longer active"}"#, true),
            (403, r#"{"detail":"User data access grant expired"}"#, true),
            (404, r#"{"detail":"Data Access Grant was Not Found"}"#, true),
            (400, r#"{"message":"Patient ID not found"}"#, true),
            (401, "Authentication Failed", true),
            (401, "", false),
            (403, "<html>Request blocked. Authentication failed</html>", false),
            (404, "no such page", false),
            (400, r#"{"error":"invalid_request"}"#, false),
            (400, r#"{"error":"temporarily_unavailable"}"#, false),
            (400, r#"{"error":"server_error","error_description":"token expired"}"#, false),
            (408, r#"{"error":"invalid_grant"}"#, false),
            (429, r#"{"error":"invalid_grant"}"#, false),
            (500, r#"{"error":"invalid_grant"}"#, false),
            (502, "Authentication failed", false),
            (503, "", false),
        ] {
            assert_eq!(ends_access(status, body.as_bytes()), ends, "{status} {body}");
        }
    }
}
