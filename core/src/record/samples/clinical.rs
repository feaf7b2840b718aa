//! The clinical record: the mandatory and must-support elements of US Core 3.1.1 and PDex 2.0, and what else people ask for.

use super::view::{Golden, Shown, View};
use crate::record::{
    Allergy, CarePlan, CareTeam, ClinicalView, Condition, Device, DiagnosticReport, Document, Encounter,
    Goal, Immunization, MedicationEvent, Observation, Procedure, Provenance, read_event,
};

pub(super) fn views() -> Vec<Box<dyn Golden>> {
    vec![
        condition(),
        allergy(),
        immunization(),
        observation(),
        diagnostic_report(),
        procedure(),
        encounter(),
        document(),
        medication(),
        care_team(),
        care_plan(),
        goal(),
        device(),
        provenance(),
    ]
}

type Elements<V> = Vec<(&'static str, fn(&V) -> Vec<String>)>;

fn view<V: ClinicalView + 'static>(
    name: &'static str,
    types: &'static [&'static str],
    elements: Elements<V>,
) -> Box<dyn Golden> {
    Box::new(View {
        name,
        types,
        read: |sample| V::read(sample.origin(), sample.resource, sample.folder),
        elements,
    })
}

fn condition() -> Box<dyn Golden> {
    view::<Condition>(
        "Condition",
        &["Condition"],
        vec![
            ("clinicalStatus", |view| view.clinical_status.texts()),
            ("verificationStatus", |view| view.verification_status.texts()),
            ("category", |view| view.categories.texts()),
            ("severity", |view| view.severity.texts()),
            ("code", |view| view.name.texts()),
            ("bodySite", |view| view.body_sites.texts()),
            ("onsetDateTime|onsetPeriod|onsetAge|onsetString", |view| view.onset.texts()),
            ("abatementDateTime|abatementPeriod|abatementAge|abatementString", |view| view.abatement.texts()),
            ("recordedDate", |view| view.recorded.texts()),
            ("extension[url$=condition-assertedDate].valueDateTime", |view| view.asserted.texts()),
            ("recorder", |view| view.recorder.texts()),
            ("asserter", |view| view.asserter.texts()),
            ("note.text", |view| view.notes.texts()),
        ],
    )
}

fn allergy() -> Box<dyn Golden> {
    view::<Allergy>(
        "Allergy",
        &["AllergyIntolerance"],
        vec![
            ("clinicalStatus", |view| view.clinical_status.texts()),
            ("verificationStatus", |view| view.verification_status.texts()),
            ("code", |view| view.name.texts()),
            ("type", |view| view.kind.texts()),
            ("category", |view| view.categories.texts()),
            ("criticality", |view| view.criticality.texts()),
            ("onsetDateTime|onsetPeriod|onsetAge|onsetString", |view| view.onset.texts()),
            ("recordedDate", |view| view.recorded.texts()),
            ("lastOccurrence", |view| view.last_occurrence.texts()),
            ("recorder", |view| view.recorder.texts()),
            ("asserter", |view| view.asserter.texts()),
            ("reaction.substance", |view| view.reactions.texts()),
            ("reaction.manifestation", |view| view.reactions.texts()),
            ("reaction.severity", |view| view.reactions.texts()),
            ("reaction.onset", |view| view.reactions.texts()),
            ("reaction.description", |view| view.reactions.texts()),
            ("note.text", |view| view.notes.texts()),
        ],
    )
}

fn immunization() -> Box<dyn Golden> {
    view::<Immunization>(
        "Immunization",
        &["Immunization"],
        vec![
            ("status", |view| view.status.texts()),
            ("statusReason", |view| view.status_reason.texts()),
            ("vaccineCode", |view| view.vaccine.texts()),
            ("occurrenceDateTime|occurrenceString", |view| view.occurred.texts()),
            ("recorded", |view| view.recorded.texts()),
            ("primarySource", |view| view.primary_source.texts()),
            ("reportOrigin", |view| view.report_origin.texts()),
            ("location", |view| view.location.texts()),
            ("manufacturer", |view| view.manufacturer.texts()),
            ("lotNumber", |view| view.lot_number.texts()),
            ("expirationDate", |view| view.expires.texts()),
            ("site", |view| view.site.texts()),
            ("route", |view| view.route.texts()),
            ("doseQuantity", |view| view.dose.texts()),
            ("performer.actor", |view| view.performers.texts()),
            ("note.text", |view| view.notes.texts()),
            ("reasonCode", |view| view.reasons.texts()),
            ("protocolApplied.doseNumberPositiveInt|doseNumberString", |view| view.dose_number.texts()),
        ],
    )
}

