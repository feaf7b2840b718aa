//! What to ask a payer for: the fetch plan.
//!
//! Search parameters are those that US Core 3.1.1/6.1, CARIN Blue Button and PDex require of servers, with the preset's
//! own in their place where it has any. A type is a ladder: the first rung is the plain search by patient; where the
//! server answers it with 400, the next rung adds what the guide makes mandatory (category, intent, status).

use url::Url;

use crate::fhir::Reference;
use crate::payer::{Preset, Strategy};
use crate::secret::PatientId;

/// One request for a type's first page.
#[derive(Clone)]
pub struct Query {
    /// FHIR type that is asked for; of `$everything`, the type `Patient`.
    pub resource_type: String,
    /// Where to ask. Its parameters hold the patient's id: not for logs.
    pub url: Url,
    /// Whether the member's token goes along.
    pub bearer: bool,
}

/// Searches that together bring a type whole.
pub type Rung = Vec<Query>;

/// All that is asked for at this payer for this patient: per type, a ladder of rungs to try until one is not refused.
pub fn plan(preset: &Preset, fhir_base: &Url, patient: &PatientId) -> Vec<Vec<Rung>> {
    let planner = Planner { preset, fhir_base, patient: patient.expose() };
    if preset.fetch.strategy == Strategy::Everything {
        return vec![vec![vec![planner.everything()]]];
    }
    let fetch = &preset.fetch;
    let of_patient = fetch.patient_types.iter().map(|name| planner.ladder(name));
    let shared = fetch.shared_types.iter().map(|name| vec![vec![planner.search(name, "", false)]]);
    of_patient.chain(shared).collect()
}

/// The read of one resource that others refer to.
pub fn read_query(preset: &Preset, fhir_base: &Url, reference: &Reference) -> Query {
    let mut url = fhir_base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(&reference.resource_type).push(&reference.id);
    }
    let bearer = !preset.fetch.open_types.contains(&reference.resource_type);
    Query { resource_type: reference.resource_type.clone(), url, bearer }
}

struct Planner<'a> {
    preset: &'a Preset,
    fhir_base: &'a Url,
    patient: &'a str,
}

impl Planner<'_> {
    fn everything(&self) -> Query {
        let mut url = self.fhir_base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(["Patient", self.patient, "$everything"]);
        }
        Query { resource_type: "Patient".to_owned(), url, bearer: true }
    }

    fn ladder(&self, name: &str) -> Vec<Rung> {
        let search = |parameters: &str| self.search(name, parameters, true);
        if let Some(own) = self.preset.fetch.queries.get(name) {
            return vec![own.iter().map(|parameters| search(parameters)).collect()];
        }
        let by_patient = |more: &str| search(&format!("patient={{patient}}{more}"));
        let each =
            |values: &[&str]| values.iter().map(|value| by_patient(&format!("&category={value}"))).collect();
        match name {
            "Patient" => vec![vec![search("_id={patient}")]],
            "Coverage" => vec![vec![by_patient("")], vec![search("beneficiary={patient}")]],
            "Observation" => vec![
                vec![by_patient("")],
                each(&[
                    "laboratory",
                    "vital-signs",
                    "social-history",
                    "survey",
                    "exam",
                    "imaging",
                    "procedure",
                    "therapy",
                    "activity",
                    "sdoh",
                    "functional-status",
                    "disability-status",
                    "cognitive-status",
                ]),
            ],
            "DiagnosticReport" => vec![
                vec![by_patient("")],
                each(&[
                    "LAB",
                    "http://loinc.org|LP29684-5",
                    "http://loinc.org|LP29708-2",
                    "http://loinc.org|LP7839-6",
                ]),
            ],
            "MedicationRequest" => vec![
                vec![by_patient("")],
                vec![by_patient(
                    "&intent=proposal,plan,order,original-order,reflex-order,filler-order,instance-order,option",
                )],
            ],
            "CarePlan" => vec![vec![by_patient("")], each(&["assess-plan"])],
            "CareTeam" => {
                vec![vec![by_patient("")], vec![by_patient("&status=proposed,active,suspended,inactive")]]
            }
            "DocumentReference" => vec![vec![by_patient("")], each(&["clinical-note"])],
            "Condition" => vec![
                vec![by_patient("")],
                each(&["problem-list-item", "encounter-diagnosis", "health-concern"]),
            ],
            _ => vec![vec![by_patient("")]],
        }
    }

    fn search(&self, name: &str, parameters: &str, of_patient: bool) -> Query {
        let mut url = self.fhir_base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(name);
        }
        {
            let mut query = url.query_pairs_mut();
            for (parameter, value) in parameters.split('&').filter_map(|pair| pair.split_once('=')) {
                query.append_pair(parameter, &value.replace("{patient}", self.patient));
            }
            query.append_pair("_count", &self.preset.fetch.page_size.to_string());
            if of_patient && self.preset.fetch.provenance {
                query.append_pair("_revinclude", "Provenance:target");
            }
        }
        Query {
            resource_type: name.to_owned(),
            url,
            bearer: !self.preset.fetch.open_types.iter().any(|open| open == name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payer::builtin;
    use crate::secret::Secret;

    fn first_urls(id: &str) -> Vec<String> {
        let preset = builtin().into_iter().find(|preset| preset.id == id).unwrap();
        let base = Url::parse("https://p.example/fhir/").unwrap();
        plan(&preset, &base, &Secret::from("a/1"))
            .into_iter()
            .map(|ladder| ladder[0][0].url.to_string())
            .collect()
    }

    #[test]
    fn every_payer_is_asked_as_its_documents_say() {
        assert_eq!(first_urls("bcbsnc"), ["https://p.example/fhir/Patient/a%2F1/$everything"]);
        let tennessee = first_urls("bcbst");
        assert!(
            tennessee.contains(&"https://p.example/fhir/Coverage?beneficiary=a%2F1&_count=100".to_owned())
        );
        assert!(tennessee.contains(&"https://p.example/fhir/List?_count=100".to_owned()));
        let minnesota = first_urls("bcbsmn");
        assert!(minnesota.contains(
            &"https://p.example/fhir/Observation?patient=a%2F1&_count=100&_revinclude=Provenance%3Atarget".to_owned()
        ));
    }

    #[test]
    fn open_types_are_asked_without_the_token() {
        let preset = builtin().into_iter().find(|preset| preset.id == "bcbst").unwrap();
        let base = Url::parse("https://p.example/fhir").unwrap();
        let read = |resource_type: &str| {
            read_query(
                &preset,
                &base,
                &Reference { resource_type: resource_type.to_owned(), id: "1".to_owned() },
            )
        };
        assert!(!read("Practitioner").bearer);
        assert!(read("Coverage").bearer);
        assert_eq!(read("Coverage").url.as_str(), "https://p.example/fhir/Coverage/1");
    }
}
