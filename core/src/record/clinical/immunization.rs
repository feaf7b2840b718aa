//! Immunizations: given, or not and why.
//!
//! Source: `Immunization` by US Core 3.1.1.

use super::{ClinicalView, Coded, Concept, is_entered_in_error, names, notes, reasons};
use crate::record::date::{PartialDate, When};
use crate::record::json::{Resolve, Value, each, referenced_name, text};
use crate::record::labels::words;
use crate::record::{Origin, Quantity};

/// An immunization.
#[derive(Clone, PartialEq, Eq)]
pub struct Immunization {
    /// Where it comes from.
    pub origin: Origin,
    /// Vaccine.
    pub vaccine: Concept,
    /// `completed` or `not-done`.
    pub status: Option<Coded>,
    /// Whether it was not given.
    pub not_done: bool,
    /// Why it was not given.
    pub status_reason: Option<Concept>,
    /// When it was given, or would have been.
    pub occurred: Option<When>,
    /// When it was entered.
    pub recorded: Option<PartialDate>,
    /// Whether it was entered by who gave it, and not by hearsay.
    pub primary_source: Option<bool>,
    /// From whom it was heard, where it was not entered by who gave it.
    pub report_origin: Option<Concept>,
    /// Lot number.
    pub lot_number: Option<String>,
    /// Last day on which the vaccine could be used.
    pub expires: Option<PartialDate>,
    /// Who made the vaccine.
    pub manufacturer: Option<String>,
    /// How much was given.
    pub dose: Option<Quantity>,
    /// Which dose of the series it was, as it was written.
    pub dose_number: Option<String>,
    /// Where in the body it was given.
    pub site: Option<Concept>,
    /// How it was given.
    pub route: Option<Concept>,
    /// Who gave it.
    pub performers: Vec<String>,
    /// Where it was given.
    pub location: Option<String>,
    /// Why it was given.
    pub reasons: Vec<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}

impl ClinicalView for Immunization {
    const TYPE: &'static str = "Immunization";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        let status = Coded::read(&resource["status"], "event-status");
        let dose_number = each(&resource["protocolApplied"]).find_map(|protocol| {
            let number = &protocol["doseNumberPositiveInt"];
            number.as_u64().map(|number| number.to_string()).or_else(|| text(&protocol["doseNumberString"]))
        });
        Some(Self {
            vaccine: Concept::named(&resource["vaccineCode"], words::UNNAMED_VACCINE),
            not_done: status.as_ref().is_some_and(|status| status.is("not-done")),
            status,
            status_reason: Concept::read_absence(&resource["statusReason"]),
            occurred: When::read(resource, "occurrence"),
            recorded: PartialDate::read(&resource["recorded"]),
            primary_source: resource["primarySource"].as_bool(),
            report_origin: Concept::read(&resource["reportOrigin"]),
            lot_number: text(&resource["lotNumber"]),
            expires: PartialDate::read(&resource["expirationDate"]),
            manufacturer: referenced_name(&resource["manufacturer"], resource, resolve),
            dose: Quantity::read(&resource["doseQuantity"]),
            dose_number,
            site: Concept::read(&resource["site"]),
            route: Concept::read(&resource["route"]),
            performers: each(&resource["performer"])
                .flat_map(|performer| names(&performer["actor"], resource, resolve))
                .collect(),
            location: referenced_name(&resource["location"], resource, resolve),
            reasons: reasons(resource, resolve),
            notes: notes(resource),
            origin,
        })
    }
}