fn observation() -> Box<dyn Golden> {
    view::<Observation>(
        "Observation",
        &["Observation"],
        vec![
            ("status", |view| view.status.texts()),
            ("category", |view| view.categories.texts()),
            ("code", |view| view.name.texts()),
            ("effectiveDateTime|effectivePeriod|effectiveInstant", |view| view.effective.texts()),
            ("issued", |view| view.issued.texts()),
            ("performer", |view| view.performers.texts()),
            ("valueQuantity", |view| view.value.texts()),
            ("valueQuantity.value", |view| view.value.texts()),
            ("valueQuantity.unit", |view| view.value.texts()),
            ("valueCodeableConcept|valueString|valueInteger|valueTime|valueDateTime|valuePeriod", |view| {
                view.value.texts()
            }),
            ("valueBoolean|valueSampledData", |view| {
                view.value.is_some().then(|| "true false".to_owned()).texts()
            }),
            ("valueRange.low|high", |view| view.value.texts()),
            ("valueRatio.numerator|denominator", |view| view.value.texts()),
            ("dataAbsentReason.coding.code", |view| view.absent_reason.texts()),
            ("interpretation", |view| view.interpretations.texts()),
            ("note.text", |view| view.notes.texts()),
            ("bodySite", |view| view.body_site.texts()),
            ("method", |view| view.method.texts()),
            ("specimen", |view| view.specimen.texts()),
            ("device", |view| view.device.texts()),
            ("referenceRange.low", |view| view.reference_ranges.texts()),
            ("referenceRange.high", |view| view.reference_ranges.texts()),
            ("referenceRange.type", |view| view.reference_ranges.texts()),
            ("referenceRange.appliesTo", |view| view.reference_ranges.texts()),
            ("referenceRange.text", |view| view.reference_ranges.texts()),
            ("component.code", |view| view.components.texts()),
            ("component.valueQuantity", |view| view.components.texts()),
            ("component.valueCodeableConcept|valueString", |view| view.components.texts()),
            ("component.dataAbsentReason.coding.code", |view| view.components.texts()),
            ("component.interpretation", |view| view.components.texts()),
            ("component.referenceRange.low|high", |view| view.components.texts()),
        ],
    )
}

fn diagnostic_report() -> Box<dyn Golden> {
    view::<DiagnosticReport>(
        "DiagnosticReport",
        &["DiagnosticReport"],
        vec![
            ("status", |view| view.status.texts()),
            ("category", |view| view.categories.texts()),
            ("code", |view| view.name.texts()),
            ("effectiveDateTime|effectivePeriod", |view| view.effective.texts()),
            ("issued", |view| view.issued.texts()),
            ("performer", |view| view.performers.texts()),
            ("resultsInterpreter", |view| view.interpreters.texts()),
            ("result", |view| {
                let of = |result: &Observation| {
                    [result.name.texts(), vec![result.origin.reference.to_text()]].concat()
                };
                [view.results.iter().flat_map(of).collect(), view.missing_results.texts()].concat()
            }),
            ("conclusion", |view| view.conclusion.texts()),
            ("conclusionCode", |view| view.conclusion_codes.texts()),
            ("presentedForm.contentType", |view| view.attachments.texts()),
            ("presentedForm.url", |view| view.attachments.texts()),
        ],
    )
}

fn procedure() -> Box<dyn Golden> {
    view::<Procedure>(
        "Procedure",
        &["Procedure"],
        vec![
            ("status", |view| view.status.texts()),
            ("statusReason", |view| view.status_reason.texts()),
            ("category", |view| view.categories.texts()),
            ("code", |view| view.name.texts()),
            ("performedDateTime|performedPeriod|performedString", |view| view.performed.texts()),
            ("performer.actor", |view| view.performers.texts()),
            ("performer.function", |view| view.performers.texts()),
            ("location", |view| view.location.texts()),
            ("reasonCode", |view| view.reasons.texts()),
            ("reasonReference", |view| view.reasons.texts()),
            ("bodySite", |view| view.body_sites.texts()),
            ("outcome", |view| view.outcome.texts()),
            ("complication", |view| view.complications.texts()),
            ("followUp", |view| view.follow_up.texts()),
            ("note.text", |view| view.notes.texts()),
        ],
    )
}

