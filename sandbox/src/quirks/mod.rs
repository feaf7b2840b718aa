//! Quirks of real payers, as switches that bend a simulated one. `QUIRKS.md` tells what Billfold does about each.

mod bend;
mod data;
mod formulary;
mod list;

pub(crate) use bend::{bend_faults, bend_profile};
pub(crate) use data::bend_records;
pub use list::Quirk;

use std::str::FromStr;

use crate::data::Payer;

/// What a request to a payer with [`Quirk::AudienceOther`] must send as `aud`.
pub const OTHER_AUDIENCE: &str = "https://audience.example/fhirdemo";

/// Where the SMART configuration of a payer with [`Quirk::SmartConfigurationElsewhere`] is, on its origin.
pub const SMART_CONFIGURATION_ELSEWHERE: &str = "/published/.well-known/smart-configuration";

/// A quirk that is switched on, at one payer or at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switch {
    /// The payer; `None` for all.
    pub payer: Option<Payer>,
    /// The quirk.
    pub quirk: Quirk,
}

impl From<Quirk> for Switch {
    fn from(quirk: Quirk) -> Self {
        Self { payer: None, quirk }
    }
}

impl FromStr for Switch {
    type Err = String;

    /// Reads `NAME` or `PAYER:NAME`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (payer, name) = match text.split_once(':') {
            Some((id, name)) => {
                let payer = Payer::ALL.into_iter().find(|payer| payer.id() == id);
                (Some(payer.ok_or_else(|| format!("no payer has the id {id}"))?), name)
            }
            None => (None, text),
        };
        let quirk = Quirk::ALL.iter().find(|quirk| quirk.name() == name);
        let quirk = quirk.ok_or_else(|| format!("no quirk is called {name}: --quirks lists them"))?;
        Ok(Self { payer, quirk: *quirk })
    }
}
