//! The sandbox as its clients meet it: over HTTP.

#![allow(clippy::unwrap_used)] // the helpers of tests fail by panicking, as the tests do

mod control;
mod fhir;
mod flows;
mod harness;
mod pages;
mod quirks;
mod refusals;
