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
mod scan;

pub use bundle::{BundleReader, Envelope};
pub use capability::offered_types;
pub use entry::{Entry, read_entry, read_resource};
pub use page::{Page, next_page};
pub use plan::{Query, Rung, plan, read_query};
pub use reference::Reference;
