//! What members have granted, and the codes and tokens that stand for it.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::wire::{base64url, random_token, sha256};

/// A PKCE challenge (RFC 7636).
#[derive(Clone)]
pub(crate) struct Challenge {
    pub(crate) value: String,
    /// S256; otherwise plain.
    pub(crate) s256: bool,
}

impl Challenge {
    pub(crate) fn is_met_by(&self, verifier: &str) -> bool {
        if self.s256 { base64url(&sha256(verifier.as_bytes())) == self.value } else { verifier == self.value }
    }
}

/// What one member granted to one client in one sign-in.
#[derive(Clone)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    /// Which of the payer's logins signed in.
    pub(crate) login: usize,
    /// FHIR id of the member whose records may be read.
    pub(crate) patient: String,
    pub(crate) scopes: Vec<String>,
    /// Whether those are all the scopes that were asked for.
    pub(crate) as_requested: bool,
    pub(crate) nonce: Option<String>,
}

/// An authorization code, bound to the request that it answers.
pub(crate) struct Code {
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<Challenge>,
    grant: u64,
    expires: Instant,
    spent: bool,
}

struct RefreshToken {
    grant: u64,
    spent: bool,
    uses: u32,
}

struct AccessToken {
    access: Access,
    grant: u64,
    expires: Instant,
}

/// What the bearer of an access token may do.
#[derive(Clone)]
pub(crate) struct Access {
    pub(crate) login: usize,
    pub(crate) patient: String,
    pub(crate) scopes: Vec<String>,
}

/// Why a code or refresh token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotGranted(pub(crate) &'static str);

/// All grants of a payer. A grant that is gone takes its tokens with it.
#[derive(Default)]
pub(crate) struct Grants {
    next: u64,
    live: HashMap<u64, Grant>,
    codes: HashMap<String, Code>,
    access: HashMap<String, AccessToken>,
    refresh: HashMap<String, RefreshToken>,
}

impl Grants {
    /// Keeps `grant`, and issues the code for it.
    pub(crate) fn issue_code(
        &mut self,
        grant: Grant,
        redirect_uri: String,
        challenge: Option<Challenge>,
        life: Duration,
    ) -> String {
        self.next += 1;
        self.live.insert(self.next, grant);
        let code = random_token();
        let expires = Instant::now() + life;
        self.codes
            .insert(code.clone(), Code { redirect_uri, challenge, grant: self.next, expires, spent: false });
        code
    }

    /// Redeems a code once. The second time, what the first gave is revoked (RFC 6749 section 4.1.2).
    pub(crate) fn redeem(&mut self, code: &str, client_id: &str) -> Result<(u64, Grant, &Code), NotGranted> {
        let record = self.codes.get_mut(code).ok_or(NotGranted("unknown code"))?;
        let Some(grant) = self.live.get(&record.grant).cloned() else {
            return Err(NotGranted("the code was redeemed before"));
        };
        if grant.client_id != client_id {
            return Err(NotGranted("the code was issued to another client"));
        }
        if record.spent {
            self.live.remove(&record.grant);
            return Err(NotGranted("the code was redeemed before; its tokens are revoked"));
        }
        record.spent = true;
        if record.expires <= Instant::now() {
            return Err(NotGranted("the code has expired"));
        }
        Ok((record.grant, grant, record))
    }

    /// Takes a refresh token in exchange for the next one. An old one revokes the whole family (RFC 9700 section 4.14.2).
    pub(crate) fn rotate(&mut self, token: &str, client_id: &str) -> Result<(u64, Grant), NotGranted> {
        let record = self.refresh.get_mut(token).ok_or(NotGranted("unknown refresh token"))?;
        record.uses += 1;
        let grant = self.live.get(&record.grant).ok_or(NotGranted("the grant is revoked"))?;
        if grant.client_id != client_id {
            return Err(NotGranted("the refresh token was issued to another client"));
        }
        if record.spent {
            self.live.remove(&record.grant);
            return Err(NotGranted("the refresh token was used before; the grant is revoked"));
        }
        record.spent = true;
        Ok((record.grant, grant.clone()))
    }

    /// How often the refresh token was used that was used most.
    pub(crate) fn most_refresh_uses(&self) -> u32 {
        self.refresh.values().map(|record| record.uses).max().unwrap_or_default()
    }

    /// Whether an access token of the grant of this refresh token lives still.
    pub(crate) fn is_accessible(&self, refresh_token: &str) -> bool {
        let grant = self.refresh.get(refresh_token).map(|record| record.grant);
        self.access.values().any(|record| Some(record.grant) == grant && record.expires > Instant::now())
    }

    /// Makes a refresh token usable again: what was asked for with it was refused.
    pub(crate) fn keep(&mut self, token: &str) {
        if let Some(record) = self.refresh.get_mut(token) {
            record.spent = false;
        }
    }

    /// Issues the next refresh token of a grant.
    pub(crate) fn issue_refresh(&mut self, grant: u64) -> String {
        let token = random_token();
        self.refresh.insert(token.clone(), RefreshToken { grant, spent: false, uses: 0 });
        token
    }

    /// Makes `token` open what `access` says for `life`.
    pub(crate) fn admit(&mut self, token: String, grant: u64, access: Access, life: Duration) {
        self.access.insert(token, AccessToken { access, grant, expires: Instant::now() + life });
    }

    /// What the bearer of `token` may do, if it is valid now.
    pub(crate) fn access(&self, token: &str) -> Option<Access> {
        let record = self.access.get(token)?;
        (record.expires > Instant::now() && self.live.contains_key(&record.grant))
            .then(|| record.access.clone())
    }

    /// Ends the life of all access tokens.
    pub(crate) fn expire_access(&mut self) {
        self.access.clear();
    }

    /// Revokes a token of this client (RFC 7009): an access token alone, a refresh token with its whole grant.
    pub(crate) fn revoke(&mut self, token: &str, client_id: &str) {
        let is_own = |live: &HashMap<u64, Grant>, grant: u64| {
            live.get(&grant).is_some_and(|grant| grant.client_id == client_id)
        };
        if let Some(record) = self.refresh.get(token)
            && is_own(&self.live, record.grant)
        {
            self.live.remove(&record.grant);
        } else if let Some(record) = self.access.get(token)
            && is_own(&self.live, record.grant)
        {
            self.access.remove(token);
        }
    }
}
