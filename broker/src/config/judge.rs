//! Judging the file: what it says becomes a [`Config`], or the list of what is wrong with it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use billfold::ClientRegistration;
use billfold::config::{ClientAuthMethod, Redirect, RedirectBinding, is_loopback, parse_endpoint};
use billfold::payer::{Preset, builtin};
use billfold::secret::{ClientSecret, Secret};
use ipnet::IpNet;
use toml::Spanned;
use url::Url;
use zeroize::{Zeroize as _, Zeroizing};

use super::file::{self, File, SecretSource};
use super::problem::Problems;
use super::{App, Config, ConfigError, Limits, PayerConfig, TlsFiles};
use crate::apps::LOOPBACK;

impl Config {
    /// Reads and judges the file at `path`. Relative paths in it start at its directory.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_toml(&file, &text, path.parent().unwrap_or(Path::new("."))),
            Err(error) => {
                let mut problems = Problems::new("");
                problems.note(None, "file", format!("it cannot be read: {error}"));
                Err(problems.into_error(&file))
            }
        }
    }

    /// Judges `text`. `file` only names it in errors; relative paths start at `directory`.
    pub fn from_toml(file: &str, text: &str, directory: &Path) -> Result<Self, ConfigError> {
        let mut problems = Problems::new(text);
        let read =
            toml::Deserializer::parse(text).map_err(|error| (".".to_owned(), error)).and_then(|toml| {
                serde_path_to_error::deserialize::<_, File>(toml)
                    .map_err(|error| (error.path().to_string(), error.into_inner()))
            });
        match read {
            Ok(read) => {
                let mut judge = Judge { problems, directory };
                let config = judge.config(read);
                match config {
                    Some(config) if judge.problems.is_empty() => Ok(config),
                    _ => Err(judge.problems.into_error(file)),
                }
            }
            Err((field, error)) => {
                problems.note(error.span(), field, error.message());
                Err(problems.into_error(file))
            }
        }
    }
}

struct Judge<'a> {
    problems: Problems<'a>,
    directory: &'a Path,
}