fn encounter() -> Box<dyn Golden> {
    view::<Encounter>(
        "Encounter",
        &["Encounter"],
        vec![
            ("identifier.value", |view| view.identifiers.texts()),
            ("status", |view| view.status.texts()),
            ("class.code", |view| view.setting.texts()),
            ("type", |view| view.types.texts()),
            ("participant.individual", |view| view.participants.texts()),
            ("period", |view| view.period.texts()),
            ("length", |view| view.length.texts()),
            ("reasonCode", |view| view.reasons.texts()),
            ("reasonReference", |view| view.reasons.texts()),
            ("diagnosis.condition", |view| view.diagnoses.texts()),
            ("hospitalization.admitSource", |view| view.admit_source.texts()),
            ("hospitalization.dischargeDisposition", |view| view.discharge_disposition.texts()),
            ("location.location", |view| view.locations.texts()),
            ("serviceProvider", |view| view.service_provider.texts()),
        ],
    )
}

fn document() -> Box<dyn Golden> {
    view::<Document>(
        "Document",
        &["DocumentReference"],
        vec![
            ("identifier.value", |view| view.identifiers.texts()),
            ("masterIdentifier.value", |view| view.identifiers.texts()),
            ("status", |view| view.status.texts()),
            ("docStatus", |view| view.document_status.texts()),
            ("type", |view| view.kind.texts()),
            ("category", |view| view.categories.texts()),
            ("date", |view| view.date.texts()),
            ("description", |view| view.description.texts()),
            ("author", |view| view.authors.texts()),
            ("custodian", |view| view.custodian.texts()),
            ("content.attachment.contentType", |view| view.attachments.texts()),
            ("content.attachment.url", |view| view.attachments.texts()),
            ("content.attachment.title", |view| view.attachments.texts()),
            ("content.attachment.creation", |view| view.attachments.texts()),
            ("content.attachment.language", |view| view.attachments.texts()),
            ("content.attachment.size", |view| view.attachments.texts()),
            ("content.format.code", |view| view.attachments.texts()),
            ("context.period", |view| view.period.texts()),
            ("context.encounter", |view| view.encounters.texts()),
        ],
    )
}

fn medication() -> Box<dyn Golden> {
    Box::new(View::<MedicationEvent> {
        name: "MedicationEvent",
        types: &["MedicationRequest", "MedicationDispense", "MedicationStatement"],
        read: |sample| read_event(sample.origin(), sample.resource, sample.folder),
        elements: vec![
            ("status", |view| view.status.texts()),
            ("statusReason", |view| view.status_reason.texts()),
            ("intent", |view| view.intent.texts()),
            ("reportedBoolean", |view| view.is_reported.texts()),
            ("reportedReference", |view| view.informant.texts()),
            ("informationSource", |view| view.informant.texts()),
            ("medicationCodeableConcept", |view| view.name.texts()),
            ("contained[resourceType=Medication].code", |view| view.name.texts()),
            ("authoredOn", |view| view.date.texts()),
            ("whenHandedOver", |view| view.date.texts()),
            ("effectiveDateTime", |view| view.date.texts()),
            ("effectivePeriod", |view| view.period.texts()),
            ("requester", |view| view.prescriber.texts()),
            ("performer.actor", |view| view.dispensers.texts()),
            ("dosageInstruction|dosage.text", |view| view.dosage.texts()),
            ("daysSupply", |view| view.days_supply.texts()),
            ("quantity", |view| view.quantity.texts()),
            ("type", |view| view.fill_kind.texts()),
            ("dispenseRequest.quantity", |view| view.quantity.texts()),
            ("dispenseRequest.numberOfRepeatsAllowed", |view| view.refills_allowed.texts()),
            ("dispenseRequest.performer", |view| view.pharmacy.texts()),
            ("reasonCode", |view| view.reasons.texts()),
            ("reasonReference", |view| view.reasons.texts()),
            ("note.text", |view| view.notes.texts()),
        ],
    })
}

