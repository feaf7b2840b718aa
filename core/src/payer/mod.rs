//! Presets: what is known of each payer, as data.
//!
//! A preset is the word of the payer's own documents, checked on load. Nothing that a server says on the wire loosens
//! it: discovery may confirm or tighten (RFC 9700 section 4.8.2, PKCE downgrade).

mod place;
mod preset;

pub use preset::{
    Aud, BasicEncoding, Endpoints, FetchPlan, IdTokenPolicy, Pkce, Preset, Registration, Strategy,
    UnknownParameters,
};

use url::Url;

use crate::error::{ConfigError, PresetError};

/// The five built-in presets, in the order of their ids.
///
/// # Panics
/// Never: the tests load every one of them.
pub fn builtin() -> Vec<Preset> {
    [
        ("payers/bcbsmn.json", include_str!("../../payers/bcbsmn.json")),
        ("payers/bcbsnc.json", include_str!("../../payers/bcbsnc.json")),
        ("payers/bcbst.json", include_str!("../../payers/bcbst.json")),
        ("payers/intersystems.json", include_str!("../../payers/intersystems.json")),
        ("payers/sharedhealthms.json", include_str!("../../payers/sharedhealthms.json")),
    ]
    .into_iter()
    .map(|(file, text)| Preset::from_json(file, text).expect("a built-in preset is valid"))
    .collect()
}

/// The JSON of a built-in preset with its hosts replaced by `origin`: for a sandbox or a gateway that serves the same
/// paths.
pub fn json_at_origin(id: &str, origin: &str) -> Result<String, ConfigError> {
    let unusable = |rule| ConfigError::Url { what: "the origin", rule };
    let origin = Url::parse(origin).map_err(|_| unusable("it is not an absolute URL"))?;
    if !origin.has_host() {
        return Err(unusable("it names no host"));
    }
    let known = builtin().into_iter().find(|preset| preset.id == id);
    let moved = known.ok_or_else(|| ConfigError::UnknownPayer { id: id.to_owned() })?.at_origin(&origin)?;
    let failed = |_| PresetError {
        file: id.to_owned(),
        field: String::new(),
        rule: "it cannot be written".to_owned(),
    };
    Ok(serde_json::to_string(&moved).map_err(failed)?)
}

/// Built-in presets with those of the app added or put in their place.
pub(crate) fn merged(added: &[Preset]) -> Result<Vec<Preset>, PresetError> {
    let mut presets = builtin();
    for preset in added {
        preset.validate(&preset.id)?;
        match presets.iter_mut().find(|known| known.id == preset.id) {
            Some(known) => *known = preset.clone(),
            None => presets.push(preset.clone()),
        }
    }
    Ok(presets)
}
