//! Blue Cross NC, payer-to-payer: no discovery, home-made scopes, public clients with PKCE, and nothing but
//! `Patient/{id}/$everything`.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Audience, FhirRules, Pages, Paths, PatientContext, Pkce, Profile, TokenForm, owned};
use crate::auth::ClientAuth;
use crate::data::Payer;

pub(super) fn profile() -> Profile {
    Profile {
        payer: Payer::BcbsNc,
        quirks: BTreeSet::new(),
        paths: Paths {
            // The payer's own examples print the second spelling.
            fhir: owned(&["/fhir/sb/R4/payer-to-payer", "/fhir/sb/R4/payer-topayer"]),
            authorize: &[
                "/CMSP2PMemberSB/sps/oauth/oauth20/authorize",
                "/CMSP2PMemberSB/sps/oauth/oauth20/authorize/",
            ],
            token: "/CMSP2PMemberSB/sps/oauth/oauth20/token",
            revocation: None,
            end_session: None,
            userinfo: &[
                "/fhir/sb/R4/payer-to-payer/UserInfo",
                "/fhir/sb/R4/payer-topayer/UserInfo",
                "/v1/connect/userinfo",
            ],
            jwks: "/CMSP2PMemberSB/sps/oauth/oauth20/jwks",
            issuer: "/CMSP2PMemberSB/sps/oauth/oauth20",
        },
        pkce: Pkce::ForPublicClients,
        advertised_pkce: &["plain", "S256"],
        audience: Audience::Ignored,
        secret_by: &[ClientAuth::SecretPost],
        demo_client: ClientAuth::None,
        scopes: owned(&["clinical", "read", "openid", "profile"]),
        smart_capabilities: None,
        smart_has_issuer: false,
        patient_context: PatientContext::TokenMember,
        fhir_user_claim: false,
        issuer_in_response: false,
        token_form: TokenForm {
            members: &["access_token", "patient", "scope", "id_token", "token_type", "expires_in"],
            token_type: "bearer",
            life: Duration::from_secs(86_399),
            jwt: true,
            scope_only_if_different: false,
            scope_in_own_order: true,
        },
        code_life: Duration::from_hours(1),
        pages: Pages {
            disclaimer: true,
            asks_relation: true,
            username_label: "Subscriber ID and member code",
        },
        fhir: FhirRules {
            metadata: false,
            everything_only: true,
            needs_one_of: Vec::new(),
            coverage_by: &[],
            last_updated_instants_only: false,
            page_size: 100,
            // The real bundles name a host that differs from the one that served them.
            full_url_base: Some("http://bcbsnc-ext.invalid/fhir/sb/R4/payer-to-payer"),
            software: "Blue Cross NC",
        },
    }
}
