//! What the synthetic members' records are made of: lists by subject.

pub(crate) mod conditions;
pub(crate) mod drugs;
pub(crate) mod formulary;
pub(crate) mod labs;
pub(crate) mod names;
pub(crate) mod places;
pub(crate) mod services;
pub(crate) mod specialties;
pub(crate) mod stories;
pub(crate) mod vaccines;
