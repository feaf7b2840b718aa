//! The five payers as data: where their endpoints are and how each differs from the others.

mod bcbsmn;
mod bcbsnc;
mod intersystems;
mod ping;

use std::collections::BTreeSet;
use std::time::Duration;

use crate::auth::ClientAuth;
use crate::data::Payer;
use crate::options::Options;
use crate::quirks::{self, Quirk};

/// The paths of a payer's endpoints on its origin.
pub(crate) struct Paths {
    /// FHIR base, and other spellings of it that the payer serves too.
    pub(crate) fhir: Vec<String>,
    /// Authorization endpoint, and its other spellings.
    pub(crate) authorize: &'static [&'static str],
    pub(crate) token: &'static str,
    /// RFC 7009.
    pub(crate) revocation: Option<&'static str>,
    /// Where a member ends their session in the browser.
    pub(crate) end_session: Option<&'static str>,
    /// OpenID Connect UserInfo, and its other spellings.
    pub(crate) userinfo: &'static [&'static str],
    pub(crate) jwks: &'static str,
    /// Issuer; empty where it is the origin itself.
    pub(crate) issuer: &'static str,
}

/// What the authorization server does about PKCE (RFC 7636).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pkce {
    /// Challenge and verifier are unknown parameters to it.
    Ignored,
    /// A challenge is answered `invalid_request`.
    Rejected,
    /// Checked when a challenge was sent; S256 only.
    WhenSent,
    /// Clients without a secret must send a challenge; S256 or plain.
    ForPublicClients,
    /// All clients must send a challenge; S256 only.
    Always,
}

/// What the authorization server does about `aud` (SMART App Launch).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// It must be there, and be the FHIR base.
    Required,
    /// It must be the FHIR base if it is there.
    CheckedWhenSent,
    /// It is an unknown parameter.
    Ignored,
}

/// How a client learns whose records it may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PatientContext {
    /// Member `patient` of the token response, if the scope `launch/patient` was granted.
    TokenMemberForLaunch,
    /// Member `patient` of the token response.
    TokenMember,
    /// Claim `patient` of the access token, a JWT.
    AccessTokenClaim,
    /// Member `patient` of the token response, as a reference.
    PrefixedTokenMember,
    /// Member `patient` of the response to a refresh only.
    TokenMemberAtRefresh,
    /// Claim `patient` of the ID token.
    IdTokenClaim,
    /// Not told: by `fhirUser` or by `GET Patient`.
    NotTold,
}

/// How the authorization server's answers to the token request look.
pub(crate) struct TokenForm {
    /// The members of the response in the payer's order.
    pub(crate) members: &'static [&'static str],
    /// `Bearer` or `bearer`.
    pub(crate) token_type: &'static str,
    /// Life of access tokens.
    pub(crate) life: Duration,
    /// Whether access tokens are JWTs; otherwise they are opaque.
    pub(crate) jwt: bool,
    /// Whether `scope` is left out if all that was asked for was granted (RFC 6749 section 5.1).
    pub(crate) scope_only_if_different: bool,
    /// Whether `scope` has the order of the profile's list instead of the request's.
    pub(crate) scope_in_own_order: bool,
}

/// The pages that a member meets.
pub(crate) struct Pages {
    /// A disclaimer to understand comes first.
    pub(crate) disclaimer: bool,
    /// The member says whether they sign in for themself or represent somebody.
    pub(crate) asks_relation: bool,
    /// What the user name is called.
    pub(crate) username_label: &'static str,
}

