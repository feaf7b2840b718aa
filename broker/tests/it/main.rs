//! The broker over real sockets: the simulated payers behind it, and wallets before it.

mod attacks;
mod journey;
mod raw;
mod support;