impl Judge<'_> {
    fn config(&mut self, file: File) -> Option<Config> {
        let public_url = self.public_url(&file.public_url);
        let listen = self.listen(file.listen.as_ref());
        let trusted_proxies = file.trusted_proxies.iter().filter_map(|proxy| self.proxy(proxy)).collect();
        if file.sealing_keys.is_empty() {
            self.problems.note(None, "sealing_keys", "name at least one: the first seals, all open");
        }
        let sealing_keys = file.sealing_keys.iter().enumerate();
        let sealing_keys = sealing_keys.filter_map(|(at, source)| self.sealing_key(at, source)).collect();
        if file.payers.is_empty() {
            self.problems.note(None, "payers", "name at least one payer");
        }
        let apps = self.apps(&file);
        let payers = file.payers.into_iter().filter_map(|(name, payer)| self.payer(&name, payer)).collect();
        let limits = self.limits(file.limits);
        let tls = file.tls.map(|tls| {
            let span = tls.span();
            let tls = tls.into_inner();
            let files = TlsFiles {
                certificate: self.directory.join(tls.certificate),
                key: self.directory.join(tls.key),
            };
            for (field, file) in [("tls.certificate", &files.certificate), ("tls.key", &files.key)] {
                if let Err(error) = std::fs::File::open(file) {
                    self.problems.at(span.clone(), field, format!("it cannot be read: {error}"));
                }
            }
            files
        });
        Some(Config {
            public_url: public_url?,
            listen: listen?,
            tls,
            trusted_proxies,
            sealing_keys,
            payers,
            apps,
            limits: limits?,
        })
    }

    fn public_url(&mut self, text: &Spanned<String>) -> Option<Url> {
        let parsed = parse_endpoint(text.get_ref()).and_then(|url| {
            let is_origin = url.path() == "/" && url.query().is_none();
            if is_origin { Ok(url) } else { Err("name the origin only, such as https://broker.example") }
        });
        parsed.map_err(|rule| self.problems.at(text.span(), "public_url", rule)).ok()
    }

    fn listen(&mut self, text: Option<&Spanned<String>>) -> Option<SocketAddr> {
        let Some(text) = text else { return Some(SocketAddr::from(([127, 0, 0, 1], 8080))) };
        let parsed = text.get_ref().parse();
        if parsed.is_err() {
            self.problems.at(text.span(), "listen", "write an address and a port, such as 127.0.0.1:8080");
        }
        parsed.ok()
    }

    fn proxy(&mut self, text: &Spanned<String>) -> Option<IpNet> {
        let written = text.get_ref();
        let parsed =
            written.parse().or_else(|_| written.parse().map(|address: std::net::IpAddr| address.into()));
        if parsed.is_err() {
            let rule = "write an address or a network, such as 10.0.0.0/8";
            self.problems.at(text.span(), "trusted_proxies", rule);
        }
        parsed.ok()
    }

    /// The text of a secret, without the line break at its end.
    fn secret(&mut self, field: &str, source: &Spanned<SecretSource>) -> Option<ClientSecret> {
        let read = match source.get_ref() {
            SecretSource::Env(name) => {
                std::env::var(name).map_err(|_| format!("the environment variable {name} is not set"))
            }
            SecretSource::File(path) => std::fs::read_to_string(self.directory.join(path))
                .map_err(|error| format!("the file {} cannot be read: {error}", path.display())),
        };
        let judged = read.map(Zeroizing::new).and_then(|text| match text.trim_end_matches(['\r', '\n']) {
            "" => Err("the secret is empty".to_owned()),
            secret => Ok(Secret::from(secret)),
        });
        judged.map_err(|rule| self.problems.at(source.span(), field, rule)).ok()
    }

    fn sealing_key(&mut self, at: usize, source: &Spanned<SecretSource>) -> Option<Secret<[u8; 32]>> {
        let field = format!("sealing_keys[{at}]");
        let text = self.secret(&field, source)?;
        let text = text.expose().trim();
        let decoded = STANDARD.decode(text).or_else(|_| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')));
        let mut bytes = decoded.unwrap_or_default();
        let key: Option<[u8; 32]> = bytes.as_slice().try_into().ok();
        bytes.zeroize();
        if key.is_none() {
            let rule = "a sealing key is 32 random bytes in base64: openssl rand -base64 32";
            self.problems.at(source.span(), field, rule);
        }
        key.map(Secret::new)
    }

    fn payer(&mut self, name: &str, payer: Spanned<file::Payer>) -> Option<PayerConfig> {
        let span = payer.span();
        let payer = payer.into_inner();
        let field = |field: &str| format!("payers.{name}.{field}");
        let mut preset = self.preset(name, span.clone(), &payer)?;
        name.clone_into(&mut preset.id);
        if name == "callback" {
            self.problems.at(
                span.clone(),
                "payers.callback",
                "this name is taken by the broker's own addresses",
            );
        }
        if let Some(base) = &payer.fhir_base {
            if let Err(rule) = parse_endpoint(base.get_ref()) {
                self.problems.at(base.span(), field("fhir_base"), rule);
            }
            preset.fhir_base = Some(base.get_ref().clone());
        }
        if let Err(error) = preset.validate(name) {
            self.problems.at(span.clone(), format!("payers.{name}"), error.to_string());
        }
        if preset.fhir_base.is_none() {
            let rule = "this preset is a platform of many plans: name the FHIR base of the plan";
            self.problems.at(span.clone(), field("fhir_base"), rule);
        }
        if payer.client_id.get_ref().is_empty() {
            self.problems.at(payer.client_id.span(), field("client_id"), "it is empty");
        }
        let secret = match &payer.client_secret {
            Some(source) => Some(self.secret(&field("client_secret"), source)?),
            None => None,
        };
        let method = payer.client_auth.as_ref().map(|method| *method.get_ref());
        let fits = |method: &ClientAuthMethod| match method {
            ClientAuthMethod::None => secret.is_none(),
            ClientAuthMethod::ClientSecretBasic | ClientAuthMethod::ClientSecretPost => secret.is_some(),
            ClientAuthMethod::PrivateKeyJwt => false,
        };
        if !method.as_ref().map_or_else(|| preset.client_auth.iter().any(fits), fits) {
            let known: Vec<_> = preset.client_auth.iter().map(|method| method.as_str()).collect();
            let rule = format!("a client that authenticates by one of [{}] is needed here", known.join(", "));
            self.problems.at(span, field("client_secret"), rule);
        }
        let client_id = payer.client_id.into_inner();
        Some(PayerConfig { preset, client: ClientRegistration { client_id, client_secret: secret, method } })
    }

    fn preset(&mut self, name: &str, span: std::ops::Range<usize>, payer: &file::Payer) -> Option<Preset> {
        if let Some(path) = &payer.preset_file {
            let file = path.get_ref().display().to_string();
            let text =
                std::fs::read_to_string(self.directory.join(path.get_ref())).map_err(|e| e.to_string());
            let read = text.and_then(|text| Preset::from_json(&file, &text).map_err(|e| e.to_string()));
            return read
                .map_err(|rule| self.problems.at(path.span(), format!("payers.{name}.preset_file"), rule))
                .ok();
        }
        let id = payer.preset.as_ref().map_or(name, |preset| preset.get_ref());
        let known = builtin().into_iter().find(|preset| preset.id == id);
        if known.is_none() {
            let span = payer.preset.as_ref().map_or(span, Spanned::span);
            let ids: Vec<_> = builtin().into_iter().map(|preset| preset.id).collect();
            let rule = format!("`{id}` is none of [{}]: name one, or a preset_file", ids.join(", "));
            self.problems.at(span, format!("payers.{name}.preset"), rule);
        }
        known
    }

    fn apps(&mut self, file: &File) -> Vec<App> {
        if file.apps.is_empty() {
            self.problems.note(None, "apps", "name at least one app");
        }
        // A redirect URI is one payer's alone (RFC 9700 section 4.4.2).
        let mut taken: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        let mut apps = Vec::new();
        for (client_id, app) in &file.apps {
            let mut redirect_uris = Vec::new();
            if app.get_ref().redirect_uris.is_empty() {
                let rule = "name at least one payer and a redirect URI";
                self.problems.at(app.span(), format!("apps.{client_id}.redirect_uris"), rule);
            }
            for (payer, uris) in &app.get_ref().redirect_uris {
                let field = format!("apps.{client_id}.redirect_uris.{payer}");
                if !file.payers.contains_key(payer) {
                    self.problems.at(app.span(), &field, format!("`{payer}` is none of the payers"));
                }
                for uri in uris {
                    let text = uri.get_ref().as_str();
                    if let Err(rule) = redirect_rule(text) {
                        self.problems.at(uri.span(), &field, rule);
                    }
                    match taken.insert((client_id, text), payer) {
                        Some(other) if other != payer => {
                            let rule = format!("it is `{other}`'s already: give each payer its own");
                            self.problems.at(uri.span(), &field, rule);
                        }
                        _ => {}
                    }
                    redirect_uris.push((payer.clone(), text.to_owned()));
                }
            }
            apps.push(App { client_id: client_id.clone(), redirect_uris });
        }
        apps
    }

    fn limits(&mut self, limits: Option<Spanned<file::Limits>>) -> Option<Limits> {
        let span = limits.as_ref().map(Spanned::span);
        let limits = limits.map(Spanned::into_inner).unwrap_or_default();
        let mut at_least_one = |field: &str, value: u32| {
            let value = NonZeroU32::new(value);
            if value.is_none() {
                self.problems.note(span.clone(), format!("limits.{field}"), "it must be at least 1");
            }
            value
        };
        let concurrency = at_least_one("concurrency", limits.concurrency);
        let per_second = at_least_one("requests_per_second", limits.requests_per_second);
        let burst = at_least_one("burst", limits.burst);
        let header = at_least_one("header_seconds", limits.header_seconds);
        let request = at_least_one("request_seconds", limits.request_seconds);
        let payer = at_least_one("payer_seconds", limits.payer_seconds);
        if payer >= request {
            let rule = "it must be less than request_seconds, so that the app is told whose fault it is";
            self.problems.note(span.clone(), "limits.payer_seconds", rule);
        }
        let seconds = |value: NonZeroU32| Duration::from_secs(value.get().into());
        Some(Limits {
            concurrency: usize::try_from(concurrency?.get()).ok()?,
            per_second: per_second?,
            burst: burst?,
            header: seconds(header?),
            request: seconds(request?),
            payer: seconds(payer?),
        })
    }
}

/// Whether a native app may have this redirect URI (RFC 8252 section 7). On the loopback interface the port is the app's
/// to choose: it is registered without one (section 7.3).
fn redirect_rule(uri: &str) -> Result<(), String> {
    let binding = match Url::parse(uri) {
        Ok(url) if url.scheme() == "http" && is_loopback(&url) => {
            if !uri.starts_with(&format!("{LOOPBACK}/")) {
                return Err(format!("register {LOOPBACK}/.. without a port: the app chooses one"));
            }
            RedirectBinding::Loopback
        }
        Ok(url) if url.scheme() == "https" => RedirectBinding::ClaimedHttps,
        _ => RedirectBinding::AuthSession,
    };
    Redirect::new(uri, binding).map(|_| ()).map_err(|error| error.to_string())
}
