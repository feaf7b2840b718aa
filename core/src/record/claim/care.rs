//! Who gave the care, what was found, what was done.

use super::figures::is;
use super::item::code;
use crate::record::PartialDate;
use crate::record::json::{Resolve, Value, each, label, referenced_name, text};

/// Somebody who took part in the care.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimProvider {
    /// Who, where the payer says so.
    pub name: Option<String>,
    /// As what, such as `Rendering provider`.
    pub role: Option<String>,
    /// Their specialty.
    pub specialty: Option<String>,
}

/// What was found.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimDiagnosis {
    /// What it is.
    pub description: String,
    /// Its code with the system's short name, such as `ICD-10 E11.9`.
    pub code: Option<String>,
    /// What part it has in the claim, such as `principal`.
    pub role: Option<String>,
    /// Whether it was there when the member was admitted.
    pub on_admission: Option<String>,
}

/// What was done in a facility.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimProcedure {
    /// What it is.
    pub description: String,
    /// Its code with the system's short name, such as `ICD-10-PCS 4A023N7`.
    pub code: Option<String>,
    /// What part it has in the claim, such as `Principal`.
    pub role: Option<String>,
    /// When.
    pub date: Option<PartialDate>,
}

pub(in crate::record) fn care_team(eob: &Value<'_>, resolve: &dyn Resolve) -> Vec<ClaimProvider> {
    each(&eob["careTeam"])
        .filter_map(|member| {
            let read = ClaimProvider {
                name: referenced_name(&member["provider"], eob, resolve),
                role: label(&member["role"]),
                specialty: label(&member["qualification"]),
            };
            (read.name.is_some() || read.role.is_some()).then_some(read)
        })
        .collect()
}

/// Who billed; where that is not stated, who gave the care.
pub(in crate::record) fn provider(eob: &Value<'_>, resolve: &dyn Resolve) -> Option<String> {
    referenced_name(&eob["provider"], eob, resolve).or_else(|| {
        ["rendering", "performing", "attending", "primary", "operating", "prescribing"].iter().find_map(
            |role| {
                let member = each(&eob["careTeam"]).find(|member| is(&member["role"], role))?;
                referenced_name(&member["provider"], eob, resolve)
            },
        )
    })
}

/// Where it happened: `facility`, the supporting information, or a line.
pub(in crate::record) fn facility(eob: &Value<'_>, resolve: &dyn Resolve) -> Option<String> {
    let facility = &eob["facility"];
    let information = || {
        let found = each(&eob["supportingInfo"])
            .find(|information| is(&information["category"], "servicefacility"))?;
        referenced_name(&found["valueReference"], eob, resolve)
    };
    let line =
        || each(&eob["item"]).find_map(|item| referenced_name(&item["locationReference"], eob, resolve));
    // Medicare says in an extension only what kind of facility it was.
    let kind =
        || each(&facility["extension"]).find_map(|extension| text(&extension["valueCoding"]["display"]));
    referenced_name(facility, eob, resolve).or_else(information).or_else(line).or_else(kind)
}

pub(in crate::record) fn diagnoses(eob: &Value<'_>, resolve: &dyn Resolve) -> Vec<ClaimDiagnosis> {
    each(&eob["diagnosis"])
        .filter_map(|diagnosis| {
            let concept = &diagnosis["diagnosisCodeableConcept"];
            let description =
                label(concept).or_else(|| referenced_name(&diagnosis["diagnosisReference"], eob, resolve));
            Some(ClaimDiagnosis {
                description: description?,
                code: code(concept),
                role: each(&diagnosis["type"]).find_map(label),
                on_admission: label(&diagnosis["onAdmission"]),
            })
        })
        .collect()
}

pub(super) fn procedures(eob: &Value<'_>, resolve: &dyn Resolve) -> Vec<ClaimProcedure> {
    each(&eob["procedure"])
        .filter_map(|procedure| {
            let concept = &procedure["procedureCodeableConcept"];
            let description =
                label(concept).or_else(|| referenced_name(&procedure["procedureReference"], eob, resolve));
            Some(ClaimProcedure {
                description: description?,
                code: code(concept),
                role: each(&procedure["type"]).find_map(label),
                date: PartialDate::read(&procedure["date"]),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;
    use crate::record::samples::alone::Nothing;

    #[test]
    fn provider_and_facility_are_found_where_payers_put_them() {
        let concept = |code: &str| json!({"coding": [{"code": code}]});
        let eob = json!({
            "contained": [{"resourceType": "Organization", "id": "f", "name": "Mercy"}],
            "provider": {"reference": "Organization/away"},
            "careTeam": [
                {"provider": {"display": "Dr. Ref"}, "role": concept("referring")},
                {"provider": {"display": "Dr. Lund"}, "role": concept("rendering"), "qualification": {"text": "Cardiology"}},
                {"provider": {"reference": "Practitioner/away"}},
            ],
            "supportingInfo": [{"category": concept("servicefacility"), "valueReference": {"reference": "#f"}}],
        });
        assert_eq!(provider(&eob, &Nothing).as_deref(), Some("Dr. Lund"));
        assert_eq!(facility(&eob, &Nothing).as_deref(), Some("Mercy"));
        let team = care_team(&eob, &Nothing);
        assert_eq!((team.len(), team[1].specialty.as_deref()), (2, Some("Cardiology")));
    }
}
