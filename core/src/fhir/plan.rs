//! What to ask a payer for: the fetch plan.
//!
//! Search parameters are those that US Core 3.1.1/6.1, CARIN Blue Button and PDex require of servers, with the preset's
//! own in their place where it has any. A type is a ladder: the first rung is the plain search by patient; where the
//! server answers it with 400, the next rung adds what the guide makes mandatory (category, intent, status), and where the
//! server's OperationOutcome names one of these, that rung is next.
//!
//! `Patient/{id}/$everything` is one chain of pages, in which a failure is one of all types and nothing runs side by side.
//! Searches run four at a time, and each goes on where it was. So `$everything` is taken where a preset or the server's
//! CapabilityStatement says that it is all there is, and nowhere else.

use url::Url;

use crate::fhir::{Capabilities, Reference};
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
pub struct Rung {
    /// The parameter that it has and the rungs before it have not.
    pub asks: Option<&'static str>,
    /// The searches, which may run side by side.
    pub queries: Vec<Query>,
    /// One search in place of many, for a server that takes several values in one parameter.
    pub joined: Option<Query>,
}

/// A type, and the ways to ask for it.
pub struct TypePlan {
    /// FHIR type.
    pub resource_type: String,
    /// To be tried one after the other, until one is not refused.
    pub rungs: Vec<Rung>,
    /// How many pages of it are to be expected, roughly: longer chains begin first.
    pub length: u64,
}

/// From when on changes are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Since {
    /// In milliseconds since 1970.
    pub at: i64,
    /// Whether what changed at this very moment is asked for too.
    pub inclusive: bool,
}

impl Query {
    /// The same, for what has changed.
    #[must_use]
    pub fn since(&self, since: Since) -> Self {
        let mut url = self.url.clone();
        let moment = instant(since.at);
        if self.is_everything() {
            url.query_pairs_mut().append_pair("_since", &moment);
        } else {
            let prefix = if since.inclusive { "ge" } else { "gt" };
            url.query_pairs_mut().append_pair("_lastUpdated", &format!("{prefix}{moment}"));
        }
        Self { url, ..self.clone() }
    }

    /// The same without a parameter that the server does not know.
    pub fn without(&self, parameter: &str) -> Option<Self> {
        let kept: Vec<_> = self.url.query_pairs().filter(|(name, _)| name != parameter).collect();
        if kept.len() == self.url.query_pairs().count() {
            return None;
        }
        let mut url = self.url.clone();
        url.query_pairs_mut().clear().extend_pairs(kept);
        Some(Self { url, ..self.clone() })
    }

    /// Whether it is `$everything`.
    pub fn is_everything(&self) -> bool {
        self.url.path().ends_with("/$everything")
    }
}

/// A full instant with its offset: one payer finds the wrong records by less (bcbsmn).
fn instant(milliseconds: i64) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000)
        .unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = moment.to_calendar_date();
    let (hour, minute, second, thousandth) = moment.to_hms_milli();
    let month = u8::from(month);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{thousandth:03}+00:00")
}

