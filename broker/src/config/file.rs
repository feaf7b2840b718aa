//! The configuration as it stands in the file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use billfold::config::ClientAuthMethod;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub public_url: Spanned<String>,
    #[serde(default)]
    pub listen: Option<Spanned<String>>,
    #[serde(default)]
    pub tls: Option<Spanned<Tls>>,
    #[serde(default)]
    pub trusted_proxies: Vec<Spanned<String>>,
    #[serde(default)]
    pub sealing_keys: Vec<Spanned<SecretSource>>,
    #[serde(default)]
    pub payers: BTreeMap<String, Spanned<Payer>>,
    #[serde(default)]
    pub apps: BTreeMap<String, Spanned<App>>,
    #[serde(default)]
    pub limits: Option<Spanned<Limits>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tls {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payer {
    /// A built-in preset; the payer's own name where neither this nor a file is given.
    #[serde(default)]
    pub preset: Option<Spanned<String>>,
    #[serde(default)]
    pub preset_file: Option<Spanned<PathBuf>>,
    #[serde(default)]
    pub fhir_base: Option<Spanned<String>>,
    pub client_id: Spanned<String>,
    #[serde(default)]
    pub client_secret: Option<Spanned<SecretSource>>,
    #[serde(default)]
    pub client_auth: Option<Spanned<ClientAuthMethod>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct App {
    pub redirect_uris: BTreeMap<String, Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Limits {
    pub concurrency: u32,
    pub requests_per_second: u32,
    pub burst: u32,
    pub header_seconds: u32,
    pub request_seconds: u32,
    pub payer_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            concurrency: 512,
            requests_per_second: 20,
            burst: 100,
            header_seconds: 10,
            request_seconds: 30,
            payer_seconds: 20,
        }
    }
}

/// Where a secret stands.
pub(super) enum SecretSource {
    Env(String),
    File(PathBuf),
}

/// By hand: serde's own message would print a secret that somebody wrote into the file.
impl<'de> Deserialize<'de> for SecretSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const RULE: &str =
            "a secret does not stand in this file: write { env = \"NAME\" } or { file = \"PATH\" }";

        struct Source;

        impl<'de> Visitor<'de> for Source {
            type Value = SecretSource;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("{ env = \"NAME\" } or { file = \"PATH\" }")
            }

            fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<SecretSource, E> {
                Err(E::custom(RULE))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SecretSource, A::Error> {
                let source = match map.next_key::<String>()?.as_deref() {
                    Some("env") => SecretSource::Env(map.next_value()?),
                    Some("file") => SecretSource::File(map.next_value()?),
                    _ => return Err(A::Error::custom(RULE)),
                };
                match map.next_key::<String>()? {
                    None => Ok(source),
                    Some(_) => Err(A::Error::custom(RULE)),
                }
            }
        }

        deserializer.deserialize_any(Source)
    }
}
