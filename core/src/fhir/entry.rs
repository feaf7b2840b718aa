//! One entry of a Bundle, or one resource read on its own: what it is, and what it refers to.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::FhirError;
use crate::fhir::reference::{References, collect};
use crate::fhir::{RawEntry, Reference};

/// A resource as it came, with what the store needs to know of it.
pub struct Entry {
    /// Under which it is kept.
    pub reference: Reference,
    /// The resource, byte for byte.
    pub json: Vec<u8>,
    /// The resources of the same payer that it refers to.
    pub refers_to: BTreeSet<Reference>,
    /// Whether it came along with what was searched for (`Bundle.entry.search.mode` of `include`).
    pub included: bool,
}

impl RawEntry {
    /// What is around the resource, with `null` in its place, and the resource; `None` where it is not where it is in all but
    /// odd entries. Both are valid JSON where the entry is.
    fn apart(&self) -> Option<(Vec<u8>, &[u8])> {
        let (before, resource) = self.bytes.get(..self.largest.end)?.split_at_checked(self.largest.start)?;
        let name =
            before.trim_ascii_end().strip_suffix(b":")?.trim_ascii_end().strip_suffix(b"\"resource\"")?;
        if name.ends_with(b"\\") || resource.first() != Some(&b'{') {
            return None;
        }
        Some(([before, b"null", &self.bytes[self.largest.end..]].concat(), resource))
    }
}

#[derive(Deserialize)]
struct EntryMembers<'a> {
    #[serde(default, rename = "fullUrl")]
    full_url: Option<String>,
    #[serde(borrow, default)]
    resource: Option<&'a RawValue>,
    #[serde(default)]
    search: Option<Search>,
}

#[derive(Deserialize)]
struct Search {
    mode: Option<String>,
}

#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    issue: Vec<Issue>,
}

#[derive(Deserialize)]
struct Issue {
    severity: Option<String>,
}

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(rename = "resourceType")]
    resource_type: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(borrow, default)]
    meta: Option<&'a RawValue>,
    #[serde(borrow, default)]
    subject: Option<&'a RawValue>,
    #[serde(borrow, default)]
    patient: Option<&'a RawValue>,
    #[serde(borrow, default)]
    beneficiary: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(rename = "lastUpdated")]
    last_updated: Option<String>,
    #[serde(rename = "versionId")]
    version_id: Option<String>,
}

#[derive(Deserialize)]
struct Pointer {
    reference: Option<String>,
}

impl Head<'_> {
    /// Whether it is about a patient, and not this one.
    fn is_of_another(&self, patient: &str, base: &str) -> bool {
        if self.resource_type == "Patient" {
            return self.id.as_deref() != Some(patient);
        }
        [self.subject, self.patient, self.beneficiary]
            .into_iter()
            .flatten()
            .filter_map(|value| serde_json::from_str::<Pointer>(value.get()).ok()?.reference)
            .filter_map(|reference| Reference::parse(&reference, base))
            .any(|reference| reference.resource_type == "Patient" && reference.id != patient)
    }

    fn meta(&self) -> Option<Meta> {
        serde_json::from_str(self.meta?.get()).ok()
    }
}

/// `meta.lastUpdated` of a resource, in milliseconds since 1970.
fn last_updated(head: &Head<'_>) -> Option<i64> {
    let moment = OffsetDateTime::parse(&head.meta()?.last_updated?, &Rfc3339).ok()?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()
}

/// The entity tag of a resource (FHIR R4 section 3.1.0.1.4).
pub fn entity_tag(json: &[u8]) -> Option<String> {
    let head: Head<'_> = serde_json::from_slice(json).ok()?;
    Some(format!("W/\"{}\"", head.meta()?.version_id?))
}

/// An entry that was read.
pub struct Read {
    /// What is kept of it.
    pub entry: Entry,
    /// `meta.lastUpdated`, in milliseconds since 1970.
    pub updated: Option<i64>,
    /// A host other than the payer's on which an attachment of it is.
    pub elsewhere: Option<String>,
}