/// All that is asked for at this payer for this patient.
pub fn plan(
    preset: &Preset,
    fhir_base: &Url,
    patient: &PatientId,
    offered: Option<&Capabilities>,
) -> Vec<TypePlan> {
    let planner = Planner { preset, fhir_base, patient: patient.expose(), offered };
    let fetch = &preset.fetch;
    let only = offered.is_some_and(|offered| offered.everything_only(&fetch.patient_types));
    if fetch.strategy == Strategy::Everything || only {
        let rung = Rung { asks: None, queries: vec![planner.everything()], joined: None };
        return vec![TypePlan { resource_type: "Patient".to_owned(), rungs: vec![rung], length: 1 }];
    }
    let is_offered = |name: &&String| offered.is_none_or(|offered| offered.searches(name));
    let typed = |name: &String, rungs| TypePlan { resource_type: name.clone(), rungs, length: length(name) };
    let of_patient =
        fetch.patient_types.iter().filter(is_offered).map(|name| typed(name, planner.ladder(name)));
    let shared = fetch.shared_types.iter().filter(is_offered).map(|name| {
        let queries = vec![planner.search(name, "", false)];
        typed(name, vec![Rung { asks: None, queries, joined: None }])
    });
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

/// What members have most of.
fn length(resource_type: &str) -> u64 {
    match resource_type {
        "ExplanationOfBenefit" | "Observation" | "Patient" => 60,
        "Encounter" | "MedicationDispense" | "MedicationRequest" | "MedicationStatement" => 20,
        "Condition" | "DiagnosticReport" | "DocumentReference" | "MedicationKnowledge" | "Procedure" => 15,
        _ => 5,
    }
}

const OBSERVATION: &[&str] = &[
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
];
const REPORT: &[&str] =
    &["LAB", "http://loinc.org|LP29684-5", "http://loinc.org|LP29708-2", "http://loinc.org|LP7839-6"];
const CONDITION: &[&str] = &["problem-list-item", "encounter-diagnosis", "health-concern"];
const INTENT: &str =
    "intent=proposal,plan,order,original-order,reflex-order,filler-order,instance-order,option";
const REQUEST_STATUS: &str =
    "status=active,on-hold,cancelled,completed,entered-in-error,stopped,draft,unknown";

struct Planner<'a> {
    preset: &'a Preset,
    fhir_base: &'a Url,
    patient: &'a str,
    offered: Option<&'a Capabilities>,
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
        if let Some(own) = self.preset.fetch.queries.get(name) {
            let queries = own.iter().map(|parameters| self.search(name, parameters, true)).collect();
            return vec![Rung { asks: None, queries, joined: None }];
        }
        let one = |asks, parameters: &str| Rung {
            asks,
            queries: vec![self.search(name, parameters, true)],
            joined: None,
        };
        let by_patient = |asks, more: &str| one(asks, &format!("patient={{patient}}{more}"));
        let by_category = |values: &[&str]| {
            let search =
                |value: &str| self.search(name, &format!("patient={{patient}}&category={value}"), true);
            Rung {
                asks: Some("category"),
                queries: values.iter().map(|value| search(value)).collect(),
                joined: Some(search(&values.join(","))),
            }
        };
        let mut rungs = vec![match name {
            "Patient" => one(None, "_id={patient}"),
            // The payers whose Coverage cannot be searched give it along with the claims.
            "ExplanationOfBenefit" if self.coverage_comes_with_claims() => {
                by_patient(None, "&_include=ExplanationOfBenefit:coverage")
            }
            _ => by_patient(None, ""),
        }];
        match name {
            "Coverage" => rungs.push(one(Some("beneficiary"), "beneficiary={patient}")),
            "Observation" => rungs.push(by_category(OBSERVATION)),
            "DiagnosticReport" => rungs.push(by_category(REPORT)),
            "MedicationRequest" => {
                rungs.push(by_patient(Some("intent"), &format!("&{INTENT}")));
                rungs.push(by_patient(Some("status"), &format!("&{REQUEST_STATUS}")));
            }
            "CarePlan" => rungs.push(by_category(&["assess-plan"])),
            "CareTeam" => {
                rungs.push(by_patient(Some("status"), "&status=proposed,active,suspended,inactive"));
            }
            "DocumentReference" => {
                rungs.push(by_category(&["clinical-note"]));
                rungs.push(by_patient(Some("status"), "&status=current,superseded"));
            }
            "Condition" => rungs.push(by_category(CONDITION)),
            _ => {}
        }
        rungs
    }

    fn coverage_comes_with_claims(&self) -> bool {
        self.offered.is_some_and(|offered| {
            !offered.searches_by("Coverage", &["patient", "beneficiary"])
                && offered.includes("ExplanationOfBenefit", "ExplanationOfBenefit:coverage")
        })
    }

    fn search(&self, name: &str, parameters: &str, of_patient: bool) -> Query {
        let mut url = self.fhir_base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(name);
        }
        let provenance = self.preset.fetch.provenance
            || self.offered.is_some_and(|offered| offered.brings_provenance(name));
        {
            let mut query = url.query_pairs_mut();
            for (parameter, value) in parameters.split('&').filter_map(|pair| pair.split_once('=')) {
                query.append_pair(parameter, &value.replace("{patient}", self.patient));
            }
            query.append_pair("_count", &self.preset.fetch.page_size.to_string());
            if of_patient && provenance {
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

    fn types(id: &str) -> Vec<TypePlan> {
        let preset = builtin().into_iter().find(|preset| preset.id == id).unwrap();
        let base = Url::parse("https://p.example/fhir/").unwrap();
        plan(&preset, &base, &Secret::from("a/1"), None)
    }

    fn first_urls(id: &str) -> Vec<String> {
        types(id).iter().map(|plan| plan.rungs[0].queries[0].url.to_string()).collect()
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
    fn what_a_guide_makes_mandatory_has_a_rung() {
        for (name, asks) in [
            ("Observation", &["category"] as &[&str]),
            ("DiagnosticReport", &["category"]),
            ("MedicationRequest", &["intent", "status"]),
            ("CarePlan", &["category"]),
            ("CareTeam", &["status"]),
            ("DocumentReference", &["category", "status"]),
            ("Coverage", &["beneficiary"]),
            ("Goal", &[]),
        ] {
            let plan = types("bcbsmn").into_iter().find(|plan| plan.resource_type == name).unwrap();
            assert_eq!(plan.rungs.iter().filter_map(|rung| rung.asks).collect::<Vec<_>>(), asks, "{name}");
        }
    }

    #[test]
    fn changes_are_asked_for_by_a_full_instant_with_an_escaped_offset() {
        let since = Since { at: 1_624_283_863_133, inclusive: true };
        let of = |id: &str| types(id)[0].rungs[0].queries[0].since(since).url.query().unwrap().to_owned();
        assert!(of("bcbst").ends_with("&_lastUpdated=ge2021-06-21T13%3A57%3A43.133%2B00%3A00"));
        assert_eq!(of("bcbsnc"), "_since=2021-06-21T13%3A57%3A43.133%2B00%3A00");
        let query = types("bcbst")[0].rungs[0].queries[0].since(Since { inclusive: false, ..since });
        assert!(query.url.as_str().contains("=gt2021"));
        assert!(!query.without("_lastUpdated").unwrap().url.as_str().contains("2021"));
        assert!(query.without("_revinclude").is_none());
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
