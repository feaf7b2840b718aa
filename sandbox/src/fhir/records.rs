//! A payer's records: their text as it is served, and what searches need to know of them.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::date::Span;
use super::parameters::{self, Parameter};
use super::values::{self, Indexed};
use crate::data::Resource;
use crate::faults::Faults;

/// One record.
pub(super) struct Record {
    pub(super) kind: &'static str,
    pub(super) id: String,
    /// FHIR id of the member in whose compartment it is.
    pub(super) patient: Option<String>,
    /// The resource as it is served, always the same bytes.
    pub(super) text: String,
    pub(super) version: String,
    /// `meta.lastUpdated`.
    pub(super) updated: Option<Span>,
    pub(super) values: Vec<(&'static Parameter, Indexed)>,
    /// What it refers to, as `Type/id`.
    pub(super) references: Vec<String>,
}

impl Record {
    fn new(resource: Resource, fhir_base: &str) -> Self {
        let json = &resource.json;
        let mut indexed = Vec::new();
        for parameter in parameters::of(resource.resource_type) {
            let found = values::values(parameter, json, fhir_base);
            indexed.extend(found.into_iter().map(|value| (parameter, value)));
        }
        Self {
            kind: resource.resource_type,
            text: json.to_string(),
            version: json["meta"]["versionId"].as_str().unwrap_or("1").to_owned(),
            updated: json["meta"]["lastUpdated"].as_str().and_then(Span::parse),
            values: indexed,
            references: values::references(json, fhir_base),
            id: resource.id,
            patient: resource.patient,
        }
    }

    /// The resource as it is served: changed, where the faults say so.
    pub(super) fn text(&self, faults: &Faults) -> Cow<'_, str> {
        let revised = faults.revised.get(&self.reference());
        let linked = faults.attachments_at.as_ref().filter(|_| self.kind == "DocumentReference");
        if revised.is_none() && linked.is_none() {
            return Cow::Borrowed(&self.text);
        }
        let Ok(mut json) = serde_json::from_str::<Value>(&self.text) else {
            return Cow::Borrowed(&self.text);
        };
        if let Some(at) = revised {
            json["meta"]["lastUpdated"] = at.as_str().into();
            json["meta"]["versionId"] = format!("{}-{at}", self.version).into();
        }
        if let Some(base) = linked
            && let Some(attachment) = json["content"][0]["attachment"].as_object_mut()
        {
            attachment.remove("data");
            attachment.insert("url".to_owned(), format!("{base}/Binary/{}", self.id).into());
        }
        Cow::Owned(json.to_string())
    }

    /// Type and content of its attachment.
    pub(super) fn attachment(&self) -> Option<(String, Vec<u8>)> {
        let json: Value = serde_json::from_str(&self.text).ok()?;
        let attachment = &json["content"][0]["attachment"];
        let content = BASE64_STANDARD.decode(attachment["data"].as_str()?).ok()?;
        Some((attachment["contentType"].as_str()?.to_owned(), content))
    }

    /// When it was changed last, as the faults have it.
    pub(super) fn updated(&self, faults: &Faults) -> Option<Span> {
        match faults.revised.get(&self.reference()) {
            Some(at) => Span::parse(at),
            None => self.updated,
        }
    }

    /// `Type/id`.
    pub(super) fn reference(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }
}

/// All records of a payer, in a stable order.
pub(crate) struct Records {
    all: Vec<Record>,
    /// Positions of what members share, by type.
    shared: HashMap<&'static str, Vec<usize>>,
    /// Positions of members' own records, by member and type.
    own: HashMap<String, HashMap<&'static str, Vec<usize>>>,
    by_reference: HashMap<String, usize>,
    names: HashMap<String, String>,
    member_numbers: BTreeSet<String>,
}

impl Records {
    pub(crate) fn new(resources: Vec<Resource>, fhir_base: &str) -> Self {
        let mut records = Self {
            all: Vec::with_capacity(resources.len()),
            shared: HashMap::new(),
            own: HashMap::new(),
            by_reference: HashMap::new(),
            names: HashMap::new(),
            member_numbers: BTreeSet::new(),
        };
        for resource in resources {
            records.note_member(&resource);
            let record = Record::new(resource, fhir_base);
            let position = records.all.len();
            let of_owner = match &record.patient {
                Some(patient) => records.own.entry(patient.clone()).or_default(),
                None => &mut records.shared,
            };
            of_owner.entry(record.kind).or_default().push(position);
            records.by_reference.insert(record.reference(), position);
            records.all.push(record);
        }
        records
    }

    /// Keeps a member's name for the pages, and their numbers for the ledger.
    fn note_member(&mut self, resource: &Resource) {
        let json = &resource.json;
        if !matches!(resource.resource_type, "Patient" | "Coverage") {
            return;
        }
        for identifier in json["identifier"].as_array().into_iter().flatten() {
            let mut codes = identifier["type"]["coding"].as_array().into_iter().flatten();
            if codes.any(|coding| coding["code"] == "MB") {
                self.member_numbers.extend(identifier["value"].as_str().map(str::to_owned));
            }
        }
        self.member_numbers.extend(json["subscriberId"].as_str().map(str::to_owned));
        if resource.resource_type == "Patient" {
            let name = &json["name"][0];
            let given = name["given"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let words: Vec<&str> = given.chain(name["family"].as_str()).collect();
            self.names.insert(resource.id.clone(), words.join(" "));
        }
    }

    /// The name of a member, by the id of their `Patient`.
    pub(crate) fn display_name(&self, patient: &str) -> Option<&str> {
        self.names.get(patient).map(String::as_str)
    }

    /// The numbers on the members' cards.
    pub(crate) fn member_numbers(&self) -> impl Iterator<Item = &str> {
        self.member_numbers.iter().map(String::as_str)
    }

    pub(super) fn get(&self, position: usize) -> &Record {
        &self.all[position]
    }

    /// Positions of the records of `kind` that are the member's own, then of those that members share.
    pub(super) fn of_kind(&self, kind: &str, patient: Option<&str>) -> impl Iterator<Item = usize> {
        let own = patient.and_then(|patient| self.own.get(patient)).and_then(|own| own.get(kind));
        own.into_iter().chain(self.shared.get(kind)).flatten().copied()
    }

    /// Positions of the records of `kind`, whoever's they are.
    pub(super) fn of_every_member(&self, kind: &str) -> impl Iterator<Item = usize> {
        self.own.values().filter_map(move |own| own.get(kind)).flatten().copied()
    }

    /// Positions of all of the member's own records, in their order.
    pub(super) fn owned_by(&self, patient: &str) -> Vec<usize> {
        let own = self.own.get(patient).into_iter().flat_map(HashMap::values);
        let mut positions: Vec<usize> = own.flatten().copied().collect();
        positions.sort_unstable();
        positions
    }

    /// `Type/id` of each of the member's own records of a type.
    pub(crate) fn own(&self, patient: &str, kind: &str) -> Vec<String> {
        let own = self.own.get(patient).and_then(|own| own.get(kind)).into_iter().flatten();
        own.map(|position| self.all[*position].reference()).collect()
    }

    /// Position of the record `Type/id`.
    pub(super) fn position(&self, reference: &str) -> Option<usize> {
        self.by_reference.get(reference).copied()
    }
}
