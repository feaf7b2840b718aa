//! One module per subject of the command line.

pub mod both_ways;
pub mod clinical;
pub mod connect;
pub mod connections;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod lists;
pub mod payers;
pub mod sandbox;
pub mod sums;
pub mod sync;
pub mod target;
pub mod views;
