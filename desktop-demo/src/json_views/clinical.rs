//! The clinical record, kind by kind.

use billfold::record::{
    Allergy, Attachment, CarePlan, CareTeam, Coded, Concept, Condition, Dates, Device, DiagnosticReport,
    Document, Encounter, Goal, Immunization, Observation, ObservedValue, Origin, Participant, Procedure,
    Provenance, Quantity, ReferenceRange, Standing, Trend, When,
};
use serde_json::{Value, json};

use super::lists::concept;
use super::{add_origin, date, event};

/// A record of this kind, with where it comes from.
fn record(kind: &str, mut object: Value, origin: &Origin) -> Value {
    add_origin(&mut object, origin);
    event(kind, object)
}

fn concepts(concepts: &[Concept]) -> Value {
    concepts.iter().map(concept).collect()
}

fn optional(one: Option<&Concept>) -> Value {
    one.map_or(Value::Null, concept)
}

fn code(coded: Option<&Coded>) -> Option<&str> {
    coded.map(|coded| coded.code.as_str())
}

pub(super) fn dates(dates: Option<&Dates>) -> Value {
    dates.map_or(
        Value::Null,
        |dates| json!({"start": date(dates.start.as_ref()), "end": date(dates.end.as_ref())}),
    )
}

fn when(when: Option<&When>) -> Value {
    when.map_or(Value::Null, |when| json!({"dates": dates(when.dates.as_ref()), "words": when.words}))
}

fn quantity(quantity: Option<&Quantity>) -> Value {
    quantity.map_or(Value::Null, |quantity| {
        json!({
            "value": quantity.value.to_string(),
            "comparator": quantity.comparator,
            "unit": quantity.unit,
            "unit_code": quantity.unit_code,
        })
    })
}

fn participants(participants: &[Participant]) -> Value {
    participants.iter().map(|one| json!({"name": one.name, "role": optional(one.role.as_ref())})).collect()
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => "active",
        Standing::Inactive => "inactive",
        Standing::Refuted => "refuted",
        Standing::Unknown => "unknown",
    }
}

/// A condition.
pub fn condition(of: &Condition) -> Value {
    let object = json!({
        "name": concept(&of.name),
        "standing": standing(of.standing),
        "clinical_status": optional(of.clinical_status.as_ref()),
        "verification_status": optional(of.verification_status.as_ref()),
        "categories": concepts(&of.categories),
        "severity": optional(of.severity.as_ref()),
        "body_sites": concepts(&of.body_sites),
        "onset": when(of.onset.as_ref()),
        "abatement": when(of.abatement.as_ref()),
        "recorded": date(of.recorded.as_ref()),
        "recorder": of.recorder,
        "asserter": of.asserter,
        "notes": of.notes,
    });
    record("condition", object, &of.origin)
}

/// An allergy, or the statement that none is known.
pub fn allergy(of: &Allergy) -> Value {
    let reactions = of.reactions.iter().map(|reaction| {
        json!({
            "substance": optional(reaction.substance.as_ref()),
            "manifestations": concepts(&reaction.manifestations),
            "severity": code(reaction.severity.as_ref()),
            "onset": date(reaction.onset.as_ref()),
            "description": reaction.description,
        })
    });
    let object = json!({
        "name": concept(&of.name),
        "none_known": of.none_known,
        "standing": standing(of.standing),
        "kind": code(of.kind.as_ref()),
        "categories": of.categories.iter().map(|category| category.code.clone()).collect::<Vec<_>>(),
        "criticality": code(of.criticality.as_ref()),
        "onset": when(of.onset.as_ref()),
        "recorded": date(of.recorded.as_ref()),
        "last_occurrence": date(of.last_occurrence.as_ref()),
        "reactions": reactions.collect::<Value>(),
        "notes": of.notes,
    });
    record("allergy", object, &of.origin)
}

/// An immunization.
pub fn immunization(of: &Immunization) -> Value {
    let object = json!({
        "vaccine": concept(&of.vaccine),
        "status": code(of.status.as_ref()),
        "not_done": of.not_done,
        "status_reason": optional(of.status_reason.as_ref()),
        "occurred": when(of.occurred.as_ref()),
        "dose": quantity(of.dose.as_ref()),
        "dose_number": of.dose_number,
        "lot_number": of.lot_number,
        "expires": date(of.expires.as_ref()),
        "manufacturer": of.manufacturer,
        "site": optional(of.site.as_ref()),
        "route": optional(of.route.as_ref()),
        "performers": of.performers,
        "location": of.location,
        "notes": of.notes,
    });
    record("immunization", object, &of.origin)
}

