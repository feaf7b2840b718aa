//! JSON that is read once and thrown away: what a sync keeps of a record, and what a view shows of it.

mod nesting;
mod parse;
mod scan;
#[cfg(any(test, feature = "testing"))]
mod testing;
mod value;

pub use nesting::Nesting;
pub use parse::parse;
#[cfg(any(test, feature = "testing"))]
pub use testing::{any_json, json, kept, kept_text, owned};
pub use value::{Arena, Value, each};
