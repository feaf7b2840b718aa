//! Diagnostic reports: a laboratory's panel with its results, or a note on what was seen.
//!
//! Source: `DiagnosticReport` by US Core 3.1.1, for laboratory results and for notes.

use super::document::Attachment;
use super::{ClinicalView, Coded, Concept, Observation, is_entered_in_error, names};
use crate::fhir::Reference;
use crate::record::Origin;
use crate::record::date::{PartialDate, When};
use crate::record::json::{Resolve, Value, each, referenced, text};
use crate::record::labels::words;

/// So many levels of panels within panels are followed.
const DEPTH: usize = 3;

/// A diagnostic report.
#[derive(Clone, PartialEq, Eq)]
pub struct DiagnosticReport {
    /// Where it comes from.
    pub origin: Origin,
    /// What was examined.
    pub name: Concept,
    /// What kind of report it is, such as `LAB`.
    pub categories: Vec<Concept>,
    /// Status, such as `final`.
    pub status: Option<Coded>,
    /// When what it reports was so.
    pub effective: Option<When>,
    /// When it was made known.
    pub issued: Option<PartialDate>,
    /// Who made it.
    pub performers: Vec<String>,
    /// Who judged the results.
    pub interpreters: Vec<String>,
    /// Its results that are on the device, in its order; those of a panel follow the panel.
    pub results: Vec<Observation>,
    /// Its results that are not on the device, as it names them.
    pub missing_results: Vec<String>,
    /// What follows from it, in words.
    pub conclusion: Option<String>,
    /// What follows from it, as codes.
    pub conclusion_codes: Vec<Concept>,
    /// The report as a whole. Its content is read by [`Wallet::attachment`](crate::Wallet::attachment).
    pub attachments: Vec<Attachment>,
}

impl ClinicalView for DiagnosticReport {
    const TYPE: &'static str = "DiagnosticReport";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        let mut results = Results { origin: &origin, resolve, found: Vec::new(), missing: Vec::new() };
        results.follow(&resource["result"], resource, DEPTH);
        let Results { found, missing, .. } = results;
        Some(Self {
            name: Concept::named(&resource["code"], words::UNNAMED_REPORT),
            categories: Concept::all(&resource["category"]),
            status: Coded::read(&resource["status"], "diagnostic-report-status"),
            effective: When::read(resource, "effective"),
            issued: PartialDate::read(&resource["issued"]),
            performers: names(&resource["performer"], resource, resolve),
            interpreters: names(&resource["resultsInterpreter"], resource, resolve),
            results: found,
            missing_results: missing,
            conclusion: text(&resource["conclusion"]),
            conclusion_codes: Concept::all(&resource["conclusionCode"]),
            attachments: each(&resource["presentedForm"]).map(Attachment::read).collect(),
            origin,
        })
    }
}

struct Results<'a> {
    origin: &'a Origin,
    resolve: &'a dyn Resolve,
    found: Vec<Observation>,
    missing: Vec<String>,
}

impl Results<'_> {
    fn follow(&mut self, references: &Value<'_>, container: &Value<'_>, depth: usize) {
        for reference in each(references) {
            let Some(resource) = referenced(reference, container, self.resolve) else {
                self.missing.extend(text(&reference["display"]).or_else(|| text(&reference["reference"])));
                continue;
            };
            // A contained result has no place of its own: it comes from the report's.
            let mut origin = self.origin.clone();
            let is_contained = reference["reference"].as_str().is_some_and(|target| target.starts_with('#'));
            if let (false, Some(id)) = (is_contained, text(&resource["id"])) {
                origin.reference = Reference { resource_type: Observation::TYPE.to_owned(), id };
                if self.found.iter().any(|known| known.origin.reference == origin.reference) {
                    continue;
                }
            }
            let is_observation = resource["resourceType"] == Observation::TYPE;
            if is_observation {
                self.found.extend(Observation::read(origin, &resource, self.resolve));
            }
            if depth > 0 {
                self.follow(&resource["hasMember"], &resource, depth - 1);
            }
        }
    }
}
