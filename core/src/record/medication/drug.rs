//! Records of one drug, merged.

use std::collections::BTreeMap;

use foldhash::HashMap;
use rust_decimal::Decimal;

use super::event::{MedicationEvent, MedicationSource};
use crate::record::Quantity;
use crate::record::clinical::{Code, Coded};
use crate::record::date::PartialDate;
use crate::record::labels::words;
use crate::sort::sort_by;

/// A drug, with all that is recorded of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Medication {
    /// Name of the drug, by its newest record.
    pub name: String,
    /// Its codes in all of its records, RxNorm and NDC mostly.
    pub codes: Vec<Code>,
    /// Status of its newest prescription, else of its newest statement, else of its newest record.
    pub status: Option<Coded>,
    /// How to take it, by its newest record that says so.
    pub dosage: Option<String>,
    /// Who prescribed it, by its newest record that says so.
    pub prescriber: Option<String>,
    /// Who handed it out, or is to, by its newest record that says so.
    pub pharmacy: Option<String>,
    /// How much was prescribed or handed out, by its newest record that says so.
    pub quantity: Option<Quantity>,
    /// For how many days that lasts, by its newest record that says so.
    pub days_supply: Option<Decimal>,
    /// How many times it may be handed out again, by its newest prescription.
    pub refills_allowed: Option<Decimal>,
    /// Date of its newest record.
    pub last_date: Option<PartialDate>,
    /// When it was last handed out.
    pub last_dispensed: Option<PartialDate>,
    /// Why it is taken, in all of its records.
    pub reasons: Vec<String>,
    /// Its records, the newest first.
    pub events: Vec<MedicationEvent>,
}

