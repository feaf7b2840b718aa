//! What the parts of clinical views say, as the words that a screen would have.

use super::view::Shown;
use crate::record::{
    AllergyReaction, Attachment, CarePlanActivity, CareTeamMember, Coded, Concept, Dates, DeviceIdentifier,
    GoalTarget, ObservationComponent, ObservedValue, PartialDate, Participant, ProvenanceAgent, Quantity,
    ReferenceRange, When,
};

impl Shown for PartialDate {
    fn texts(&self) -> Vec<String> {
        vec![self.as_str().to_owned()]
    }
}

impl Shown for Dates {
    fn texts(&self) -> Vec<String> {
        [self.start.texts(), self.end.texts()].concat()
    }
}

impl Shown for When {
    fn texts(&self) -> Vec<String> {
        [self.dates.texts(), self.words.texts()].concat()
    }
}

impl Shown for Quantity {
    fn texts(&self) -> Vec<String> {
        vec![self.to_text()]
    }
}

impl Shown for Concept {
    fn texts(&self) -> Vec<String> {
        let codes = self.codes.iter().map(|code| code.code.clone());
        std::iter::once(self.text.clone()).chain(codes).collect()
    }
}

impl Shown for Coded {
    fn texts(&self) -> Vec<String> {
        vec![self.code.clone(), self.text.clone()]
    }
}

impl Shown for Participant {
    fn texts(&self) -> Vec<String> {
        [self.name.texts(), self.role.texts()].concat()
    }
}

impl Shown for AllergyReaction {
    fn texts(&self) -> Vec<String> {
        let Self { substance, manifestations, severity, onset, description } = self;
        [substance.texts(), manifestations.texts(), severity.texts(), onset.texts(), description.texts()]
            .concat()
    }
}

impl Shown for ObservedValue {
    fn texts(&self) -> Vec<String> {
        let unit = self.quantity.as_ref().and_then(|quantity| quantity.unit.clone());
        [self.text.texts(), unit.texts(), self.quantity.texts(), self.concept.texts()].concat()
    }
}

impl Shown for ReferenceRange {
    fn texts(&self) -> Vec<String> {
        let Self { text, low, high, kind, applies_to, age } = self;
        [text.texts(), low.texts(), high.texts(), kind.texts(), applies_to.texts(), age.texts()].concat()
    }
}

impl Shown for ObservationComponent {
    fn texts(&self) -> Vec<String> {
        let Self { name, value, absent_reason, interpretations, reference_ranges } = self;
        let judged = [absent_reason.texts(), interpretations.texts(), reference_ranges.texts()].concat();
        [name.texts(), value.texts(), judged].concat()
    }
}

impl Shown for Attachment {
    fn texts(&self) -> Vec<String> {
        let Self { content_type, title, language, size, created, format, url, is_inline: _ } = self;
        let size = size.map(|size| size.to_string());
        let made = [size.texts(), created.texts(), format.texts(), url.texts()].concat();
        [content_type.texts(), title.texts(), language.texts(), made].concat()
    }
}

impl Shown for CareTeamMember {
    fn texts(&self) -> Vec<String> {
        [self.name.texts(), self.roles.texts(), self.on_behalf_of.texts(), self.period.texts()].concat()
    }
}

impl Shown for CarePlanActivity {
    fn texts(&self) -> Vec<String> {
        let Self { text, status, scheduled, location, progress } = self;
        [text.texts(), status.texts(), scheduled.texts(), location.texts(), progress.texts()].concat()
    }
}

impl Shown for GoalTarget {
    fn texts(&self) -> Vec<String> {
        [self.measure.texts(), self.detail.texts(), self.due.texts()].concat()
    }
}

impl Shown for DeviceIdentifier {
    fn texts(&self) -> Vec<String> {
        let Self { human_readable, machine_readable, device_identifier, issuer, jurisdiction } = self;
        let issued = [device_identifier.texts(), issuer.texts(), jurisdiction.texts()].concat();
        [human_readable.texts(), machine_readable.texts(), issued].concat()
    }
}

impl Shown for ProvenanceAgent {
    fn texts(&self) -> Vec<String> {
        [self.role.texts(), self.name.texts(), self.on_behalf_of.texts()].concat()
    }
}
