//! The apps that may sign in, and where each may be sent back to.

use std::collections::HashMap;

use crate::config::App;

/// What a registered loopback redirect URI begins with. The port is chosen when the app runs (RFC 8252 section 7.3).
pub(crate) const LOOPBACK: &str = "http://127.0.0.1";

/// The registered apps.
pub(crate) struct Apps(HashMap<String, App>);

impl Apps {
    pub(crate) fn new(apps: Vec<App>) -> Self {
        Self(apps.into_iter().map(|app| (app.client_id.clone(), app)).collect())
    }

    /// Whether the app may sign in to the payer at all.
    pub(crate) fn may_use(&self, client_id: &str, payer: &str) -> bool {
        self.0.get(client_id).is_some_and(|app| app.redirect_uris.iter().any(|(of, _)| of == payer))
    }

    /// Whether this is one of the app's redirect URIs for the payer, letter by letter.
    pub(crate) fn may_return_to(&self, client_id: &str, payer: &str, redirect_uri: &str) -> bool {
        self.0.get(client_id).is_some_and(|app| {
            app.redirect_uris
                .iter()
                .filter(|(of, _)| of == payer)
                .any(|(_, registered)| registered == redirect_uri || is_at_a_port(registered, redirect_uri))
        })
    }
}

/// Whether `uri` is a registered loopback address with a port in it.
fn is_at_a_port(registered: &str, uri: &str) -> bool {
    let Some(path) = registered.strip_prefix(LOOPBACK).filter(|path| path.starts_with('/')) else {
        return false;
    };
    let port = uri
        .strip_prefix(LOOPBACK)
        .and_then(|rest| rest.strip_prefix(':'))
        .and_then(|rest| rest.strip_suffix(path));
    port.is_some_and(|port| {
        port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_returns_to_its_own_addresses_letter_by_letter() {
        let uris = [
            ("bcbsmn", "org.billfold.wallet:/callback/bcbsmn"),
            ("bcbsmn", "http://127.0.0.1/callback"),
            ("bcbst", "https://wallet.example/callback/bcbst"),
        ];
        let redirect_uris = uris.map(|(payer, uri)| (payer.to_owned(), uri.to_owned())).to_vec();
        let apps = Apps::new(vec![App { client_id: "wallet".to_owned(), redirect_uris }]);
        assert!(apps.may_use("wallet", "bcbsmn") && apps.may_use("wallet", "bcbst"));
        assert!(!apps.may_use("wallet", "bcbsnc") && !apps.may_use("other", "bcbsmn"));
        for (payer, uri, may) in [
            ("bcbsmn", "org.billfold.wallet:/callback/bcbsmn", true),
            ("bcbsmn", "http://127.0.0.1:49152/callback", true),
            ("bcbst", "https://wallet.example/callback/bcbst", true),
            ("bcbst", "org.billfold.wallet:/callback/bcbsmn", false),
            ("bcbsmn", "org.billfold.wallet:/callback/bcbsmn/", false),
            ("bcbsmn", "org.billfold.wallet:/callback/bcbsmn?x=1", false),
            ("bcbsmn", "org.billfold.wallet:/callback/bcbsmn#x", false),
            ("bcbsmn", "ORG.billfold.wallet:/callback/bcbsmn", false),
            ("bcbsmn", "org.billfold.wallet:/callback/../callback/bcbsmn", false),
            ("bcbsmn", "http://127.0.0.1:0/callback", false),
            ("bcbsmn", "http://127.0.0.1:99999/callback", false),
            ("bcbsmn", "http://127.0.0.1:+80/callback", false),
            ("bcbsmn", "http://127.0.0.1:80@evil.example/callback", false),
            ("bcbsmn", "http://127.0.0.1.evil.example:80/callback", false),
            ("bcbsmn", "http://localhost:80/callback", false),
            ("bcbst", "https://wallet.example:443/callback/bcbst", false),
            ("bcbst", "https://wallet.example/callback/bcbst%2f", false),
            ("bcbsmn", "", false),
        ] {
            assert_eq!(apps.may_return_to("wallet", payer, uri), may, "{payer} {uri}");
        }
        assert!(!apps.may_return_to("other", "bcbsmn", "org.billfold.wallet:/callback/bcbsmn"));
    }
}
