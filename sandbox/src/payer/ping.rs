//! BlueCross BlueShield of Tennessee and Shared Health Mississippi, which run one template: `PingFederate` in front of a
//! SMART 1.0 FHIR server, a secret in the body, and PKCE that works though nobody says so.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{
    Audience, FhirRules, Pages, Paths, PatientContext, Pkce, Profile, TokenForm, USUAL_CODE_LIFE, owned,
};
use crate::auth::ClientAuth;
use crate::data::Payer;

pub(super) fn profile(payer: Payer) -> Profile {
    Profile {
        payer,
        quirks: BTreeSet::new(),
        paths: Paths {
            fhir: owned(&["/fhir/r4"]),
            authorize: &["/as/authorization.oauth2"],
            token: "/as/token.oauth2",
            revocation: Some("/as/revoke_token.oauth2"),
            end_session: None,
            userinfo: &["/idp/userinfo.openid"],
            jwks: "/pf/JWKS",
            issuer: "",
        },
        pkce: Pkce::WhenSent,
        advertised_pkce: &[],
        audience: Audience::Ignored,
        secret_by: &[ClientAuth::SecretPost],
        demo_client: ClientAuth::SecretPost,
        scopes: owned(&["patient/*.read", "openid", "fhirUser"]),
        smart_capabilities: Some(&[
            "launch-standalone",
            "client-confidential-symmetric",
            "sso-openid-connect",
            "permission-patient",
        ]),
        smart_has_issuer: false,
        patient_context: PatientContext::NotTold,
        fhir_user_claim: payer == Payer::BcbsTn,
        issuer_in_response: false,
        token_form: TokenForm {
            members: &["access_token", "scope", "id_token", "token_type", "expires_in"],
            token_type: "Bearer",
            life: Duration::from_secs(7199),
            jwt: false,
            scope_only_if_different: true,
            scope_in_own_order: false,
        },
        code_life: USUAL_CODE_LIFE,
        pages: Pages { disclaimer: false, asks_relation: false, username_label: "User name" },
        fhir: FhirRules {
            metadata: true,
            everything_only: false,
            needs_one_of: Vec::new(),
            coverage_by: &["beneficiary"],
            last_updated_instants_only: false,
            page_size: 20,
            full_url_base: None,
            software: "HAPI FHIR Server",
        },
    }
}
