//! One record of a drug.

use super::dosage;
use crate::record::clinical::{Coded, Concept, is_entered_in_error, names, notes, reasons};
use crate::record::date::{Dates, PartialDate};
use crate::record::json::{Resolve, Value, each, referenced, referenced_name, text};
use crate::record::labels::words;
use crate::record::money::decimal;
use crate::record::{Origin, Quantity};
use rust_decimal::Decimal;

/// What kind of record tells of a medication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MedicationSource {
    /// `MedicationRequest`: it was prescribed.
    Request,
    /// `MedicationDispense`: it was handed out.
    Dispense,
    /// `MedicationStatement`: somebody says that it is taken.
    Statement,
}

/// One record of a medication.
#[derive(Clone, PartialEq, Eq)]
pub struct MedicationEvent {
    /// Where it comes from.
    pub origin: Origin,
    /// What kind of record it is.
    pub source: MedicationSource,
    /// The drug, as this record names it.
    pub name: Concept,
    /// Status of the record, such as `active` or `completed`.
    pub status: Option<Coded>,
    /// Why it has its status.
    pub status_reason: Option<Concept>,
    /// Intent of a prescription, such as `order`.
    pub intent: Option<Coded>,
    /// When it was prescribed, handed out or said.
    pub date: Option<PartialDate>,
    /// Since and until when it is taken, by a statement.
    pub period: Option<Dates>,
    /// How to take it.
    pub dosage: Option<String>,
    /// For how many days it lasts.
    pub days_supply: Option<Decimal>,
    /// How much was prescribed or handed out.
    pub quantity: Option<Quantity>,
    /// How many times it may be handed out again after the first.
    pub refills_allowed: Option<Decimal>,
    /// What kind of fill it was, such as a refill.
    pub fill_kind: Option<Concept>,
    /// Who prescribed it.
    pub prescriber: Option<String>,
    /// Who handed it out.
    pub dispensers: Vec<String>,
    /// The pharmacy that handed it out, or is to.
    pub pharmacy: Option<String>,
    /// Who says so, where it is hearsay.
    pub informant: Option<String>,
    /// Whether a prescription is told by hearsay.
    pub is_reported: Option<bool>,
    /// Why it is taken.
    pub reasons: Vec<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}

/// Reads a record of a medication. `None` for what was entered in error.
pub(crate) fn read_event(
    origin: Origin,
    resource: &Value<'_>,
    resolve: &dyn Resolve,
) -> Option<MedicationEvent> {
    if is_entered_in_error(resource) {
        return None;
    }
    let (source, statuses) = match resource["resourceType"].as_str()? {
        "MedicationRequest" => (MedicationSource::Request, "medicationrequest-status"),
        "MedicationDispense" => (MedicationSource::Dispense, "medicationdispense-status"),
        "MedicationStatement" => (MedicationSource::Statement, "medication-statement-status"),
        _ => return None,
    };
    let date = ["whenHandedOver", "whenPrepared", "authoredOn", "effectiveDateTime", "dateAsserted"]
        .iter()
        .find_map(|member| PartialDate::read(&resource[*member]));
    let period = Dates::read(&resource["effectivePeriod"]);
    let request = &resource["dispenseRequest"];
    let named = |reference: &Value<'_>| referenced_name(reference, resource, resolve);
    // A dispense leads to its prescriptions, which say who prescribed it.
    let prescribed = || {
        let mut prescriptions = each(&resource["authorizingPrescription"]);
        let request = prescriptions.find_map(|prescription| referenced(prescription, resource, resolve))?;
        referenced_name(&request["requester"], &request, resolve)
    };
    let dispensers: Vec<String> = each(&resource["performer"])
        .flat_map(|performer| names(&performer["actor"], resource, resolve))
        .collect();
    Some(MedicationEvent {
        source,
        name: drug(resource, resolve),
        status: Coded::read(&resource["status"], statuses),
        status_reason: each(&resource["statusReason"])
            .find_map(Concept::read)
            .or_else(|| Concept::read(&resource["statusReasonCodeableConcept"])),
        intent: Coded::read(&resource["intent"], "medicationrequest-intent"),
        date: date.or_else(|| period.as_ref().and_then(Dates::first).cloned()),
        period,
        dosage: dosage::in_text(&resource["dosageInstruction"])
            .or_else(|| dosage::in_text(&resource["dosage"])),
        days_supply: days(&resource["daysSupply"]).or_else(|| days(&request["expectedSupplyDuration"])),
        quantity: Quantity::read(&resource["quantity"]).or_else(|| Quantity::read(&request["quantity"])),
        refills_allowed: decimal(&request["numberOfRepeatsAllowed"]),
        fill_kind: if source == MedicationSource::Dispense { Concept::read(&resource["type"]) } else { None },
        prescriber: named(&resource["requester"]).or_else(prescribed),
        pharmacy: named(&resource["location"])
            .or_else(|| dispensers.first().cloned())
            .or_else(|| named(&request["performer"])),
        dispensers,
        informant: named(&resource["informationSource"]).or_else(|| named(&resource["reportedReference"])),
        is_reported: resource["reportedBoolean"]
            .as_bool()
            .or_else(|| resource["reportedReference"].is_object().then_some(true)),
        reasons: reasons(resource, resolve),
        notes: notes(resource),
        origin,
    })
}

/// The drug that a record is about: in it, contained, or in a `Medication` of its own.
fn drug(resource: &Value<'_>, resolve: &dyn Resolve) -> Concept {
    let reference = &resource["medicationReference"];
    let stored = || Concept::read(&referenced(reference, resource, resolve)?["code"]);
    let displayed = || Some(Concept { text: text(&reference["display"])?, codes: Vec::new() });
    Concept::read(&resource["medicationCodeableConcept"])
        .or_else(stored)
        .or_else(displayed)
        .unwrap_or_else(|| Concept::named(&Value::Null, words::UNNAMED_MEDICATION))
}

/// A duration in days. Weeks and months are not reckoned into days that nobody stated.
fn days(duration: &Value<'_>) -> Option<Decimal> {
    let is_days = |unit: &str| matches!(unit.to_lowercase().as_str(), "d" | "day" | "days");
    let unit = duration["code"].as_str().or_else(|| duration["unit"].as_str());
    decimal(&duration["value"]).filter(|_| unit.is_none_or(is_days)).map(|days| days.normalize())
}
