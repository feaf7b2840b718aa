//! One entry of a Bundle, or one resource read on its own: what it is, and what it says of itself.

use std::ops::Range;

use billfold_text::links::type_and_id;
use bytes::Bytes;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::FhirError;
use crate::fhir::bundle::BREAKS_OFF;
use crate::fhir::{RawEntry, Reference};
use crate::json::{Arena, Value, each, parse};

/// A resource as it came.
pub struct Entry {
    /// Under which it is kept.
    pub reference: Reference,
    /// The resource byte for byte, in the memory into which it came.
    pub json: Bytes,
    /// Whether it came along with what was searched for (`Bundle.entry.search.mode` of `include`).
    pub included: bool,
    /// `meta.lastUpdated`, in milliseconds since 1970.
    pub updated: Option<i64>,
}

impl RawEntry {
    /// Where the resource is; nowhere where there is none.
    fn resource(&self) -> Result<Range<usize>, FhirError> {
        if self.is_usual() {
            return Ok(self.largest.clone());
        }
        let Odd { resource } = serde_json::from_slice(&self.bytes).map_err(|_| not_json())?;
        let text = resource.map_or("", RawValue::get);
        // It is a part of the entry.
        let start = (text.as_ptr() as usize).saturating_sub(self.bytes.as_ptr() as usize);
        Ok(if text.is_empty() { 0..0 } else { start..start + text.len() })
    }

    /// Whether the largest of its members is its resource, as in all but odd entries.
    fn is_usual(&self) -> bool {
        let (before, rest) = self.bytes.split_at(self.largest.start);
        let name = before.trim_ascii_end().strip_suffix(b":").map(<[u8]>::trim_ascii_end);
        let before = name.and_then(|name| name.strip_suffix(b"\"resource\""));
        rest.starts_with(b"{") && before.is_some_and(|before| !before.ends_with(b"\\"))
    }
}

/// An entry whose resource is not where it is usually.
#[derive(Deserialize)]
struct Odd<'a> {
    #[serde(borrow, default)]
    resource: Option<&'a RawValue>,
}

fn not_json() -> FhirError {
    FhirError::Malformed { rule: "an entry is not JSON" }
}

