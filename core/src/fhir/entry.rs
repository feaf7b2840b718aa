//! One entry of a Bundle, or one resource read on its own: what it is, and what it refers to.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::error::FhirError;
use crate::fhir::Reference;
use crate::fhir::reference::collect;

/// A resource as it came, with what the store needs to know of it.
pub struct Entry {
    /// Under which it is kept.
    pub reference: Reference,
    /// The resource, byte for byte.
    pub json: Vec<u8>,
    /// The resources of the same payer that it refers to.
    pub refers_to: BTreeSet<Reference>,
    /// Whether it came along with what was searched for (`Bundle.entry.search.mode` of `include`).
    #[allow(dead_code, reason = "the directory and formulary views read it")]
    pub included: bool,
}

#[derive(Deserialize)]
struct RawEntry<'a> {
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
struct Head {
    #[serde(rename = "resourceType")]
    resource_type: String,
    #[serde(default)]
    id: Option<String>,
}

/// Reads one entry of a Bundle. `None` where it holds no record: no resource, or an OperationOutcome, which says
/// something about the search.
pub fn read_entry(bytes: &[u8], base: &str) -> Result<Option<Entry>, FhirError> {
    let malformed = |rule| FhirError::Malformed { rule };
    let entry: RawEntry<'_> = serde_json::from_slice(bytes).map_err(|_| malformed("an entry is not JSON"))?;
    let Some(resource) = entry.resource else { return Ok(None) };
    let json = resource.get().as_bytes();
    let head = read_head(json)?;
    if head.resource_type == "OperationOutcome" {
        let outcome: Outcome =
            serde_json::from_slice(json).map_err(|_| malformed("an outcome cannot be read"))?;
        let failed = |issue: &Issue| matches!(issue.severity.as_deref(), Some("error" | "fatal"));
        return if outcome.issue.iter().any(failed) { Err(FhirError::Incomplete) } else { Ok(None) };
    }
    // A resource without an id is against the rules of a search set; it is kept under what stays the same.
    let id = head.id.filter(|id| !id.is_empty()).or_else(|| tail(entry.full_url.as_deref()?)).unwrap_or_else(
        || Sha256::digest(json).iter().take(16).fold(String::new(), |text, byte| format!("{text}{byte:02x}")),
    );
    let mode = entry.search.and_then(|search| search.mode);
    let included = mode.as_deref() == Some("include");
    Ok(Some(Entry { included, ..make(Reference { resource_type: head.resource_type, id }, json, base) }))
}

/// Reads a resource that came on its own.
pub fn read_resource(json: &[u8], base: &str) -> Result<Entry, FhirError> {
    let head = read_head(json)?;
    let id = head.id.ok_or(FhirError::Malformed { rule: "a resource has no id" })?;
    Ok(make(Reference { resource_type: head.resource_type, id }, json, base))
}

fn read_head(json: &[u8]) -> Result<Head, FhirError> {
    let malformed = FhirError::Malformed { rule: "a resource has no resourceType" };
    let head: Head = serde_json::from_slice(json).map_err(|_| malformed.clone())?;
    // Types are told in reports, so a server must not be able to put words of its own there.
    let is_type = head.resource_type.starts_with(|c: char| c.is_ascii_uppercase())
        && head.resource_type.len() <= 64
        && head.resource_type.bytes().all(|b| b.is_ascii_alphabetic());
    if is_type { Ok(head) } else { Err(malformed) }
}

fn make(reference: Reference, json: &[u8], base: &str) -> Entry {
    let mut refers_to = collect(json, base);
    refers_to.remove(&reference);
    Entry { reference, json: json.to_vec(), refers_to, included: false }
}

/// The last part of a fullUrl: an id, or the UUID of `urn:uuid:..`.
fn tail(full_url: &str) -> Option<String> {
    full_url.rsplit(['/', ':']).next().filter(|tail| !tail.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        read_entry(text.as_bytes(), "https://p.example").unwrap().map(|entry| entry.reference.to_text())
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
        assert!(read_entry(b"{", "").is_err());
        assert!(read_entry(br#"{"resource":{"resourceType":"a member's name","id":"1"}}"#, "").is_err());
        for (severity, whole) in
            [("information", true), ("warning", true), ("error", false), ("fatal", false)]
        {
            let outcome = format!(
                r#"{{"resource":{{"resourceType":"OperationOutcome","issue":[{{"severity":"{severity}"}}]}}}}"#
            );
            assert_eq!(read_entry(outcome.as_bytes(), "").is_ok(), whole, "{severity}");
        }
    }
}
