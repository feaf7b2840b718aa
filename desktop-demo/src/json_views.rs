//! What programs read: the JSON of every event and view.

mod cards;
mod claims;
mod clinical;
mod lists;
mod sums;

pub use cards::{activity, card};
pub use claims::{claim, claim_kind, claim_use, figure_kind};
pub use clinical::{
    allergy, care_plan, care_team, condition, device, document, encounter, goal, immunization, observation,
    procedure, provenance, report, trend,
};
pub use lists::{directory_entry, formulary_drug, person, record_kind, timeline_entry};
pub use sums::{decision, prior_authorization, year};

use billfold::payer::Preset;
use billfold::record::{Medication, MedicationEvent, MedicationSource, Money, Origin, PartialDate, Quantity};
use billfold::wallet::{Inspection, RecordSummary, SyncFailure};
use billfold::{Connection, SignInRequest, SyncProgress, SyncReport};
use billfold_sandbox::RunningPayer;
use serde_json::{Map, Value, json};

/// Names an object as an event of this kind.
pub fn event(kind: &str, object: Value) -> Value {
    let mut event = Map::from_iter([("event".to_owned(), kind.into())]);
    if let Value::Object(members) = object {
        event.extend(members);
    }
    event.into()
}

/// A payer's preset, whole.
pub fn preset(preset: &Preset) -> Value {
    event("payer", json!(preset))
}

/// A simulated payer, with a command line that signs in to it.
pub fn sandbox_payer(payer: &RunningPayer, connect: String) -> Value {
    let mut event = event("payer", payer.description());
    event["connect"] = connect.into();
    event
}

/// The URL to open.
pub fn authorize(request: &SignInRequest) -> Value {
    json!({
        "event": "authorize",
        "url": request.url,
        "redirect_uri": request.redirect_uri,
        "protection": request.protection,
    })
}

/// The result of a sign-in.
pub fn connected(connected: &Connection) -> Value {
    connection("connected", connected)
}

/// A connection.
pub fn connection(kind: &str, connection: &Connection) -> Value {
    json!({
        "event": kind,
        "connection": connection.id,
        "payer": connection.payer,
        "payer_name": connection.payer_name,
        "patient": connection.patient,
        "scopes": connection.scopes,
        "refresh": connection.can_refresh,
        "access_ends": connection.access_ends,
        "protection": connection.protection,
        "signed_in": connection.signed_in,
        "synced": connection.synced,
        "notice": connection.notice,
    })
}

/// How far a sync has come.
pub fn progress(connection: &str, progress: &SyncProgress) -> Value {
    json!({
        "event": "progress",
        "connection": connection,
        "type": progress.resource_type,
        "records": progress.records,
        "bytes": progress.bytes,
        "done": progress.done,
        "planned": progress.planned,
        "expected": progress.expected,
    })
}

/// What a sync brought.
pub fn synced(connection: &str, report: &SyncReport) -> Value {
    json!({
        "event": "synced",
        "connection": connection,
        "records": report.records,
        "new": report.new,
        "changed": report.changed,
        "missing": report.missing,
        "failed": failures(&report.failed),
        "unavailable": report.unavailable,
        "requests": report.requests,
        "bytes": report.bytes,
        "elapsed_ms": milliseconds(report.elapsed),
    })
}

/// The types that a sync could not fetch whole.
pub fn failures(failures: &[SyncFailure]) -> Value {
    failures
        .iter()
        .map(|failure| json!({"type": failure.resource_type, "reason": failure.error.to_string()}))
        .collect()
}

/// A time span in whole milliseconds.
pub fn milliseconds(span: std::time::Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// The end of a connection.
pub fn signed_out(connection: &str, revoked: bool) -> Value {
    json!({"event": "signed_out", "connection": connection, "revoked": revoked})
}

/// What a server publishes and what that means.
pub fn inspection(inspection: &Inspection) -> Value {
    json!({
        "event": "doctor",
        "payer": inspection.preset.id,
        "name": inspection.preset.name,
        "pkce": inspection.pkce,
        "client_auth": inspection.client_auth,
        "scopes": inspection.scopes,
        "server": inspection.server,
        "findings": inspection.findings,
    })
}

/// A record in a list.
pub fn record(record: &RecordSummary) -> Value {
    let mut object = json!({"type": record.origin.reference.resource_type, "title": record.title});
    add_origin(&mut object, &record.origin);
    event("record", object)
}

/// A drug with its history.
pub fn medication(medication: &Medication) -> Value {
    json!({
        "name": medication.name,
        "status": medication.status.as_ref().map(|status| &status.code),
        "dosage": medication.dosage,
        "prescriber": medication.prescriber,
        "pharmacy": medication.pharmacy,
        "days_supply": medication.days_supply.map(|days| days.to_string()),
        "last_date": medication.last_date.as_ref().map(PartialDate::as_str),
        "events": medication.events.iter().map(medication_event).collect::<Value>(),
    })
}

fn medication_event(event: &MedicationEvent) -> Value {
    let mut object = json!({
        "source": match event.source {
            MedicationSource::Request => "request",
            MedicationSource::Dispense => "dispense",
            MedicationSource::Statement => "statement",
        },
        "name": event.name.text,
        "status": event.status.as_ref().map(|status| &status.code),
        "date": event.date.as_ref().map(PartialDate::as_str),
        "dosage": event.dosage,
        "days_supply": event.days_supply.map(|days| days.to_string()),
        "quantity": event.quantity.as_ref().map(Quantity::to_text),
        "pharmacy": event.pharmacy,
        "prescriber": event.prescriber,
    });
    add_origin(&mut object, &event.origin);
    object
}

fn add_origin(object: &mut Value, origin: &Origin) {
    object["connection"] = origin.connection.clone().into();
    object["payer_name"] = origin.payer_name.clone().into();
    object["reference"] = origin.reference.to_text().into();
    object["fetched"] = origin.fetched.into();
    object["missing_since"] = origin.missing_since.into();
}

/// A date as the payer wrote it.
fn date(date: Option<&PartialDate>) -> Option<&str> {
    date.map(PartialDate::as_str)
}

/// The amount is text: a JSON number would lose its digits in most readers.
fn money(money: &Money) -> Value {
    json!({
        "amount": money.amount.to_string(),
        "currency": money.currency,
        "currency_stated": money.currency_stated,
    })
}