/// Reads one entry of a Bundle, and lets `look` see its resource before `arena`, which holds one at a time, takes the next.
/// `None` where the entry holds no record: no resource, or an OperationOutcome, which says something about the search. A
/// record about another person than `patient` is an error.
pub fn read_entry<T>(
    raw: &RawEntry,
    base: &str,
    patient: Option<&str>,
    arena: &mut Arena,
    look: impl FnOnce(&Reference, &Value<'_>) -> T,
) -> Result<Option<(Entry, T)>, FhirError> {
    arena.reset();
    let entry = parse(&raw.bytes, arena).ok_or_else(not_json)?;
    if entry.members().iter().filter(|(name, _)| *name == "resource").count() > 1 {
        return Err(not_json());
    }
    let at = raw.resource()?;
    if at.is_empty() {
        return Ok(None);
    }
    let (json, resource) = (raw.bytes.slice(at), &entry["resource"]);
    let resource_type = resource_type(resource)?;
    if resource_type == "OperationOutcome" {
        let failed = |issue: &Value<'_>| matches!(issue["severity"].as_str(), Some("error" | "fatal"));
        return if each(&resource["issue"]).any(failed) { Err(FhirError::Incomplete) } else { Ok(None) };
    }
    if patient.is_some_and(|patient| is_of_another(resource, patient, base)) {
        return Err(FhirError::OtherPatient);
    }
    // A resource without an id is against the rules of a search set; it is kept under what stays the same.
    let id = id(resource).or_else(|| tail(entry["fullUrl"].as_str()?)).unwrap_or_else(|| {
        let start = Sha256::digest(&json);
        start.iter().take(16).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    });
    let reference = Reference { resource_type: resource_type.to_owned(), id };
    let (updated, included) = (last_updated(resource), entry["search"]["mode"] == "include");
    let seen = look(&reference, resource);
    Ok(Some((Entry { reference, json, included, updated }, seen)))
}

/// Reads a resource that came on its own, as [`read_entry`] reads one of many.
pub fn read_resource<T>(
    json: Vec<u8>,
    look: impl FnOnce(&Reference, &Value<'_>) -> T,
) -> Result<(Entry, T), FhirError> {
    let malformed = |rule| FhirError::Malformed { rule };
    let arena = Arena::new();
    let resource = parse(&json, &arena).ok_or_else(|| {
        let breaks_off = serde_json::from_slice::<IgnoredAny>(&json).is_err_and(|error| error.is_eof());
        malformed(if breaks_off { BREAKS_OFF } else { "a resource is not JSON" })
    })?;
    let resource_type = resource_type(&resource)?.to_owned();
    let id = id(&resource).ok_or(malformed("a resource has no id"))?;
    let reference = Reference { resource_type, id };
    let (updated, seen) = (last_updated(&resource), look(&reference, &resource));
    Ok((Entry { reference, json: json.into(), included: false, updated }, seen))
}

/// The entity tag of a resource (FHIR R4 section 3.1.0.1.4).
pub fn entity_tag(json: &[u8]) -> Option<String> {
    let arena = Arena::new();
    let version = parse(json, &arena)?["meta"]["versionId"].as_str()?;
    Some(format!("W/\"{version}\""))
}

fn resource_type<'a>(resource: &Value<'a>) -> Result<&'a str, FhirError> {
    // Types are told in reports, so a server must not be able to put words of its own there.
    let is_type = |name: &&str| {
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.len() <= 64
            && name.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let name = resource["resourceType"].as_str().filter(is_type);
    name.ok_or(FhirError::Malformed { rule: "a resource has no resourceType" })
}

fn id(resource: &Value<'_>) -> Option<String> {
    resource["id"].as_str().filter(|id| !id.is_empty()).map(str::to_owned)
}

/// Whether it is about a patient, and not this one.
fn is_of_another(resource: &Value<'_>, patient: &str, base: &str) -> bool {
    if resource["resourceType"] == "Patient" {
        return resource["id"] != *patient;
    }
    ["subject", "patient", "beneficiary"]
        .into_iter()
        .filter_map(|member| type_and_id(resource[member]["reference"].as_str()?, base))
        .any(|(resource_type, id)| resource_type == "Patient" && id != patient)
}

/// `meta.lastUpdated`, in milliseconds since 1970.
fn last_updated(resource: &Value<'_>) -> Option<i64> {
    let moment = OffsetDateTime::parse(resource["meta"]["lastUpdated"].as_str()?, &Rfc3339).ok()?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()
}

/// The last part of a fullUrl: an id, or the UUID of `urn:uuid:..`.
fn tail(full_url: &str) -> Option<String> {
    full_url.rsplit(['/', ':']).next().filter(|tail| !tail.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::HttpError;
    use crate::fhir::{BundleReader, broken_off};

    /// As it comes out of a Bundle.
    fn raw(text: &str) -> RawEntry {
        let mut entries = Vec::new();
        BundleReader::default().push(format!(r#"{{"entry":[{text}"#).as_bytes(), &mut entries).unwrap();
        entries.pop().unwrap()
    }

    fn entry_of(text: &str, base: &str, patient: Option<&str>) -> Result<Option<Entry>, FhirError> {
        let read =
            read_entry(&raw(text), base, patient, &mut Arena::new(), |_, resource| resource.is_object())?;
        Ok(read.map(|(entry, is_seen)| {
            assert!(is_seen && serde_json::from_slice::<serde_json::Value>(&entry.json).unwrap().is_object());
            entry
        }))
    }

    fn read(text: &str) -> Option<String> {
        entry_of(text, "https://p.example", None).unwrap().map(|entry| entry.reference.to_text())
    }

    #[test]
    fn a_resource_that_ends_in_the_middle_came_over_a_broken_connection() {
        let read = |json: &[u8]| {
            let read = read_resource(json.to_vec(), |_, _| ());
            read.map(|_| ()).map_err(|error| broken_off(error, "p.example"))
        };
        let whole = br#"{"resourceType":"Patient","id":"1"}"#;
        assert_eq!(read(whole), Ok(()));
        for end in 0..whole.len() {
            let broken = HttpError::Broken { host: "p.example".to_owned() };
            assert_eq!(read(&whole[..end]), Err(broken.into()), "{end}");
        }
        assert!(matches!(read(b"{}}"), Err(FhirError::Malformed { .. })));
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
            assert!(entry_of(text, "", None).is_err(), "{text}");
        }
        let not_text =
            [br#"{"resource":{"resourceType":"Patient","id":"1","n":""#.as_slice(), b"\xff\"}}"].concat();
        let raw_bytes = RawEntry { largest: 12..not_text.len() - 1, bytes: not_text.into() };
        assert!(read_entry(&raw_bytes, "", None, &mut Arena::new(), |_, _| ()).is_err());
        for (severity, whole) in
            [("information", true), ("warning", true), ("error", false), ("fatal", false)]
        {
            let outcome = format!(
                r#"{{"resource":{{"resourceType":"OperationOutcome","issue":[{{"severity":"{severity}"}}]}}}}"#
            );
            assert_eq!(entry_of(&outcome, "", None).is_ok(), whole, "{severity}");
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
            let outcome = entry_of(&entry, base, Some("1")).map(|_| ());
            assert_eq!(outcome, if is_own { Ok(()) } else { Err(FhirError::OtherPatient) }, "{text}");
        }
    }

    #[test]
    fn version_and_time_are_read_where_they_are() {
        let read = |meta: &str| {
            let text = format!(r#"{{"resource":{{"resourceType":"Basic","id":"1","meta":{meta}}}}}"#);
            entry_of(&text, "", None).unwrap().unwrap().updated
        };
        assert_eq!(read(r#"{"lastUpdated":"2021-06-21T09:57:43.133-04:00"}"#), Some(1_624_283_863_133));
        assert_eq!((read(r#"{"lastUpdated":"2021-06-21"}"#), read("{}"), read("7")), (None, None, None));
        let tag = entity_tag(br#"{"resourceType":"Basic","meta":{"versionId":"4"}}"#);
        assert_eq!(tag.as_deref(), Some("W/\"4\""));
    }
}
