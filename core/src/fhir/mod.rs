//! FHIR R4 over HTTP: what to ask for, and reading the answers as they come.
//!
//! Bundles are split into entries while their bytes arrive; no bundle is held whole. The access token goes to the
//! connection's own FHIR origin and nowhere else.

mod bundle;
mod capability;
mod entry;
mod page;
mod plan;
mod reference;

pub use bundle::{BundleReader, Envelope, RawEntry, broken_off};
pub use capability::Capabilities;
pub use entry::{Entry, entity_tag, read_entry, read_resource};
pub use page::{Answer, Page, Refusal, next_page};
pub use plan::{Query, Since, TypePlan, plan, read_query};
pub use reference::{Reference, references};