/// How the FHIR server differs.
pub(crate) struct FhirRules {
    /// Whether the CapabilityStatement is served at `metadata`.
    pub(crate) metadata: bool,
    /// Only `Patient/{id}/$everything` is served.
    pub(crate) everything_only: bool,
    /// Types that are searched only with one of the given parameters (US Core).
    pub(crate) needs_one_of: Vec<(&'static str, &'static [&'static str])>,
    /// Parameters by which Coverage is searched.
    pub(crate) coverage_by: &'static [&'static str],
    /// A `_lastUpdated` that is not a full instant finds nothing.
    pub(crate) last_updated_instants_only: bool,
    /// Entries of a page unless the client asks for another number.
    pub(crate) page_size: usize,
    /// What `fullUrl` starts with where that is not the FHIR base.
    pub(crate) full_url_base: Option<&'static str>,
    /// `software.name` of the CapabilityStatement.
    pub(crate) software: &'static str,
}

/// What US Core lets a server demand, as plans on Epic's and other systems do.
pub(crate) const SEARCH_NEEDS_MORE: [(&str, &[&str]); 4] = [
    ("Observation", &["category", "code"]),
    ("MedicationRequest", &["intent"]),
    ("CareTeam", &["status"]),
    ("CarePlan", &["category"]),
];

/// Everything that makes a payer the one it is.
pub(crate) struct Profile {
    pub(crate) payer: Payer,
    /// The quirks that are switched on.
    pub(crate) quirks: BTreeSet<Quirk>,
    pub(crate) paths: Paths,
    pub(crate) pkce: Pkce,
    /// PKCE methods that its documents advertise.
    pub(crate) advertised_pkce: &'static [&'static str],
    pub(crate) audience: Audience,
    /// How confidential clients may send their secret.
    pub(crate) secret_by: &'static [ClientAuth],
    /// How the demo client authenticates.
    pub(crate) demo_client: ClientAuth,
    /// Scopes that can be granted.
    pub(crate) scopes: Vec<String>,
    /// SMART capabilities; `None` where no `.well-known/smart-configuration` is served.
    pub(crate) smart_capabilities: Option<&'static [&'static str]>,
    /// Whether the SMART configuration has `issuer` and `jwks_uri`.
    pub(crate) smart_has_issuer: bool,
    pub(crate) patient_context: PatientContext,
    /// Whether ID tokens have `fhirUser` when its scope is granted.
    pub(crate) fhir_user_claim: bool,
    /// Whether authorization responses have `iss` (RFC 9207).
    pub(crate) issuer_in_response: bool,
    pub(crate) token_form: TokenForm,
    pub(crate) code_life: Duration,
    pub(crate) pages: Pages,
    pub(crate) fhir: FhirRules,
}

/// Authorization codes live so long unless the payer says otherwise.
const USUAL_CODE_LIFE: Duration = Duration::from_mins(2);

impl Profile {
    /// The profile of `payer`, as `options` bend it.
    pub(crate) fn of(payer: Payer, options: &Options) -> Self {
        let mut profile = match payer {
            Payer::BcbsMn => bcbsmn::profile(),
            Payer::BcbsNc => bcbsnc::profile(),
            Payer::BcbsTn | Payer::SharedHealthMs => ping::profile(payer),
            Payer::InterSystems => intersystems::profile(),
        };
        for switch in options.quirks.iter().filter(|switch| switch.payer.is_none_or(|of| of == payer)) {
            profile.quirks.insert(switch.quirk);
            quirks::bend_profile(&mut profile, switch.quirk);
        }
        if let Some(life) = options.code_life {
            profile.code_life = life;
        }
        profile
    }

    /// Whether a quirk is switched on.
    pub(crate) fn has(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }

    /// Whether a refresh token comes with the scope `offline_access`.
    pub(crate) fn refreshes(&self) -> bool {
        self.token_form.members.contains(&"refresh_token") && !self.has(Quirk::NoRefreshToken)
    }

    /// Types that are offered to a signed-in member.
    pub(crate) fn patient_types(&self) -> Vec<&'static str> {
        let mut types = self.payer.patient_types().to_vec();
        if self.has(Quirk::FormularyStu2) && types.contains(&"MedicationKnowledge") {
            types.retain(|kind| !matches!(*kind, "InsurancePlan" | "List"));
            types.extend(["Basic", "InsurancePlan"]);
        }
        types
    }

    /// Whether records of `kind` are offered to everybody.
    pub(crate) fn is_open(&self, kind: &str) -> bool {
        self.payer.shared_types().contains(&kind) && !self.has(Quirk::DirectoryNeedsToken)
    }

    /// Whether records of `kind` are offered to a signed-in member.
    pub(crate) fn is_for_members(&self, kind: &str) -> bool {
        self.patient_types().contains(&kind)
            || (self.has(Quirk::DirectoryNeedsToken) && self.payer.shared_types().contains(&kind))
    }
}

/// Owned copies of names.
fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
