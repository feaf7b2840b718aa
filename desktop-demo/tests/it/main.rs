//! The binary, run as a developer or a program runs it.
#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod broker;
mod demo;
mod directory;
mod doctor;
mod journey;
mod refusals;
mod shown;
mod support;
