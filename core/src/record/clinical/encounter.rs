//! Encounters: visits and stays.
//!
//! Source: `Encounter` by US Core 3.1.1.

use super::{ClinicalView, Coded, Concept, Participant, identifiers, is_entered_in_error, reasons, titles};
use crate::record::date::Dates;
use crate::record::json::{Resolve, Value, each, referenced_name};
use crate::record::labels::words;
use crate::record::{Origin, Quantity};

/// A visit or a stay.
#[derive(Clone, PartialEq, Eq)]
pub struct Encounter {
    /// Where it comes from.
    pub origin: Origin,
    /// What it was: its type, else its setting.
    pub name: String,
    /// In what kind of setting it was (`Encounter.class`), such as `AMB` or `IMP`.
    pub setting: Option<Concept>,
    /// What kind of visit it was.
    pub types: Vec<Concept>,
    /// Status, such as `finished`.
    pub status: Option<Coded>,
    /// When it was.
    pub period: Option<Dates>,
    /// How long it took, where that is stated.
    pub length: Option<Quantity>,
    /// Who was responsible for it.
    pub service_provider: Option<String>,
    /// Where it was.
    pub locations: Vec<String>,
    /// Who took part.
    pub participants: Vec<Participant>,
    /// Why it was.
    pub reasons: Vec<String>,
    /// What was found.
    pub diagnoses: Vec<String>,
    /// From where the patient was admitted.
    pub admit_source: Option<Concept>,
    /// Where the patient went afterwards.
    pub discharge_disposition: Option<Concept>,
    /// Numbers of the visit.
    pub identifiers: Vec<String>,
}

impl ClinicalView for Encounter {
    const TYPE: &'static str = "Encounter";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        let setting = Concept::read_coding(&resource["class"]);
        let types = Concept::all(&resource["type"]);
        let name = types.first().or(setting.as_ref());
        let participant = |participant: &Value<'_>| {
            let name = referenced_name(&participant["individual"], resource, resolve)?;
            Some(Participant { name, role: each(&participant["type"]).find_map(Concept::read) })
        };
        let hospitalization = &resource["hospitalization"];
        Some(Self {
            name: name.map_or_else(|| words::UNNAMED_ENCOUNTER.to_owned(), |name| name.text.clone()),
            setting,
            types,
            status: Coded::read(&resource["status"], "encounter-status"),
            period: Dates::read(&resource["period"]),
            length: Quantity::read(&resource["length"]),
            service_provider: referenced_name(&resource["serviceProvider"], resource, resolve),
            locations: each(&resource["location"])
                .filter_map(|location| referenced_name(&location["location"], resource, resolve))
                .collect(),
            participants: each(&resource["participant"]).filter_map(participant).collect(),
            reasons: reasons(resource, resolve),
            diagnoses: each(&resource["diagnosis"])
                .flat_map(|diagnosis| titles(&diagnosis["condition"], resource, resolve))
                .collect(),
            admit_source: Concept::read(&hospitalization["admitSource"]),
            discharge_disposition: Concept::read(&hospitalization["dischargeDisposition"]),
            identifiers: identifiers(resource),
            origin,
        })
    }
}
