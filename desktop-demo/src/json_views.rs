//! What programs read: the JSON of every event and view.

use billfold::payer::Preset;
use billfold::record::{
    CardActivity, Claim, ClaimItem, ClaimKind, ClaimUse, Copay, Figure, FigureSource, InsuranceCard,
    Medication, MedicationEvent, MedicationSource, Money, NetworkStatus, Origin,
};
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

/// An insurance card.
pub fn card(card: &InsuranceCard) -> Value {
    let mut object = json!({
        "payer": card.payer,
        "activity": activity(card.activity),
        "member_name": card.member_name,
        "member_id": card.member_id,
        "subscriber_name": card.subscriber_name,
        "subscriber_id": card.subscriber_id,
        "dependent": card.dependent,
        "relationship": card.relationship,
        "plan": card.plan,
        "group": card.group,
        "network": card.network,
        "rx_bin": card.rx_bin,
        "rx_pcn": card.rx_pcn,
        "rx_group": card.rx_group,
        "rx_id": card.rx_id,
        "coverage_type": card.coverage_type,
        "period_start": card.period_start,
        "period_end": card.period_end,
        "payer_phones": card.payer_phones,
        "copays": card.copays.iter().map(copay).collect::<Value>(),
    });
    add_origin(&mut object, &card.origin);
    object
}

fn copay(copay: &Copay) -> Value {
    json!({"label": copay.label, "money": copay.money.as_ref().map(money), "quantity": copay.quantity})
}

/// A claim.
pub fn claim(claim: &Claim) -> Value {
    let figure = |figure: &Option<Figure>| figure.as_ref().map(self::figure);
    let mut object = json!({
        "claim_number": claim.claim_number,
        "kind": claim_kind(claim.kind),
        "use": claim_use(claim.claim_use),
        "status": claim.status,
        "outcome": claim.outcome,
        "service_start": claim.service_start,
        "service_end": claim.service_end,
        "provider": claim.provider,
        "facility": claim.facility,
        "network": claim.network.map(network),
        "denial_reasons": claim.denial_reasons,
        "diagnoses": claim.diagnoses,
        "charged": figure(&claim.charged),
        "allowed": figure(&claim.allowed),
        "plan_paid": figure(&claim.plan_paid),
        "member_owes": figure(&claim.member_owes),
        "deductible": figure(&claim.deductible),
        "copay": figure(&claim.copay),
        "coinsurance": figure(&claim.coinsurance),
        "not_covered": figure(&claim.not_covered),
        "lines_differ": claim.lines_differ,
        "replaced_by": claim.replaced_by,
        "replaces": claim.replaces,
        "items": claim.items.iter().map(item).collect::<Value>(),
    });
    add_origin(&mut object, &claim.origin);
    object
}

fn item(item: &ClaimItem) -> Value {
    json!({
        "sequence": item.sequence,
        "description": item.description,
        "service_date": item.service_date,
        "charged": item.charged.as_ref().map(money),
        "plan_paid": item.plan_paid.as_ref().map(money),
        "member_owes": item.member_owes.as_ref().map(money),
    })
}

/// A drug with its history.
pub fn medication(medication: &Medication) -> Value {
    json!({
        "name": medication.name,
        "status": medication.status,
        "dosage": medication.dosage,
        "prescriber": medication.prescriber,
        "last_date": medication.last_date,
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
        "status": event.status,
        "date": event.date,
        "dosage": event.dosage,
        "days_supply": event.days_supply,
        "quantity": event.quantity,
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
}

/// The amount is text: a JSON number would lose its digits in most readers.
fn money(money: &Money) -> Value {
    json!({"amount": money.amount.to_string(), "currency": money.currency})
}

fn figure(figure: &Figure) -> Value {
    let mut object = money(&figure.money);
    object["source"] = match figure.source {
        FigureSource::Total => "total",
        FigureSource::Header => "header",
        FigureSource::ItemSum => "item_sum",
    }
    .into();
    object
}

/// The name of a card's activity.
pub fn activity(activity: CardActivity) -> &'static str {
    match activity {
        CardActivity::Active => "active",
        CardActivity::Ended => "ended",
        CardActivity::NotYet => "not_yet",
        CardActivity::Cancelled => "cancelled",
    }
}

/// The name of a kind of care.
pub fn claim_kind(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Inpatient => "inpatient",
        ClaimKind::Outpatient => "outpatient",
        ClaimKind::Professional => "professional",
        ClaimKind::Pharmacy => "pharmacy",
        ClaimKind::Oral => "oral",
        ClaimKind::Vision => "vision",
        ClaimKind::Other => "other",
    }
}

/// The name of what an explanation of benefit is about.
pub fn claim_use(claim_use: ClaimUse) -> &'static str {
    match claim_use {
        ClaimUse::Claim => "claim",
        ClaimUse::PriorAuthorization => "prior_authorization",
        ClaimUse::Predetermination => "predetermination",
    }
}

fn network(network: NetworkStatus) -> &'static str {
    match network {
        NetworkStatus::In => "in",
        NetworkStatus::Out => "out",
        NetworkStatus::Other => "other",
    }
}