/// Reads one entry of a Bundle. `None` where it holds no record: no resource, or an OperationOutcome, which says
/// something about the search. A record about another person than `patient` is an error.
pub fn read_entry(raw: &RawEntry, base: &str, patient: Option<&str>) -> Result<Option<Read>, FhirError> {
    let malformed = |rule| FhirError::Malformed { rule };
    let not_json = |_| malformed("an entry is not JSON");
    // The resource, which is nearly all of an entry, is parsed once: apart from what is around it.
    let (around, apart) = match raw.apart() {
        Some((around, resource)) => (around, Some(resource)),
        None => (raw.bytes.clone(), None),
    };
    let entry: EntryMembers<'_> = serde_json::from_slice(&around).map_err(not_json)?;
    let text = match apart {
        Some(resource) => std::str::from_utf8(resource).map_err(|_| malformed("an entry is not JSON"))?,
        None => match entry.resource {
            Some(resource) => resource.get(),
            None => return Ok(None),
        },
    };
    let (json, head) = (text.as_bytes(), read_head(text)?);
    if head.resource_type == "OperationOutcome" {
        let outcome: Outcome =
            serde_json::from_slice(json).map_err(|_| malformed("an outcome cannot be read"))?;
        let failed = |issue: &Issue| matches!(issue.severity.as_deref(), Some("error" | "fatal"));
        return if outcome.issue.iter().any(failed) { Err(FhirError::Incomplete) } else { Ok(None) };
    }
    if patient.is_some_and(|patient| head.is_of_another(patient, base)) {
        return Err(FhirError::OtherPatient);
    }
    let updated = last_updated(&head);
    // A resource without an id is against the rules of a search set; it is kept under what stays the same.
    let id = head.id.filter(|id| !id.is_empty()).or_else(|| tail(entry.full_url.as_deref()?)).unwrap_or_else(
        || Sha256::digest(json).iter().take(16).fold(String::new(), |text, byte| format!("{text}{byte:02x}")),
    );
    let mode = entry.search.and_then(|search| search.mode);
    let included = mode.as_deref() == Some("include");
    let (entry, elsewhere) = make(Reference { resource_type: head.resource_type, id }, json, base);
    Ok(Some(Read { entry: Entry { included, ..entry }, updated, elsewhere }))
}

/// Reads a resource that came on its own.
pub fn read_resource(json: &[u8], base: &str) -> Result<Entry, FhirError> {
    let text =
        std::str::from_utf8(json).map_err(|_| FhirError::Malformed { rule: "a resource is not UTF-8" })?;
    let head = read_head(text)?;
    let id = head.id.ok_or(FhirError::Malformed { rule: "a resource has no id" })?;
    Ok(make(Reference { resource_type: head.resource_type, id }, json, base).0)
}

fn read_head(json: &str) -> Result<Head<'_>, FhirError> {
    let malformed = FhirError::Malformed { rule: "a resource has no resourceType" };
    let head: Head<'_> = serde_json::from_str(json).map_err(|_| malformed.clone())?;
    // Types are told in reports, so a server must not be able to put words of its own there.
    let is_type = head.resource_type.starts_with(|c: char| c.is_ascii_uppercase())
        && head.resource_type.len() <= 64
        && head.resource_type.bytes().all(|b| b.is_ascii_alphabetic());
    if is_type { Ok(head) } else { Err(malformed) }
}

fn make(reference: Reference, json: &[u8], base: &str) -> (Entry, Option<String>) {
    let References { own: mut refers_to, elsewhere } = collect(json, base);
    refers_to.remove(&reference);
    (Entry { reference, json: json.to_vec(), refers_to, included: false }, elsewhere)
}