fn value(value: Option<&ObservedValue>) -> Value {
    value.map_or(Value::Null, |value| {
        json!({
            "text": value.text,
            "quantity": quantity(value.quantity.as_ref()),
            "concept": optional(value.concept.as_ref()),
        })
    })
}

fn ranges(ranges: &[ReferenceRange]) -> Value {
    let range = |range: &ReferenceRange| json!({"text": range.text, "low": quantity(range.low.as_ref()), "high": quantity(range.high.as_ref())});
    ranges.iter().map(range).collect()
}

/// A result.
pub fn observation(of: &Observation) -> Value {
    let components = of.components.iter().map(|part| {
        json!({
            "name": concept(&part.name),
            "value": value(part.value.as_ref()),
            "absent_reason": optional(part.absent_reason.as_ref()),
            "interpretations": concepts(&part.interpretations),
            "reference_ranges": ranges(&part.reference_ranges),
        })
    });
    let object = json!({
        "name": concept(&of.name),
        "categories": concepts(&of.categories),
        "status": code(of.status.as_ref()),
        "effective": when(of.effective.as_ref()),
        "issued": date(of.issued.as_ref()),
        "value": value(of.value.as_ref()),
        "absent_reason": optional(of.absent_reason.as_ref()),
        "interpretations": concepts(&of.interpretations),
        "reference_ranges": ranges(&of.reference_ranges),
        "components": components.collect::<Value>(),
        "performers": of.performers,
    });
    record("observation", object, &of.origin)
}

/// The values of one code in one unit, the oldest first.
pub fn trend(of: &Trend) -> Value {
    let points = of.points.iter().map(|point| {
        let mut object = json!({
            "date": point.date.as_str(),
            "value": point.value.to_string(),
            "comparator": point.comparator,
            "interpretations": concepts(&point.interpretations),
        });
        add_origin(&mut object, &point.origin);
        object
    });
    let points = points.collect::<Value>();
    event(
        "trend",
        json!({"name": concept(&of.name), "unit": of.unit, "unit_code": of.unit_code, "points": points}),
    )
}

/// A diagnostic report. Its results are observations, listed by their names.
pub fn report(of: &DiagnosticReport) -> Value {
    let object = json!({
        "name": concept(&of.name),
        "categories": concepts(&of.categories),
        "status": code(of.status.as_ref()),
        "effective": when(of.effective.as_ref()),
        "issued": date(of.issued.as_ref()),
        "performers": of.performers,
        "results": of.results.iter().map(observation).collect::<Value>(),
        "missing_results": of.missing_results,
        "conclusion": of.conclusion,
        "attachments": attachments(&of.attachments),
    });
    record("report", object, &of.origin)
}

/// A procedure.
pub fn procedure(of: &Procedure) -> Value {
    let object = json!({
        "name": concept(&of.name),
        "status": code(of.status.as_ref()),
        "not_done": of.not_done,
        "status_reason": optional(of.status_reason.as_ref()),
        "categories": concepts(&of.categories),
        "performed": when(of.performed.as_ref()),
        "performers": participants(&of.performers),
        "location": of.location,
        "reasons": of.reasons,
        "body_sites": concepts(&of.body_sites),
        "outcome": optional(of.outcome.as_ref()),
        "complications": concepts(&of.complications),
        "notes": of.notes,
    });
    record("procedure", object, &of.origin)
}

/// A visit or a stay.
pub fn encounter(of: &Encounter) -> Value {
    let object = json!({
        "name": of.name,
        "setting": optional(of.setting.as_ref()),
        "types": concepts(&of.types),
        "status": code(of.status.as_ref()),
        "period": dates(of.period.as_ref()),
        "service_provider": of.service_provider,
        "locations": of.locations,
        "participants": participants(&of.participants),
        "reasons": of.reasons,
        "diagnoses": of.diagnoses,
        "discharge_disposition": optional(of.discharge_disposition.as_ref()),
    });
    record("encounter", object, &of.origin)
}

fn attachments(attachments: &[Attachment]) -> Value {
    let attachment = |one: &Attachment| {
        json!({
            "content_type": one.content_type,
            "title": one.title,
            "size": one.size,
            "created": date(one.created.as_ref()),
            "url": one.url,
            "is_inline": one.is_inline,
        })
    };
    attachments.iter().map(attachment).collect()
}

