//! Blue Cross and Blue Shield of Minnesota: SMART 1.0 with OpenID Connect, a secret by Basic, and no PKCE.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{
    Audience, FhirRules, Pages, Paths, PatientContext, Pkce, Profile, SEARCH_NEEDS_MORE, TokenForm,
    USUAL_CODE_LIFE, owned,
};
use crate::auth::ClientAuth;
use crate::data::Payer;

pub(super) fn profile() -> Profile {
    Profile {
        payer: Payer::BcbsMn,
        quirks: BTreeSet::new(),
        paths: Paths {
            fhir: owned(&["/fhir"]),
            authorize: &["/fhir/authorize"],
            token: "/fhir/token",
            revocation: None,
            end_session: None,
            userinfo: &["/fhir/userinfo"],
            jwks: "/fhir/.well-known/jwks.json",
            issuer: "/fhir",
        },
        pkce: Pkce::Ignored,
        advertised_pkce: &[],
        audience: Audience::Required,
        secret_by: &[ClientAuth::SecretBasic],
        demo_client: ClientAuth::SecretBasic,
        scopes: owned(&[
            "openid",
            "profile",
            "fhirUser",
            "launch/patient",
            "patient/*.read",
            "offline_access",
        ]),
        smart_capabilities: Some(&[
            "launch-standalone",
            "client-confidential-symmetric",
            "sso-openid-connect",
            "context-standalone-patient",
            "permission-offline",
            "permission-patient",
        ]),
        smart_has_issuer: true,
        patient_context: PatientContext::TokenMemberForLaunch,
        fhir_user_claim: true,
        issuer_in_response: false,
        token_form: TokenForm {
            members: &[
                "token_type",
                "access_token",
                "expires_in",
                "scope",
                "refresh_token",
                "id_token",
                "patient",
            ],
            token_type: "Bearer",
            life: Duration::from_hours(1),
            jwt: true,
            scope_only_if_different: false,
            scope_in_own_order: false,
        },
        code_life: USUAL_CODE_LIFE,
        pages: Pages { disclaimer: false, asks_relation: false, username_label: "User name" },
        fhir: FhirRules {
            metadata: true,
            everything_only: false,
            needs_one_of: SEARCH_NEEDS_MORE.to_vec(),
            coverage_by: &["patient", "beneficiary"],
            last_updated_instants_only: true,
            page_size: 50,
            full_url_base: None,
            software: "BCBS MN FHIR Server",
        },
    }
}