fn care_team() -> Box<dyn Golden> {
    view::<CareTeam>(
        "CareTeam",
        &["CareTeam"],
        vec![
            ("status", |view| view.status.texts()),
            ("category", |view| view.categories.texts()),
            ("name", |view| view.name.texts()),
            ("period", |view| view.period.texts()),
            ("participant.role", |view| view.members.texts()),
            ("participant.member", |view| view.members.texts()),
            ("participant.onBehalfOf", |view| view.members.texts()),
            ("participant.period", |view| view.members.texts()),
            ("reasonCode", |view| view.reasons.texts()),
            ("managingOrganization", |view| view.organizations.texts()),
            ("note.text", |view| view.notes.texts()),
        ],
    )
}

fn care_plan() -> Box<dyn Golden> {
    view::<CarePlan>(
        "CarePlan",
        &["CarePlan"],
        vec![
            ("status", |view| view.status.texts()),
            ("intent", |view| view.intent.texts()),
            ("category", |view| view.categories.texts()),
            ("title", |view| view.title.texts()),
            ("description", |view| view.description.texts()),
            ("period", |view| view.period.texts()),
            ("created", |view| view.created.texts()),
            ("author", |view| view.author.texts()),
            ("careTeam", |view| view.care_teams.texts()),
            ("addresses", |view| view.addresses.texts()),
            ("goal", |view| view.goals.texts()),
            ("activity.detail.code", |view| view.activities.texts()),
            ("activity.detail.status", |view| view.activities.texts()),
            ("activity.detail.location", |view| view.activities.texts()),
            ("note.text", |view| view.notes.texts()),
        ],
    )
}

fn goal() -> Box<dyn Golden> {
    view::<Goal>(
        "Goal",
        &["Goal"],
        vec![
            ("lifecycleStatus", |view| view.lifecycle_status.texts()),
            ("achievementStatus", |view| view.achievement.texts()),
            ("category", |view| view.categories.texts()),
            ("priority", |view| view.priority.texts()),
            ("description", |view| view.description.texts()),
            ("startDate|startCodeableConcept", |view| view.start.texts()),
            ("target.measure", |view| view.targets.texts()),
            ("target.detailQuantity|detailCodeableConcept|detailString", |view| view.targets.texts()),
            ("target.detailRange.low|high", |view| view.targets.texts()),
            ("target.dueDate|dueDuration", |view| view.targets.texts()),
            ("statusDate", |view| view.status_date.texts()),
            ("statusReason", |view| view.status_reason.texts()),
            ("expressedBy", |view| view.expressed_by.texts()),
            ("addresses", |view| view.addresses.texts()),
            ("note.text", |view| view.notes.texts()),
        ],
    )
}

fn device() -> Box<dyn Golden> {
    view::<Device>(
        "Device",
        &["Device"],
        vec![
            ("udiCarrier.deviceIdentifier", |view| view.identifiers.texts()),
            ("udiCarrier.carrierAIDC", |view| view.identifiers.texts()),
            ("udiCarrier.carrierHRF", |view| view.identifiers.texts()),
            ("udiCarrier.issuer|jurisdiction", |view| view.identifiers.texts()),
            ("status", |view| view.status.texts()),
            ("distinctIdentifier", |view| view.distinct_identifier.texts()),
            ("manufacturer", |view| view.manufacturer.texts()),
            ("manufactureDate", |view| view.manufactured.texts()),
            ("expirationDate", |view| view.expires.texts()),
            ("lotNumber", |view| view.lot_number.texts()),
            ("serialNumber", |view| view.serial_number.texts()),
            ("modelNumber", |view| view.model.texts()),
            ("type", |view| view.kind.texts()),
            ("owner", |view| view.owner.texts()),
            ("note.text", |view| view.notes.texts()),
        ],
    )
}

fn provenance() -> Box<dyn Golden> {
    view::<Provenance>(
        "Provenance",
        &["Provenance"],
        vec![
            ("recorded", |view| view.recorded.texts()),
            ("occurredDateTime|occurredPeriod", |view| view.occurred.texts()),
            ("activity", |view| view.activity.texts()),
            ("agent.type", |view| view.agents.texts()),
            ("agent.who", |view| view.agents.texts()),
            ("agent.onBehalfOf", |view| view.agents.texts()),
            ("entity.extension[url$=ProvenanceSourceFrom].valueCodeableConcept", |view| {
                view.source_formats.texts()
            }),
        ],
    )
}
