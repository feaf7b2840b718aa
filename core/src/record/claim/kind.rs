//! What kind of claim it is.

use serde::{Deserialize, Serialize};

use super::figures::{is, meaning_of};
use crate::record::json::{Value, each};

/// What kind of care was billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClaimKind {
    /// A stay in a hospital or another facility.
    Inpatient,
    /// A visit to a facility without a stay.
    Outpatient,
    /// A physician or another professional.
    Professional,
    /// Prescription drugs.
    Pharmacy,
    /// Dental care.
    Oral,
    /// Eye care.
    Vision,
    /// The record does not say.
    Other,
}

/// What an explanation of benefit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimUse {
    /// Care that was given.
    Claim,
    /// A request for permission (PDex prior authorization).
    PriorAuthorization,
    /// An estimate.
    Predetermination,
}

/// The kind, by profile, type and subtype; Medicare's own claim types where there is nothing else.
pub(in crate::record) fn kind(eob: &Value<'_>) -> ClaimKind {
    let profiles = each(&eob["meta"]["profile"]).filter_map(Value::as_str).filter_map(|profile| {
        let name = profile.rsplit('/').next()?.split('|').next()?.to_ascii_lowercase();
        Some(name.rsplit_once("explanationofbenefit-")?.1.to_owned())
    });
    for name in profiles {
        for (start, kind) in [
            ("inpatient", ClaimKind::Inpatient),
            ("outpatient", ClaimKind::Outpatient),
            ("pharmacy", ClaimKind::Pharmacy),
            ("oral", ClaimKind::Oral),
            ("vision", ClaimKind::Vision),
            ("professional", ClaimKind::Professional),
        ] {
            if name.starts_with(start) {
                return kind;
            }
        }
    }
    let kind = meaning_of(&eob["type"], |code| {
        Some(match code {
            "pharmacy" | "pde" => ClaimKind::Pharmacy,
            "oral" => ClaimKind::Oral,
            "vision" => ClaimKind::Vision,
            "professional" | "carrier" | "dme" => ClaimKind::Professional,
            "institutional" if is(&eob["subType"], "inpatient") => ClaimKind::Inpatient,
            "institutional" | "outpatient" | "hha" | "hospice" => ClaimKind::Outpatient,
            "inpatient" | "snf" => ClaimKind::Inpatient,
            _ => return None,
        })
    });
    kind.unwrap_or(ClaimKind::Other)
}

/// What it is about.
pub(in crate::record) fn claim_use(eob: &Value<'_>) -> ClaimUse {
    match eob["use"].as_str() {
        Some("preauthorization") => ClaimUse::PriorAuthorization,
        Some("predetermination") => ClaimUse::Predetermination,
        _ => ClaimUse::Claim,
    }
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;

    #[test]
    fn the_kind_comes_from_profile_or_type() {
        let profile =
            |name: &str| json!({"meta": {"profile": [format!("http://x/StructureDefinition/{name}")]}});
        let typed = |code: &str, subtype: &str| json!({"type": {"coding": [{"code": code}]}, "subType": {"coding": [{"code": subtype}]}});
        for (eob, expected) in [
            (profile("C4BB-ExplanationOfBenefit-Outpatient-Institutional|1.1.0"), ClaimKind::Outpatient),
            (profile("C4BB-ExplanationOfBenefit-Pharmacy-Basis"), ClaimKind::Pharmacy),
            (profile("C4BB-ExplanationOfBenefit-Professional-NonClinician"), ClaimKind::Professional),
            (profile("behavioral-explanationofbenefit-note"), ClaimKind::Other),
            (typed("institutional", "inpatient"), ClaimKind::Inpatient),
            (typed("institutional", ""), ClaimKind::Outpatient),
            (typed("oral", ""), ClaimKind::Oral),
            (typed("PDE", ""), ClaimKind::Pharmacy),
            (typed("something", ""), ClaimKind::Other),
            (json!(7), ClaimKind::Other),
        ] {
            assert_eq!(kind(&eob), expected, "{eob}");
        }
    }
}
