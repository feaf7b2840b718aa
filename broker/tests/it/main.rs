//! The broker over real sockets: the simulated payers behind it, and wallets before it.

mod attacks;
mod journey;
mod limits;
mod payer_trouble;
mod raw;
mod support;
