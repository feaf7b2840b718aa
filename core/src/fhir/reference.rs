//! References between resources: `Type/id`, relative or under the payer's own base.

use std::collections::BTreeSet;
use std::fmt;

use memchr::memmem;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::fhir::scan;
use crate::http::host;

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
        let base = base.trim_end_matches('/');
        let path = text.strip_prefix(base).and_then(|rest| rest.strip_prefix('/')).unwrap_or(text);
        let mut parts = path.split('/');
        let (resource_type, id) = (parts.next()?, parts.next()?);
        let plain_id = |id: &str| {
            (1..=64).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'_')
        };
        let is_type = resource_type.starts_with(|c: char| c.is_ascii_uppercase())
            && resource_type.bytes().all(|b| b.is_ascii_alphabetic());
        let ends = match parts.next() {
            None => true,
            Some(part) => part == "_history",
        };
        (is_type && plain_id(id) && ends)
            .then(|| Self { resource_type: resource_type.to_owned(), id: id.to_owned() })
    }

    /// `Type/id`. It names a record of the member: not for logs.
    pub fn to_text(&self) -> String {
        format!("{}/{}", self.resource_type, self.id)
    }
}

/// What a resource refers to.
#[derive(Default)]
pub(super) struct References {
    /// Resources of the same payer, and the `Binary` resources that attachments lead to.
    pub(super) own: BTreeSet<Reference>,
    /// A host other than the payer's on which an attachment is.
    pub(super) elsewhere: Option<String>,
}

/// All references in a resource, without building it in memory.
pub(super) fn collect(json: &[u8], base: &str) -> References {
    if let Some(own) = collect_plain(json, base) {
        return References { own, elsewhere: None };
    }
    let mut found = References::default();
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    // A resource that does not parse has been refused before; nothing is lost here.
    let _ = Collector { base, found: &mut found, member: Member::Other }.deserialize(&mut deserializer);
    found
}

/// The same, ten times as fast, for nearly all resources: those that name no `Binary` and have no escaped letter.
fn collect_plain(json: &[u8], base: &str) -> Option<BTreeSet<Reference>> {
    if memmem::find(json, b"Binary").is_some() || memmem::find(json, b"\\u").is_some() {
        return None;
    }
    let texts = scan::strings_named(json, "reference");
    let read = |text| serde_json::from_slice::<std::borrow::Cow<'_, str>>(text).ok();
    Some(texts.filter_map(read).filter_map(|text| Reference::parse(&text, base)).collect())
}

struct Collector<'a> {
    base: &'a str,
    found: &'a mut References,
    member: Member,
}

/// Of which member the value comes.
#[derive(Clone, Copy, PartialEq)]
enum Member {
    /// `Reference.reference`.
    Reference,
    /// `url`: of an Attachment, if it leads to a `Binary`.
    Url,
    Other,
}

impl<'de> DeserializeSeed<'de> for Collector<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Collector<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            let member = match key.as_ref() {
                "reference" => Member::Reference,
                "url" => Member::Url,
                _ => Member::Other,
            };
            map.next_value_seed(Collector { base: self.base, found: self.found, member })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq
            .next_element_seed(Collector { base: self.base, found: self.found, member: Member::Other })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if self.member != Member::Other {
            let found = Reference::parse(text, self.base);
            if self.member == Member::Url
                && found.is_none()
                && text.contains("/Binary/")
                && let Ok(url) = Url::parse(text)
            {
                self.found.elsewhere = Some(host(&url));
            }
            let fits =
                |found: &Reference| self.member == Member::Reference || found.resource_type == "Binary";
            self.found.own.extend(found.filter(fits));
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fhir::scan::tests::any_json;

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
        let found = collect(json, "https://payer.example");
        let own: Vec<_> = found.own.iter().map(Reference::to_text).collect();
        assert_eq!(own, ["Binary/5", "Binary/6", "Organization/2", "Patient/1"]);
        assert_eq!(found.elsewhere.as_deref(), Some("other.example"));
    }

    proptest! {
        #[test]
        fn the_fast_way_finds_what_the_other_finds(json in any_json(), pretty: bool) {
            let text = if pretty { format!("{json:#}") } else { json.to_string() };
            let mut found = References::default();
            let collector = Collector { base: "https://p.example", found: &mut found, member: Member::Other };
            collector.deserialize(&mut serde_json::Deserializer::from_str(&text)).unwrap();
            let plain = collect_plain(text.as_bytes(), "https://p.example");
            prop_assert!(plain.is_none_or(|plain| plain == found.own), "{text}");
        }
    }
}