/// A document, without its content.
pub fn document(of: &Document) -> Value {
    let object = json!({
        "title": of.title,
        "kind": optional(of.kind.as_ref()),
        "categories": concepts(&of.categories),
        "status": code(of.status.as_ref()),
        "document_status": code(of.document_status.as_ref()),
        "date": date(of.date.as_ref()),
        "description": of.description,
        "authors": of.authors,
        "custodian": of.custodian,
        "attachments": attachments(&of.attachments),
    });
    record("document", object, &of.origin)
}

/// A care team.
pub fn care_team(of: &CareTeam) -> Value {
    let members = of.members.iter().map(|member| {
        json!({
            "name": member.name,
            "roles": concepts(&member.roles),
            "on_behalf_of": member.on_behalf_of,
            "period": dates(member.period.as_ref()),
        })
    });
    let object = json!({
        "name": of.name,
        "status": code(of.status.as_ref()),
        "categories": concepts(&of.categories),
        "period": dates(of.period.as_ref()),
        "members": members.collect::<Value>(),
        "organizations": of.organizations,
        "reasons": of.reasons,
        "notes": of.notes,
    });
    record("care_team", object, &of.origin)
}

/// A care plan.
pub fn care_plan(of: &CarePlan) -> Value {
    let activities = of.activities.iter().map(|activity| {
        json!({
            "text": activity.text,
            "status": code(activity.status.as_ref()),
            "scheduled": when(activity.scheduled.as_ref()),
            "location": activity.location,
            "progress": activity.progress,
        })
    });
    let object = json!({
        "title": of.title,
        "status": code(of.status.as_ref()),
        "intent": code(of.intent.as_ref()),
        "categories": concepts(&of.categories),
        "description": of.description,
        "narrative": of.narrative,
        "period": dates(of.period.as_ref()),
        "author": of.author,
        "care_teams": of.care_teams,
        "addresses": of.addresses,
        "goals": of.goals,
        "activities": activities.collect::<Value>(),
        "notes": of.notes,
    });
    record("care_plan", object, &of.origin)
}

/// A goal.
pub fn goal(of: &Goal) -> Value {
    let targets = of.targets.iter().map(|target| {
        json!({
            "measure": optional(target.measure.as_ref()),
            "detail": target.detail,
            "due": when(target.due.as_ref()),
        })
    });
    let object = json!({
        "description": concept(&of.description),
        "lifecycle_status": code(of.lifecycle_status.as_ref()),
        "achievement": optional(of.achievement.as_ref()),
        "priority": optional(of.priority.as_ref()),
        "start": when(of.start.as_ref()),
        "targets": targets.collect::<Value>(),
        "status_date": date(of.status_date.as_ref()),
        "addresses": of.addresses,
        "notes": of.notes,
    });
    record("goal", object, &of.origin)
}

/// A device.
pub fn device(of: &Device) -> Value {
    let identifiers = of.identifiers.iter().map(|identifier| identifier.human_readable.clone());
    let object = json!({
        "name": of.name,
        "kind": optional(of.kind.as_ref()),
        "status": code(of.status.as_ref()),
        "identifiers": identifiers.collect::<Value>(),
        "distinct_identifier": of.distinct_identifier,
        "manufacturer": of.manufacturer,
        "model": of.model,
        "serial_number": of.serial_number,
        "lot_number": of.lot_number,
        "manufactured": date(of.manufactured.as_ref()),
        "expires": date(of.expires.as_ref()),
        "notes": of.notes,
    });
    record("device", object, &of.origin)
}

/// Who wrote a record, who passed it on and when.
pub fn provenance(of: &Provenance) -> Value {
    let agent = |agent: &billfold::record::ProvenanceAgent| {
        json!({
            "role": optional(agent.role.as_ref()),
            "name": agent.name,
            "on_behalf_of": agent.on_behalf_of,
        })
    };
    record(
        "provenance",
        json!({
            "targets": of.targets.iter().map(billfold::Reference::to_text).collect::<Value>(),
            "recorded": date(of.recorded.as_ref()),
            "occurred": when(of.occurred.as_ref()),
            "activity": optional(of.activity.as_ref()),
            "agents": of.agents.iter().map(agent).collect::<Value>(),
            "source_formats": concepts(&of.source_formats),
        }),
        &of.origin,
    )
}
