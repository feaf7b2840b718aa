//! The broker over real sockets: the simulated payers behind it, and wallets before it.

#![allow(clippy::unwrap_used, reason = "what cannot be set up or tried is a failed test")]

mod app_side;
mod attacks;
mod copies;
mod journey;
mod limits;
mod operating;
mod payer_trouble;
mod raw;
mod support;
