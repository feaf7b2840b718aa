//! The insurance card: C4BB `Coverage` 1.1 and 2.0, C4DIC `Coverage`.

use super::view::{Shown as _, View};
use crate::record::InsuranceCard;

pub(super) fn card() -> View<InsuranceCard> {
    View {
        name: "InsuranceCard",
        types: &["Coverage"],
        read: |sample| {
            Some(InsuranceCard::read(sample.origin(), sample.resource, sample.folder, "2026-11-22"))
        },
        elements: vec![
            ("identifier[type=MB].value", |card| card.member_id.texts()),
            ("subscriberId", |card| card.subscriber_id.texts()),
            ("dependent", |card| card.dependent.texts()),
            ("beneficiary", |card| card.member_name.texts()),
            ("subscriber", |card| card.subscriber_name.texts()),
            ("relationship", |card| card.relationship.texts()),
            ("payor", |card| card.payer.texts()),
            ("period", |card| [card.period_start.texts(), card.period_end.texts()].concat()),
            ("type", |card| card.coverage_type.texts()),
            ("class[type=plan].name", |card| card.plan.texts()),
            ("class[type=group].value", |card| card.group.texts()),
            ("class[type=rxbin].value", |card| card.rx_bin.texts()),
            ("class[type=rxpcn].value", |card| card.rx_pcn.texts()),
            ("class[type=rxgroup].value", |card| card.rx_group.texts()),
            ("class[type=rxid].value", |card| card.rx_id.texts()),
        ],
    }
}
