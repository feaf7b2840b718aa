//! Devices: what was implanted, or is used by the patient.
//!
//! Source: `Device` by US Core 3.1.1, for implants with their unique device identifier (UDI).

use super::{ClinicalView, Coded, Concept, is_entered_in_error, notes};
use crate::record::Origin;
use crate::record::date::PartialDate;
use crate::record::json::{Resolve, Value, each, referenced_name, text};
use crate::record::labels::words;

/// A unique device identifier.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceIdentifier {
    /// The whole identifier as people read it on the label (`carrierHRF`).
    pub human_readable: Option<String>,
    /// The whole identifier as a scanner reads it, in base64 (`carrierAIDC`).
    pub machine_readable: Option<String>,
    /// The part that names the model (`deviceIdentifier`).
    pub device_identifier: Option<String>,
    /// Who issues such identifiers, as a URI.
    pub issuer: Option<String>,
    /// For which authority, as a URI.
    pub jurisdiction: Option<String>,
}

/// A device.
#[derive(Clone, PartialEq, Eq)]
pub struct Device {
    /// Where it comes from.
    pub origin: Origin,
    /// What it is called: its own name, else its kind.
    pub name: String,
    /// What kind of device it is.
    pub kind: Option<Concept>,
    /// Status, such as `active`.
    pub status: Option<Coded>,
    /// Its unique device identifiers.
    pub identifiers: Vec<DeviceIdentifier>,
    /// The number that tells it from all others, for tissue and cells.
    pub distinct_identifier: Option<String>,
    /// Who made it.
    pub manufacturer: Option<String>,
    /// Model number.
    pub model: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Lot number.
    pub lot_number: Option<String>,
    /// When it was made.
    pub manufactured: Option<PartialDate>,
    /// When it expires.
    pub expires: Option<PartialDate>,
    /// Who is responsible for it.
    pub owner: Option<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}

impl ClinicalView for Device {
    const TYPE: &'static str = "Device";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        let kind = Concept::read(&resource["type"]);
        let name_of = |kind: &str| {
            let named = each(&resource["deviceName"]).find(|name| kind.is_empty() || name["type"] == kind)?;
            text(&named["name"])
        };
        let name = name_of("patient-reported-name")
            .or_else(|| name_of("user-friendly-name"))
            .or_else(|| name_of(""))
            .or_else(|| kind.as_ref().map(|kind| kind.text.clone()));
        let identifier = |carrier: &Value<'_>| DeviceIdentifier {
            human_readable: text(&carrier["carrierHRF"]),
            machine_readable: text(&carrier["carrierAIDC"]),
            device_identifier: text(&carrier["deviceIdentifier"]),
            issuer: text(&carrier["issuer"]),
            jurisdiction: text(&carrier["jurisdiction"]),
        };
        Some(Self {
            name: name.unwrap_or_else(|| words::UNNAMED_DEVICE.to_owned()),
            kind,
            status: Coded::read(&resource["status"], "device-status"),
            identifiers: each(&resource["udiCarrier"]).map(identifier).collect(),
            distinct_identifier: text(&resource["distinctIdentifier"]),
            manufacturer: text(&resource["manufacturer"]),
            model: text(&resource["modelNumber"]),
            serial_number: text(&resource["serialNumber"]),
            lot_number: text(&resource["lotNumber"]),
            manufactured: PartialDate::read(&resource["manufactureDate"]),
            expires: PartialDate::read(&resource["expirationDate"]),
            owner: referenced_name(&resource["owner"], resource, resolve),
            notes: notes(resource),
            origin,
        })
    }
}
