//! What runs over every byte and every code of a record, apart from what Billfold does with it: so that it is compiled for
//! speed, in a phone's library too, and the rest for size.

pub mod concept;
pub mod cut;
pub mod hash;
pub mod json;
pub mod links;
pub mod pack;
pub mod words;
