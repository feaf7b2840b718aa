//! What quirks change in a payer's profile and in the faults that it begins with.

use std::time::Duration;

use super::Quirk;
use crate::auth::ClientAuth;
use crate::faults::{Busy, ChangesFault, DiscoveryFault, Faults};
use crate::payer::{PatientContext, Pkce, Profile, SEARCH_NEEDS_MORE};

/// Changes `profile` as `quirk` says. What is not here is asked for where it matters.
pub(crate) fn bend_profile(profile: &mut Profile, quirk: Quirk) {
    match quirk {
        Quirk::NoPkce => {
            (profile.pkce, profile.advertised_pkce) = (Pkce::Ignored, &[]);
            demand_secret(profile);
        }
        Quirk::ChallengeRefused => (profile.pkce, profile.advertised_pkce) = (Pkce::Rejected, &[]),
        Quirk::PkceAndSecret => {
            (profile.pkce, profile.advertised_pkce) = (Pkce::Always, &["S256"]);
            demand_secret(profile);
        }
        Quirk::PkceUnadvertised => (profile.pkce, profile.advertised_pkce) = (Pkce::WhenSent, &[]),
        Quirk::BasicRaw | Quirk::BasicEncoded => {
            profile.secret_by = &[ClientAuth::SecretBasic];
            profile.demo_client = ClientAuth::SecretBasic;
        }
        Quirk::SmartConfigurationBare => {
            (profile.pkce, profile.advertised_pkce) = (Pkce::WhenSent, &["S256"]);
            profile.paths.issuer = "/";
            profile.smart_has_issuer = false;
        }
        Quirk::NoOpenId => profile.scopes.retain(|scope| scope != "openid" && scope != "offline_access"),
        Quirk::NoWildcards => {
            profile.scopes.retain(|scope| !scope.contains('*'));
            let types = profile.payer.patient_types();
            profile.scopes.extend(types.iter().map(|kind| format!("patient/{kind}.read")));
        }
        Quirk::ScopeExtra => profile.scopes.push("sandbox".to_owned()),
        Quirk::ScopeByDefault => profile.scopes.push("user/*.read".to_owned()),
        Quirk::RepresentativePage => profile.pages.asks_relation = true,
        Quirk::CodeLivesLong => profile.code_life = Duration::from_hours(1),
        Quirk::BlueButtonPaths => {
            let paths = &mut profile.paths;
            paths.fhir = vec!["/v2/fhir".to_owned()];
            paths.authorize = &["/v2/o/authorize/"];
            paths.token = "/v2/o/token/";
            paths.revocation = Some("/v2/o/revoke_token/");
            paths.userinfo = &["/v2/connect/userinfo"];
        }
        Quirk::PatientMissing => profile.patient_context = PatientContext::TokenMemberAtRefresh,
        Quirk::PatientPrefixed => profile.patient_context = PatientContext::PrefixedTokenMember,
        Quirk::PatientInIdToken => {
            profile.patient_context = PatientContext::IdTokenClaim;
            profile.fhir_user_claim = false;
        }
        Quirk::PatientInAccessToken => {
            profile.patient_context = PatientContext::AccessTokenClaim;
            (profile.fhir_user_claim, profile.token_form.jwt) = (false, true);
        }
        Quirk::PatientByFhirUser => {
            (profile.patient_context, profile.fhir_user_claim) = (PatientContext::NotTold, true);
        }
        Quirk::PatientBySearch => {
            (profile.patient_context, profile.fhir_user_claim) = (PatientContext::NotTold, false);
        }
        Quirk::InstantsOnly => profile.fhir.last_updated_instants_only = true,
        Quirk::SearchNeedsMore => profile.fhir.needs_one_of.extend(SEARCH_NEEDS_MORE),
        Quirk::DrugPlanNeeded => profile.fhir.needs_one_of.push(("MedicationKnowledge", &["DrugPlan"])),
        Quirk::NoEverything => profile.fhir.everything_only = false,
        Quirk::EverythingOnly => profile.fhir.everything_only = true,
        Quirk::LinksMisspelt => {
            let other = profile.paths.fhir.first().map(|base| format!("{base}-r4"));
            profile.paths.fhir.extend(other);
        }
        Quirk::FullUrlsElsewhere => {
            profile.fhir.full_url_base = Some("http://full-urls.elsewhere.invalid/fhir");
        }
        _ => {}
    }
}

fn demand_secret(profile: &mut Profile) {
    if profile.demo_client == ClientAuth::None {
        profile.demo_client = profile.secret_by.first().copied().unwrap_or(ClientAuth::SecretPost);
    }
}

/// Adds to `faults` what `quirk` is.
pub(crate) fn bend_faults(faults: &mut Faults, quirk: Quirk) {
    match quirk {
        Quirk::SiblingHost => faults.discovery = Some(DiscoveryFault::SiblingHost),
        Quirk::DemographicsWithheld => {
            faults.failing_types.insert("Patient".to_owned(), 403);
        }
        Quirk::ChangesRefused => faults.changes = Some(ChangesFault::Refused),
        Quirk::ChangesIgnored => faults.changes = Some(ChangesFault::Ignored),
        Quirk::CoverageUnsearchable => faults.coverage_unsearchable = true,
        Quirk::FatalOutcome => faults.outcome = Some("fatal".to_owned()),
        Quirk::BusyWithoutRetryAfter => faults.busy = Some(Busy { requests: 4, retry_after: None }),
        _ => {}
    }
}
