//! A payer whose system InterSystems hosts: an OAuth server of its own, scopes for each type, S256 for everybody, and
//! the member's id in the access token only.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{
    Audience, FhirRules, Pages, Paths, PatientContext, Pkce, Profile, TokenForm, USUAL_CODE_LIFE, owned,
};
use crate::auth::ClientAuth;
use crate::data::Payer;

/// Scopes beside those of the types; the sensitive ones can be granted, no sample record asks for them.
const OTHER_SCOPES: &[&str] = &[
    "openid",
    "fhirUser",
    "launch/patient",
    "offline_access",
    "sensitive/behavioral-health.read",
    "sensitive/reproductive-health.read",
    "sensitive/substance-use.read",
];

pub(super) fn profile() -> Profile {
    let payer = Payer::InterSystems;
    let mut scopes = owned(OTHER_SCOPES);
    scopes.extend(payer.patient_types().iter().map(|kind| format!("patient/{kind}.read")));
    Profile {
        payer,
        quirks: BTreeSet::new(),
        paths: Paths {
            fhir: owned(&["/csp/healthshare/hsods/fhir/R4"]),
            authorize: &["/oauth2/authorize"],
            token: "/oauth2/token",
            revocation: Some("/oauth2/revocation"),
            end_session: Some("/oauth2/logout"),
            userinfo: &["/oauth2/userinfo"],
            jwks: "/oauth2/jwks",
            issuer: "/oauth2",
        },
        pkce: Pkce::Always,
        advertised_pkce: &["S256"],
        audience: Audience::CheckedWhenSent,
        secret_by: &[ClientAuth::SecretBasic, ClientAuth::SecretPost],
        demo_client: ClientAuth::SecretBasic,
        scopes,
        smart_capabilities: Some(&[
            "launch-standalone",
            "client-confidential-symmetric",
            "sso-openid-connect",
            "context-standalone-patient",
            "permission-offline",
            "permission-patient",
            "permission-v1",
        ]),
        smart_has_issuer: true,
        patient_context: PatientContext::AccessTokenClaim,
        fhir_user_claim: true,
        issuer_in_response: true,
        token_form: TokenForm {
            members: &["access_token", "token_type", "expires_in", "refresh_token", "scope", "id_token"],
            token_type: "bearer",
            life: Duration::from_mins(30),
            jwt: true,
            scope_only_if_different: false,
            scope_in_own_order: false,
        },
        code_life: USUAL_CODE_LIFE,
        pages: Pages { disclaimer: false, asks_relation: false, username_label: "Member portal user name" },
        fhir: FhirRules {
            metadata: true,
            everything_only: false,
            needs_one_of: Vec::new(),
            coverage_by: &["patient"],
            last_updated_instants_only: false,
            page_size: 40,
            full_url_base: None,
            software: "InterSystems IRIS for Health",
        },
    }
}