/// Merges records by drug: those that share an RxNorm or NDC code, and those of the same name, unless their RxNorm codes say
/// that they are different. The drug with the newest record comes first.
pub(crate) fn merge(events: Vec<MedicationEvent>) -> Vec<Medication> {
    // Each record points to an earlier one of the same drug; a record with the codes of two drugs makes them one.
    let mut parents: Vec<usize> = (0..events.len()).collect();
    let mut first_with: HashMap<String, usize> = HashMap::default();
    for (place, event) in events.iter().enumerate() {
        for code in event.name.codes.iter().filter_map(key) {
            let first = *first_with.entry(code).or_insert(place);
            let (a, b) = (root(&mut parents, first), root(&mut parents, place));
            parents[a.max(b)] = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (place, event) in events.into_iter().enumerate() {
        let group = groups.entry(root(&mut parents, place)).or_default();
        *group = std::mem::take(group).and(Group::of(event));
    }
    let mut merged: Vec<Group> = Vec::new();
    for group in groups.into_values() {
        match merged.iter_mut().find(|known| known.has_same_name(&group)) {
            Some(known) => *known = std::mem::take(known).and(group),
            None => merged.push(group),
        }
    }
    let mut medications: Vec<Medication> = merged.into_iter().map(Group::into_medication).collect();
    sort_by(&mut medications, |a, b| b.last_date.cmp(&a.last_date));
    medications
}

fn root(parents: &mut [usize], mut place: usize) -> usize {
    while parents[place] != place {
        parents[place] = parents[parents[place]];
        place = parents[place];
    }
    place
}

/// Records of one drug while they are gathered.
#[derive(Default)]
struct Group {
    /// Keys of its codes, such as `rxnorm 860975`.
    codes: Vec<String>,
    /// Its names, in lower case and with single spaces.
    names: Vec<String>,
    events: Vec<MedicationEvent>,
}

impl Group {
    fn of(event: MedicationEvent) -> Self {
        let name = normalized(&event.name.text);
        // What has no name has nothing in common with others that have none.
        let names = if event.name.text == words::UNNAMED_MEDICATION { Vec::new() } else { vec![name] };
        Self { codes: event.name.codes.iter().filter_map(key).collect(), names, events: vec![event] }
    }

    fn has_same_name(&self, other: &Self) -> bool {
        let has_rxnorm = |group: &Self| group.codes.iter().any(|code| code.starts_with("rxnorm"));
        self.names.iter().any(|name| other.names.contains(name)) && !(has_rxnorm(self) && has_rxnorm(other))
    }

    fn and(mut self, other: Self) -> Self {
        self.codes.extend(other.codes);
        self.names.extend(other.names);
        for list in [&mut self.codes, &mut self.names] {
            list.sort_unstable();
            list.dedup();
        }
        self.events.extend(other.events);
        self
    }

    fn into_medication(self) -> Medication {
        let mut events = self.events;
        sort_by(&mut events, |a, b| b.date.cmp(&a.date));
        let newest = |source| events.iter().find(|event| event.source == source);
        let (request, statement) = (newest(MedicationSource::Request), newest(MedicationSource::Statement));
        let named =
            events.iter().find(|event| event.name.text != words::UNNAMED_MEDICATION).or(events.first());
        let mut codes = BTreeMap::new();
        let mut reasons = Vec::new();
        for event in &events {
            codes.extend(event.name.codes.iter().map(|code| ((&code.system, &code.code), code)));
            for reason in &event.reasons {
                if !reasons.contains(reason) {
                    reasons.push(reason.clone());
                }
            }
        }
        Medication {
            name: named.map(|event| event.name.text.clone()).unwrap_or_default(),
            codes: codes.into_values().cloned().collect(),
            status: request.or(statement).or(events.first()).and_then(|event| event.status.clone()),
            dosage: events.iter().find_map(|event| event.dosage.clone()),
            prescriber: events.iter().find_map(|event| event.prescriber.clone()),
            pharmacy: events.iter().find_map(|event| event.pharmacy.clone()),
            quantity: events.iter().find_map(|event| event.quantity.clone()),
            days_supply: events.iter().find_map(|event| event.days_supply),
            refills_allowed: request.and_then(|request| request.refills_allowed),
            last_date: events.iter().find_map(|event| event.date.clone()),
            last_dispensed: newest(MedicationSource::Dispense).and_then(|event| event.date.clone()),
            reasons,
            events,
        }
    }
}

fn normalized(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What makes two codes the same drug: an RxNorm code, or an NDC however it is written.
fn key(code: &Code) -> Option<String> {
    let system = code.system.as_deref().unwrap_or_default().to_lowercase();
    if system.ends_with("rxnorm") {
        Some(format!("rxnorm {}", code.code))
    } else if system.ends_with("/ndc") || system.ends_with("2.16.840.1.113883.6.69") {
        Some(format!("ndc {}", eleven_digits(&code.code)))
    } else {
        None
    }
}

/// An NDC has ten digits in three parts, 4-4-2, 5-3-2 or 5-4-1, or eleven, where a zero fills the part that is short.
fn eleven_digits(ndc: &str) -> String {
    let parts: Vec<&str> = ndc.split('-').collect();
    match parts.as_slice() {
        [labeler, product, package] => format!("{labeler:0>5}{product:0>4}{package:0>2}"),
        _ => ndc.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::record::json::{Value, json};

    use super::*;
    use crate::fhir::Reference;
    use crate::record::Origin;
    use crate::record::json::Resolve;
    use crate::record::medication::read_event;

    const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
    const NDC: &str = "http://hl7.org/fhir/sid/ndc";

    struct Metformin;

    impl Resolve for Metformin {
        fn resolve(&self, reference: &str) -> Option<Value<'_>> {
            let drug = json!({"code": {"coding": [{"system": RXNORM, "code": "860975", "display": "Metformin 500 MG"}]}});
            (reference == "Medication/1").then_some(drug)
        }
    }

    fn event(resource: &Value) -> MedicationEvent {
        let reference = Reference { resource_type: "MedicationRequest".to_owned(), id: "1".to_owned() };
        let (connection, payer_name) = (String::new(), String::new());
        let origin = Origin { connection, payer_name, reference, fetched: 0, missing_since: None };
        read_event(origin, resource, &Metformin).unwrap()
    }

    fn coded(kind: &str, date: &str, codings: &Value, text: &str) -> MedicationEvent {
        event(&json!({
            "resourceType": kind,
            "status": "active",
            "authoredOn": date,
            "medicationCodeableConcept": {"coding": codings, "text": text},
        }))
    }

    fn told(events: Vec<MedicationEvent>) -> Vec<(String, usize)> {
        merge(events).into_iter().map(|medication| (medication.name, medication.events.len())).collect()
    }

    #[test]
    fn a_drug_is_one_whichever_way_it_is_coded() {
        let events = vec![
            coded("MedicationRequest", "2021", &json!([{"system": RXNORM, "code": "860975"}]), "Metformin"),
            coded(
                "MedicationDispense",
                "2022",
                &json!([{"system": NDC, "code": "0093-1048-01"}]),
                "METFORMIN HCL",
            ),
            coded(
                "MedicationStatement",
                "2020",
                &json!([{"system": RXNORM, "code": "860975"}, {"system": NDC, "code": "00093104801"}]),
                "metformin tablet",
            ),
            coded("MedicationStatement", "2019", &json!([]), "  metformin   HCL "),
            event(
                &json!({"resourceType": "MedicationRequest", "medicationReference": {"reference": "Medication/1"}}),
            ),
            event(&json!({
                "resourceType": "MedicationRequest",
                "contained": [{"resourceType": "Medication", "id": "m", "code": {"coding": [{"system": RXNORM, "code": "860975"}]}}],
                "medicationReference": {"reference": "#m"},
            })),
        ];
        assert_eq!(told(events), [("METFORMIN HCL".to_owned(), 6)]);
    }

    #[test]
    fn different_drugs_stay_apart() {
        let events = vec![
            coded("MedicationRequest", "2021", &json!([{"system": RXNORM, "code": "1"}]), "Insulin"),
            coded("MedicationRequest", "2020", &json!([{"system": RXNORM, "code": "2"}]), "Insulin"),
            coded("MedicationRequest", "2019", &json!([{"system": "urn:own", "code": "1"}]), "Other"),
            event(&json!({"resourceType": "MedicationRequest", "authoredOn": "2018"})),
            event(&json!({"resourceType": "MedicationRequest", "authoredOn": "2017"})),
        ];
        let unnamed = words::UNNAMED_MEDICATION.to_owned();
        assert_eq!(
            told(events),
            [
                ("Insulin".to_owned(), 1),
                ("Insulin".to_owned(), 1),
                ("Other".to_owned(), 1),
                (unnamed.clone(), 1),
                (unnamed, 1)
            ]
        );
    }

    #[test]
    fn the_newest_record_that_says_so_speaks_for_the_drug() {
        let drug = json!({"coding": [{"system": RXNORM, "code": "860975", "display": "Metformin"}]});
        let medications = merge(vec![
            event(&json!({
                "resourceType": "MedicationRequest", "status": "active", "authoredOn": "2022-01-01",
                "medicationCodeableConcept": drug, "requester": {"display": "Dr. Lund"},
                "reasonCode": [{"text": "Diabetes"}],
                "dispenseRequest": {"numberOfRepeatsAllowed": 3, "quantity": {"value": 60, "unit": "tablet"},
                    "expectedSupplyDuration": {"value": 1, "unit": "month"}},
            })),
            event(&json!({
                "resourceType": "MedicationDispense", "status": "completed", "whenHandedOver": "2022-02-01T10:00:00Z",
                "medicationCodeableConcept": drug, "daysSupply": {"value": 30.0, "unit": "days"},
                "performer": [{"actor": {"display": "Corner Pharmacy"}}],
                "dosageInstruction": [{"text": "Twice a day"}],
            })),
            event(&json!({
                "resourceType": "MedicationDispense", "status": "completed", "whenHandedOver": "2021-02-30",
                "medicationCodeableConcept": drug, "dosageInstruction": [{"text": "Once a day"}],
            })),
        ]);
        let [metformin] = medications.as_slice() else { panic!("one drug") };
        assert_eq!(metformin.status.as_ref().unwrap().code, "active");
        assert_eq!(metformin.dosage.as_deref(), Some("Twice a day"));
        assert_eq!(metformin.prescriber.as_deref(), Some("Dr. Lund"));
        assert_eq!(metformin.pharmacy.as_deref(), Some("Corner Pharmacy"));
        assert_eq!(metformin.days_supply, Some(30.into()));
        assert_eq!(metformin.refills_allowed, Some(3.into()));
        assert_eq!(metformin.quantity.as_ref().unwrap().to_text(), "60 tablet");
        assert_eq!(metformin.last_date.as_ref().unwrap().as_str(), "2022-02-01T10:00:00Z");
        assert_eq!(metformin.reasons, ["Diabetes"]);
        assert_eq!(metformin.events[2].date, None);
    }
}