/// The last part of a fullUrl: an id, or the UUID of `urn:uuid:..`.
fn tail(full_url: &str) -> Option<String> {
    full_url.rsplit(['/', ':']).next().filter(|tail| !tail.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fhir::BundleReader;

    /// As it comes out of a Bundle.
    fn raw(text: &str) -> RawEntry {
        let mut entries = Vec::new();
        BundleReader::default().push(format!(r#"{{"entry":[{text}"#).as_bytes(), &mut entries).unwrap();
        entries.pop().unwrap()
    }

    fn read(text: &str) -> Option<String> {
        read_entry(&raw(text), "https://p.example", None).unwrap().map(|read| read.entry.reference.to_text())
    }

    #[test]
    fn every_entry_has_a_key() {
        assert_eq!(read(r#"{"resource":{"resourceType":"Patient","id":"1"}}"#).as_deref(), Some("Patient/1"));
        assert_eq!(
            read(r#"{"fullUrl":"https://other.example/Patient/7","resource":{"resourceType":"Patient"}}"#)
                .as_deref(),
            Some("Patient/7")
        );
        assert_eq!(
            read(r#"{"fullUrl":"urn:uuid:a-b","resource":{"resourceType":"Patient"}}"#).as_deref(),
            Some("Patient/a-b")
        );
        let hashed = read(r#"{"resource":{"resourceType":"Patient"}}"#).unwrap();
        assert_eq!(hashed.len(), "Patient/".len() + 32);
        assert_eq!(read(r#"{"resource":{"resourceType":"OperationOutcome"}}"#), None);
        assert_eq!(read(r#"{"search":{"mode":"match"}}"#), None);
        for text in [
            "{1}",
            r#"{"resource":{"resourceType":"a member's name","id":"1"}}"#,
            r#"{"resource":{"resourceType":"Patient","id":"1"} "x"}"#,
            r#"{"resource":{"resourceType":"Patient","id":1e}}"#,
            r#"{"resource":{"resourceType":"Patient","id":"1"},"resource":{}}"#,
            r#"{"resource" {"resourceType":"Patient","id":"1"}}"#,
        ] {
            assert!(read_entry(&raw(text), "", None).is_err(), "{text}");
        }
        let not_text =
            [br#"{"resource":{"resourceType":"Patient","id":"1","n":""#.as_slice(), b"\xff\"}}"].concat();
        let raw_bytes = RawEntry { largest: 12..not_text.len() - 1, bytes: not_text };
        assert!(read_entry(&raw_bytes, "", None).is_err());
        for (severity, whole) in
            [("information", true), ("warning", true), ("error", false), ("fatal", false)]
        {
            let outcome = format!(
                r#"{{"resource":{{"resourceType":"OperationOutcome","issue":[{{"severity":"{severity}"}}]}}}}"#
            );
            assert_eq!(read_entry(&raw(&outcome), "", None).is_ok(), whole, "{severity}");
        }
    }

    #[test]
    fn odd_entries_are_read_as_well() {
        let long = "x".repeat(200);
        for text in [
            format!(r#"{{"extension":[{{"a":"{long}"}}],"resource":{{"resourceType":"Patient","id":"1"}}}}"#),
            format!(r#"{{"x\"resource":{{"a":"{long}"}},"resource":{{"resourceType":"Patient","id":"1"}}}}"#),
            format!(r#"{{"response":{{"a":"{long}"}},"resource" : {{"resourceType":"Patient","id":"1"}}}}"#),
            r#"{"r\u0065source":{"resourceType":"Patient","id":"1"}}"#.to_owned(),
            r#"{ "resource" :
                {"resourceType":"Patient","id":"1"} , "search":{"mode":"match"}}"#
                .to_owned(),
        ] {
            assert_eq!(read(&text).as_deref(), Some("Patient/1"), "{text}");
        }
        assert_eq!(read(r#"{"resource":null,"search":{"mode":"match"}}"#), None);
    }

    #[test]
    fn records_about_other_people_are_told_apart() {
        let base = "https://p.example/fhir";
        for (text, is_own) in [
            (r#"{"resourceType":"Patient","id":"1"}"#, true),
            (r#"{"resourceType":"Patient","id":"2"}"#, false),
            (r#"{"resourceType":"Claim","id":"9","patient":{"reference":"Patient/1"}}"#, true),
            (
                r#"{"resourceType":"Claim","id":"9","patient":{"reference":"https://p.example/fhir/Patient/2"}}"#,
                false,
            ),
            (r#"{"resourceType":"Coverage","id":"9","beneficiary":{"reference":"Patient/2"}}"#, false),
            (
                r#"{"resourceType":"Coverage","id":"9","beneficiary":{"reference":"Patient/1"},"subscriber":{"reference":"Patient/2"}}"#,
                true,
            ),
            (r#"{"resourceType":"Condition","id":"9","subject":{"display":"somebody"}}"#, true),
            (
                r#"{"resourceType":"Condition","id":"9","subject":{"reference":"https://q.example/Patient/2"}}"#,
                true,
            ),
            (r#"{"resourceType":"List","id":"9","subject":[1]}"#, true),
            (r#"{"resourceType":"Organization","id":"9"}"#, true),
        ] {
            let entry = format!(r#"{{"resource":{text}}}"#);
            let outcome = read_entry(&raw(&entry), base, Some("1")).map(|_| ());
            assert_eq!(outcome, if is_own { Ok(()) } else { Err(FhirError::OtherPatient) }, "{text}");
        }
    }

    #[test]
    fn version_and_time_are_read_where_they_are() {
        let read = |meta: &str| {
            let text = format!(r#"{{"resource":{{"resourceType":"Basic","id":"1","meta":{meta}}}}}"#);
            read_entry(&raw(&text), "", None).unwrap().unwrap().updated
        };
        assert_eq!(read(r#"{"lastUpdated":"2021-06-21T09:57:43.133-04:00"}"#), Some(1_624_283_863_133));
        assert_eq!((read(r#"{"lastUpdated":"2021-06-21"}"#), read("{}"), read("7")), (None, None, None));
        let tag = entity_tag(br#"{"resourceType":"Basic","meta":{"versionId":"4"}}"#);
        assert_eq!(tag.as_deref(), Some("W/\"4\""));
    }
}
