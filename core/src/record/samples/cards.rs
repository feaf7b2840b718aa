//! The insurance card: `Coverage` of C4BB 1.1 and 2.0, US Core, PDex and C4DIC.

use time::macros::date;

use super::view::{Shown as _, View};
use crate::record::{CardImageKind, InsuranceCard};

fn images(card: &InsuranceCard, kind: CardImageKind) -> Vec<String> {
    let images = card.images.iter().filter(|image| image.kind == kind);
    images
        .flat_map(|image| {
            [image.label.texts(), image.description.texts(), image.content_type.texts()].concat()
        })
        .collect()
}

pub(super) fn card() -> View<InsuranceCard> {
    View {
        name: "InsuranceCard",
        types: &["Coverage"],
        read: |sample| {
            InsuranceCard::read(sample.origin(), sample.resource, sample.folder, date!(2026 - 11 - 22))
        },
        elements: vec![
            ("status", |card| card.status.texts()),
            ("identifier[type=MB].value", |card| card.member_id.texts()),
            ("subscriberId", |card| card.subscriber_id.texts()),
            ("dependent", |card| card.dependent.texts()),
            ("beneficiary", |card| card.member_name.texts()),
            ("subscriber", |card| card.subscriber_name.texts()),
            ("policyHolder", |card| card.policy_holder.texts()),
            ("relationship", |card| card.relationship.texts()),
            ("payor", |card| card.payer.texts()),
            ("period", |card| [card.period_start.texts(), card.period_end.texts()].concat()),
            ("type", |card| card.coverage_type.texts()),
            ("network", |card| card.network.texts()),
            ("class[type=plan].name", |card| card.plan.texts()),
            ("class[type=plan].value", |card| card.plan_id.texts()),
            ("class[type=group].value", |card| card.group.texts()),
            ("class[type=group].name", |card| card.group_name.texts()),
            ("class[type=network].name", |card| card.network.texts()),
            ("class[type=division].value", |card| {
                card.other_classes.iter().flat_map(|class| class.value.texts()).collect()
            }),
            ("class[type=rxbin].value", |card| card.rx_bin.texts()),
            ("class[type=rxpcn].value", |card| card.rx_pcn.texts()),
            ("class[type=rxgroup].value", |card| card.rx_group.texts()),
            ("class[type=rxid].value", |card| card.rx_id.texts()),
            ("costToBeneficiary.type", |card| card.copays.iter().map(|copay| copay.label.clone()).collect()),
            ("costToBeneficiary.valueMoney", |card| {
                card.copays.iter().flat_map(|copay| copay.money.texts()).collect()
            }),
            (
                "costToBeneficiary.valueMoney|valueQuantity.extension[url$=BeneficiaryCostString-extension].valueString",
                |card| card.copays.iter().flat_map(|copay| copay.words.texts()).collect(),
            ),
            ("extension[url$=PlanBeneficiaries-extension].extension[url=memberId].valueId", |card| {
                card.beneficiaries.iter().flat_map(|beneficiary| beneficiary.member_id.texts()).collect()
            }),
            ("extension[url$=PlanBeneficiaries-extension].extension[url=name].valueHumanName", |card| {
                card.beneficiaries.iter().flat_map(|beneficiary| beneficiary.name.texts()).collect()
            }),
            ("extension[url$=AdditionalCardInformation-extension].valueAnnotation.text", |card| {
                card.notes.texts()
            }),
            ("extension[url$=CardIssueDate-extension].valueDate", |card| card.issued.texts()),
            ("extension[url$=ColorPalette-extension].extension.valueCodeableConcept.coding.code", |card| {
                let colors = card.colors.iter();
                colors
                    .flat_map(|colors| [&colors.foreground, &colors.background, &colors.highlight])
                    .flat_map(super::view::Shown::texts)
                    .collect()
            }),
            ("extension[url$=Logo-extension].extension.valueString", |card| {
                images(card, CardImageKind::Logo)
            }),
            ("extension[url$=QRCode-extension].extension.valueString", |card| {
                images(card, CardImageKind::QrCode)
            }),
            ("extension[url$=Barcode-extension].extension.valueString", |card| {
                images(card, CardImageKind::Barcode)
            }),
            ("extension[url$=SupportingImage-extension].extension.valueString", |card| {
                images(card, CardImageKind::Supporting)
            }),
            ("extension.extension[url=image].valueAttachment.contentType", |card| {
                card.images.iter().flat_map(|image| image.content_type.texts()).collect()
            }),
        ],
    }
}

/// Every image of every sample decodes, or is known to be cut off there.
#[test]
fn images_are_read_on_demand() {
    let Some(folders) = super::folders() else { return };
    let (mut listed, mut decoded) = (0, 0);
    for folder in &folders {
        for sample in folder.samples(&["Coverage"]) {
            let view = (card().read)(sample).unwrap();
            listed += view.images.len();
            decoded += view
                .images
                .iter()
                .filter_map(|image| crate::record::image_data(sample.resource, image.number, folder))
                .filter(|image| !image.bytes.is_empty())
                .count();
        }
    }
    assert_eq!((listed, decoded), (6, 6));
}
