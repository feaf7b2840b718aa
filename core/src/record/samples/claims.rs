//! Claims: the C4BB `ExplanationOfBenefit` profiles 1.1 and 2.0.

use super::view::{Shown as _, View};
use crate::record::Claim;

pub(super) fn claim() -> View<Claim> {
    View {
        name: "Claim",
        types: &["ExplanationOfBenefit"],
        read: |sample| Some(Claim::read(sample.origin(), sample.resource, sample.folder)),
        elements: vec![
            ("status", |claim| claim.status.texts()),
            ("outcome", |claim| claim.outcome.texts()),
            ("billablePeriod", |claim| [claim.service_start.texts(), claim.service_end.texts()].concat()),
            ("provider", |claim| claim.provider.texts()),
            ("diagnosis.diagnosisCodeableConcept", |claim| claim.diagnoses.texts()),
        ],
    }
}
