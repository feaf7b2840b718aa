//! References between resources: `Type/id`, relative or under the payer's own base.

use billfold_text::links::{Link, each_link, type_and_id};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::http::host;
use crate::json::Value;

/// A literal reference to a resource of the same payer: the key under which records are kept.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reference {
    /// FHIR type.
    pub resource_type: String,
    /// FHIR id.
    pub id: String,
}

crate::secret::opaque_debug!(Reference);

impl Reference {
    /// Reads `Type/id`, `Type/id/_history/1`, or either behind `base`. `None` for anything else: contained (`#x`),
    /// `urn:uuid`, logical, or on another server, where the token must not go.
    pub fn parse(text: &str, base: &str) -> Option<Self> {
        let (resource_type, id) = type_and_id(text, base)?;
        Some(Self { resource_type: resource_type.to_owned(), id: id.to_owned() })
    }

    /// `Type/id`. It names a record of the member: not for logs.
    pub fn to_text(&self) -> String {
        format!("{}/{}", self.resource_type, self.id)
    }
}

/// Hands over type and id of all that a resource refers to at the same payer, the `Binary` resources among it to which
/// attachments lead; what is named twice comes twice. Gives a host other than the payer's on which an attachment is.
pub fn references(resource: &Value<'_>, base: &str, found: &mut impl FnMut(&str, &str)) -> Option<String> {
    let mut elsewhere = None;
    each_link(resource, &mut |link| match link {
        Link::Reference(text) => {
            if let Some((resource_type, id)) = type_and_id(text, base) {
                found(resource_type, id);
            }
        }
        Link::Url(url) => match type_and_id(url, base) {
            Some(("Binary", id)) => found("Binary", id),
            None if url.contains("/Binary/") => {
                elsewhere = Url::parse(url).map(|url| host(&url)).ok().or(elsewhere.take());
            }
            _ => {}
        },
    });
    elsewhere
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, parse};

    #[test]
    fn only_references_to_the_same_server_count() {
        let base = "https://payer.example/fhir/";
        for (text, found) in [
            ("Patient/1", Some("Patient/1")),
            ("Patient/-199", Some("Patient/-199")),
            ("Organization/a.b-c/_history/2", Some("Organization/a.b-c")),
            ("https://payer.example/fhir/Patient/1", Some("Patient/1")),
            ("https://other.example/fhir/Patient/1", None),
            ("https://payer.example/fhirish/Patient/1", None),
            ("#contained", None),
            ("urn:uuid:1", None),
            ("Patient/1/extra", None),
            ("Patient/../x", None),
            ("Patient/a b", None),
            ("patient/1", None),
            ("", None),
        ] {
            assert_eq!(Reference::parse(text, base).map(|r| r.to_text()).as_deref(), found, "{text}");
        }
    }

    #[test]
    fn references_are_found_at_any_depth() {
        let json = br#"{"reference":"Patient/1","n":1.5e400,"a":[{"reference":"Organization/2","x":null},{"reference":["Patient/3"]}],
            "identifier":"Practitioner/4","deep":{"er":{"reference":"Patient/1"}},"attachment":{"url":"Binary/5"},"photo":[{"url":"https://payer.example/Binary/6"}],
            "other":{"url":"Device/7"},"elsewhere":{"url":"https://other.example/Binary/8"}}"#;
        let (arena, mut own) = (Arena::new(), Vec::new());
        let resource = parse(json, &arena).unwrap();
        let mut found = |resource_type: &str, id: &str| own.push(format!("{resource_type}/{id}"));
        let elsewhere = references(&resource, "https://payer.example", &mut found);
        assert_eq!(own, ["Patient/1", "Organization/2", "Patient/1", "Binary/5", "Binary/6"]);
        assert_eq!(elsewhere.as_deref(), Some("other.example"));
    }
}
