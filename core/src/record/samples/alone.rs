//! What a test of a single reader needs: a resource that stands alone.

use crate::fhir::Reference;
use crate::record::{Origin, Resolve, Value};

/// Nothing is stored.
pub(in crate::record) struct Nothing;

impl Resolve for Nothing {
    fn resolve(&self, _: &str) -> Option<Value<'_>> {
        None
    }
}

/// The origin of a resource of this type.
pub(in crate::record) fn origin(resource_type: &str) -> Origin {
    let reference = Reference { resource_type: resource_type.to_owned(), id: "1".to_owned() };
    Origin {
        connection: "c".to_owned(),
        payer_name: "Payer".to_owned(),
        reference,
        fetched: 0,
        missing_since: None,
    }
}
