//! Claims: the `ExplanationOfBenefit` profiles of C4BB 1.1 and 2.0, and Medicare's Blue Button.

use super::view::{Shown, View};
use crate::record::{Claim, ClaimItem, ClaimKind, ClaimUse, Figure, Money, NetworkStatus, RelatedClaim};

/// All that the claim says of money, wherever.
fn figures(claim: &Claim) -> Vec<String> {
    let own = [
        &claim.charged,
        &claim.allowed,
        &claim.plan_paid,
        &claim.member_owes,
        &claim.deductible,
        &claim.copay,
        &claim.coinsurance,
        &claim.not_covered,
    ];
    let discrepancies = claim.discrepancies.iter().map(|found| found.other.texts());
    let others = claim.other_figures.iter().map(|figure| figure.money.texts());
    own.into_iter().map(Shown::texts).chain(discrepancies).chain(others).flatten().collect()
}

/// All that the lines say of money.
fn line_figures(claim: &Claim) -> Vec<String> {
    let line = |item: &ClaimItem| {
        let own = [
            &item.charged,
            &item.allowed,
            &item.plan_paid,
            &item.member_owes,
            &item.deductible,
            &item.copay,
            &item.coinsurance,
            &item.not_covered,
        ]
        .map(Shown::texts);
        own.into_iter()
            .flatten()
            .chain(item.other_figures.iter().flat_map(|figure| figure.money.texts()))
            .collect()
    };
    claim.items.iter().flat_map::<Vec<_>, _>(line).collect()
}

fn items<T: Shown>(claim: &Claim, member: fn(&ClaimItem) -> &T) -> Vec<String> {
    claim.items.iter().flat_map(|item| member(item).texts()).collect()
}

fn network(status: Option<NetworkStatus>) -> Vec<String> {
    let code = |status| match status {
        NetworkStatus::In => "innetwork contracted",
        NetworkStatus::Out => "outofnetwork noncontracted",
        NetworkStatus::Other => "other notapplicable",
    };
    status.map(code).map(str::to_owned).into_iter().collect()
}

fn information(claim: &Claim) -> Vec<String> {
    claim.information.iter().map(|information| information.value.clone()).collect()
}

fn numbers(related: &[RelatedClaim]) -> Vec<String> {
    related.iter().flat_map(|claim| claim.number.texts()).collect()
}

