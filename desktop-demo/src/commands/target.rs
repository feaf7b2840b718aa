//! Which server a command goes to.

use billfold::ErrorKind;
use billfold::config::is_loopback;
use billfold::error::ConfigError;
use billfold::payer::{self, Preset};
use url::Url;

use crate::cli::Target;
use crate::failure::Failure;

impl Target {
    /// The preset with its hosts moved, where a simulated payer stands in for the real one.
    pub fn moved_preset(&self) -> Result<Option<Preset>, Failure> {
        let (Some(id), Some(fhir_base)) = (&self.payer, &self.fhir_base) else { return Ok(None) };
        let url = Url::parse(fhir_base)
            .map_err(|_| Failure::new(ErrorKind::Misconfigured, "--fhir-base is not an absolute URL"))?;
        if !is_loopback(&url) {
            return Ok(None);
        }
        Ok(Some(moved(&preset(id)?, &url, fhir_base)?))
    }
}

/// The built-in preset with this id.
pub fn preset(id: &str) -> Result<Preset, ConfigError> {
    payer::builtin()
        .into_iter()
        .find(|preset| preset.id == id)
        .ok_or_else(|| ConfigError::UnknownPayer { id: id.to_owned() })
}

/// `preset` as the origin of `url` serves it, with this FHIR base.
pub fn moved(preset: &Preset, url: &Url, fhir_base: &str) -> Result<Preset, ConfigError> {
    let unusable = |_| ConfigError::Url { what: "the FHIR base", rule: "it has no origin" };
    let origin = Url::parse(&url.origin().ascii_serialization()).map_err(unusable)?;
    let mut moved = preset.at_origin(&origin)?;
    moved.fhir_base = Some(fhir_base.to_owned());
    Ok(moved)
}