#[expect(clippy::too_many_lines, reason = "it is a list")]
pub(super) fn claim() -> View<Claim> {
    View {
        name: "Claim",
        types: &["ExplanationOfBenefit"],
        read: |sample| Claim::read(sample.origin(), sample.resource, sample.folder),
        elements: vec![
            ("identifier.value", |claim| [claim.claim_number.texts(), claim.other_numbers.texts()].concat()),
            ("status", |claim| claim.status.texts()),
            ("use", |claim| {
                let code = match claim.claim_use {
                    ClaimUse::Claim => "claim",
                    ClaimUse::PriorAuthorization => "preauthorization",
                    ClaimUse::Predetermination => "predetermination",
                };
                vec![code.to_owned()]
            }),
            ("type.coding[system$=claim-type].code", |claim| {
                let code = match claim.kind {
                    ClaimKind::Inpatient | ClaimKind::Outpatient => "institutional",
                    ClaimKind::Professional => "professional",
                    ClaimKind::Pharmacy => "pharmacy",
                    ClaimKind::Oral => "oral",
                    ClaimKind::Vision => "vision",
                    ClaimKind::Other => return Vec::new(),
                };
                vec![code.to_owned()]
            }),
            ("outcome", |claim| claim.outcome.texts()),
            ("disposition", |claim| claim.disposition.texts()),
            ("patient.reference", |claim| {
                claim.patient.iter().map(crate::fhir::Reference::to_text).collect()
            }),
            ("billablePeriod", |claim| [claim.service_start.texts(), claim.service_end.texts()].concat()),
            ("created", |claim| claim.created.texts()),
            ("insurer", |claim| claim.insurer.texts()),
            ("insurance[focal=true].coverage.reference", |claim| {
                claim.coverage.iter().map(crate::fhir::Reference::to_text).collect()
            }),
            ("provider", |claim| claim.provider.texts()),
            ("facility", |claim| claim.facility.texts()),
            ("careTeam.provider", |claim| {
                claim.care_team.iter().flat_map(|member| member.name.texts()).collect()
            }),
            ("careTeam.role", |claim| {
                claim.care_team.iter().flat_map(|member| member.role.texts()).collect()
            }),
            ("careTeam.qualification", |claim| {
                claim.care_team.iter().flat_map(|member| member.specialty.texts()).collect()
            }),
            ("supportingInfo[category=clmrecvddate].timingDate", |claim| claim.received.texts()),
            ("supportingInfo[category=servicefacility].valueReference", |claim| claim.facility.texts()),
            ("supportingInfo[category=admissionperiod].timingPeriod", information),
            ("supportingInfo[category=typeofbill].code", information),
            ("supportingInfo[category=pointoforigin].code", information),
            ("supportingInfo[category=admtype].code", information),
            ("supportingInfo[category=discharge-status].code", information),
            ("supportingInfo[category=drg].code", information),
            ("supportingInfo.valueString", information),
            ("supportingInfo[category=dayssupply].valueQuantity", |claim| {
                claim.pharmacy.iter().flat_map(|pharmacy| pharmacy.days_supply.texts()).collect()
            }),
            ("supportingInfo[category=refillnum].valueQuantity", |claim| {
                claim.pharmacy.iter().flat_map(|pharmacy| pharmacy.refill_number.texts()).collect()
            }),
            ("supportingInfo[category=refillsauthorized].valueQuantity", |claim| {
                claim.pharmacy.iter().flat_map(|pharmacy| pharmacy.refills_authorized.texts()).collect()
            }),
            ("supportingInfo[category=dawcode].code", |claim| {
                claim.pharmacy.iter().flat_map(|pharmacy| pharmacy.dispensed_as_written.texts()).collect()
            }),
            ("supportingInfo[category=brandgenericindicator].code", |claim| {
                claim.pharmacy.iter().flat_map(|pharmacy| pharmacy.brand_or_generic.texts()).collect()
            }),
            ("supportingInfo[category=compoundcode].code", |claim| {
                claim.pharmacy.iter().flat_map(|pharmacy| pharmacy.compound.texts()).collect()
            }),
            ("supportingInfo[category=rxorigincode].code", |claim| {
                claim.pharmacy.iter().flat_map(|pharmacy| pharmacy.prescription_origin.texts()).collect()
            }),
            ("supportingInfo[category=benefitpaymentstatus].code.coding.code", |claim| {
                network(claim.network)
            }),
            ("supportingInfo[category=performingnetworkcontractingstatus].code.coding.code", |claim| {
                network(claim.rendering_network)
            }),
            ("supportingInfo[category=billingnetworkcontractingstatus].code.coding.code", |claim| {
                network(claim.billing_network)
            }),
            ("adjudication[category=benefitpaymentstatus].reason.coding.code", |claim| {
                network(claim.network)
            }),
            ("adjudication[category=billingnetworkstatus].reason.coding.code", |claim| {
                network(claim.billing_network)
            }),
            ("adjudication[category=renderingnetworkstatus].reason.coding.code", |claim| {
                network(claim.rendering_network)
            }),
            ("adjudication[category=denialreason].reason", |claim| claim.denial_reasons.texts()),
            ("item.adjudication[category=denialreason].reason", |claim| claim.denial_reasons.texts()),
            ("item.adjudication[category=rejectreason].reason", |claim| claim.denial_reasons.texts()),
            ("adjudication[category=adjustmentreason].reason", |claim| {
                [claim.denial_reasons.texts(), claim.adjustment_reasons.texts()].concat()
            }),
            ("payment.type", |claim| {
                claim.payment.iter().flat_map(|payment| payment.status_text.texts()).collect()
            }),
            ("payment.date", |claim| claim.payment.iter().flat_map(|payment| payment.date.texts()).collect()),
            ("payment.amount", |claim| {
                claim.payment.iter().flat_map(|payment| payment.amount.texts()).collect()
            }),
            ("payee.party", |claim| claim.payment.iter().flat_map(|payment| payment.payee.texts()).collect()),
            ("diagnosis.diagnosisCodeableConcept", |claim| {
                claim.diagnoses.iter().map(|diagnosis| diagnosis.description.clone()).collect()
            }),
            ("diagnosis.type", |claim| {
                claim.diagnoses.iter().flat_map(|diagnosis| diagnosis.role.texts()).collect()
            }),
            ("diagnosis.onAdmission", |claim| {
                claim.diagnoses.iter().flat_map(|diagnosis| diagnosis.on_admission.texts()).collect()
            }),
            ("procedure.procedureCodeableConcept", |claim| {
                claim.procedures.iter().map(|procedure| procedure.description.clone()).collect()
            }),
            ("procedure.type", |claim| {
                claim.procedures.iter().flat_map(|procedure| procedure.role.texts()).collect()
            }),
            ("procedure.date", |claim| {
                claim.procedures.iter().flat_map(|procedure| procedure.date.texts()).collect()
            }),
            ("total.amount", figures),
            ("adjudication.amount", figures),
            ("total[category=submitted].amount", |claim| claim.charged.texts()),
            ("total[category=benefit].amount", |claim| claim.plan_paid.texts()),
            ("total[category=memberliability].amount", |claim| claim.member_owes.texts()),
            ("total[category=eligible].amount", |claim| claim.allowed.texts()),
            ("total[category=deductible].amount", |claim| claim.deductible.texts()),
            ("total[category=copay].amount", |claim| claim.copay.texts()),
            ("total[category=noncovered].amount", |claim| claim.not_covered.texts()),
            ("benefitBalance.financial.usedMoney", |claim| {
                claim.balances.iter().flat_map(|balance| balance.used.texts()).collect()
            }),
            ("benefitBalance.financial.usedUnsignedInt", |claim| {
                claim.balances.iter().flat_map(|balance| balance.used_count.texts()).collect()
            }),
            ("processNote.text", |claim| claim.notes.texts()),
            ("related[relationship=prior].reference", |claim| numbers(&claim.replaces)),
            ("related[relationship=replacedby].reference", |claim| numbers(&claim.replaced_by)),
            ("item.sequence", |claim| items(claim, |item| &item.sequence)),
            ("item.productOrService", |claim| {
                [items(claim, |item| &item.description), items(claim, |item| &item.service_code)].concat()
            }),
            ("item.revenue", |claim| items(claim, |item| &item.revenue)),
            ("item.category", |claim| items(claim, |item| &item.category)),
            ("item.modifier", |claim| items(claim, |item| &item.modifiers)),
            ("item.quantity", |claim| {
                let quantities = claim.items.iter().filter_map(|item| item.quantity.as_ref());
                quantities.map(crate::record::Quantity::to_text).collect()
            }),
            ("item.servicedDate|servicedPeriod", |claim| {
                [items(claim, |item| &item.service_start), items(claim, |item| &item.service_end)].concat()
            }),
            ("item.locationCodeableConcept", |claim| items(claim, |item| &item.place)),
            ("item.bodySite", |claim| items(claim, |item| &item.body_site)),
            ("item.subSite", |claim| items(claim, |item| &item.sub_sites)),
            ("item.adjudication.amount", line_figures),
            ("item.adjudication[category=allowedunits].value", |claim| {
                items(claim, |item| &item.allowed_units)
            }),
            ("item.detail.productOrService", |claim| {
                let details = claim.items.iter().flat_map(|item| &item.details);
                details.map(|detail| detail.description.clone()).collect()
            }),
        ],
    }
}

impl Shown for Figure {
    fn texts(&self) -> Vec<String> {
        Money::texts(&self.money)
    }
}
