//! The form of a preset and the rules that one must keep.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::{Position, Url};

use crate::config::{ClientAuthMethod, parse_endpoint};
use crate::error::{ConfigError, PresetError};
use crate::payer::place::path_at;

/// What is known of one payer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Short name, such as `bcbsmn`: lower-case letters, digits and hyphens.
    pub id: String,
    /// Name that members know.
    pub name: String,
    /// FHIR base URL, verbatim; `None` where one preset serves many plans and the app must say which.
    #[serde(default)]
    pub fhir_base: Option<String>,
    /// Endpoints that the payer's documents print: the fallback where discovery does not tell them.
    #[serde(default)]
    pub endpoints: Endpoints,
    /// Hosts, besides those of the printed endpoints and of the FHIR base, that discovery may name. `None`: any host,
    /// because the documents name none.
    #[serde(default)]
    pub hosts: Option<Vec<String>>,
    /// PKCE (RFC 7636) at this payer.
    pub pkce: Pkce,
    /// Client authentication, the preferred first.
    pub client_auth: Vec<ClientAuthMethod>,
    /// The `aud` parameter of the authorization request (SMART App Launch).
    pub aud: Aud,
    /// How client id and secret are written into the `Authorization: Basic` header.
    #[serde(default)]
    pub basic_encoding: BasicEncoding,
    /// Where the SMART configuration is, if not under the FHIR base.
    #[serde(default)]
    pub discovery: Option<String>,
    /// Scopes to ask for.
    pub scopes: Vec<String>,
    /// Whether `prompt=consent` goes along where `offline_access` is asked for. Without it an authorization server ignores
    /// that scope that keeps OpenID Connect Core section 11 by the letter; others may ask the member twice.
    #[serde(default)]
    pub consent_for_offline_access: bool,
    /// Whether an ID token comes with the access token.
    pub id_token: IdTokenPolicy,
    /// What the authorization server does with parameters that it does not know (RFC 6749 section 3.1: ignore).
    #[serde(default)]
    pub unknown_parameters: UnknownParameters,
    /// `Accept` header of FHIR requests.
    #[serde(default = "fhir_json")]
    pub accept: String,
    /// What is fetched, and how.
    pub fetch: FetchPlan,
    /// How an app registers with the payer.
    pub registration: Registration,
    /// A notice that the payer's terms oblige the app to show.
    #[serde(default)]
    pub notice: Option<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

/// Endpoints of an authorization server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoints {
    /// Authorization endpoint (RFC 6749 section 3.1).
    #[serde(default)]
    pub authorization: Option<String>,
    /// Token endpoint (RFC 6749 section 3.2).
    #[serde(default)]
    pub token: Option<String>,
    /// Revocation endpoint (RFC 7009).
    #[serde(default)]
    pub revocation: Option<String>,
    /// UserInfo endpoint (OpenID Connect Core section 5.3).
    #[serde(default)]
    pub userinfo: Option<String>,
    /// Issuer identifier, from which the OpenID configuration is read.
    #[serde(default)]
    pub issuer: Option<String>,
}

/// PKCE at a payer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pkce {
    /// The payer's documents promise it; sign-in stops where the server denies it.
    Required,
    /// S256 is sent, and counts only where the server advertises it.
    Expected,
    /// The payer's documents say that there is none. The rest of the fallback is demanded.
    Unsupported,
}

/// What an authorization server does with parameters that it does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownParameters {
    /// Ignores them, as RFC 6749 section 3.1 demands.
    #[default]
    Ignored,
    /// Answers with an error, so that a challenge must not be sent to a server without PKCE.
    Rejected,
}

/// How client id and secret are written into the `Authorization: Basic` header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasicEncoding {
    /// Each form-encoded before they are joined, as RFC 6749 section 2.3.1 demands.
    #[default]
    Form,
    /// As they are, for servers that do not decode them.
    Raw,
}

/// The `aud` parameter of the authorization request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aud {
    /// The FHIR base, as SMART App Launch says.
    FhirBase,
    /// Another value that the payer demands.
    Value(String),
    /// Not sent.
    Omit,
}

/// Whether an ID token comes with the access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdTokenPolicy {
    /// Always when `openid` is granted; a sign-in without it is refused.
    Required,
    /// Perhaps; one that comes is checked.
    Optional,
}

/// How the records of a payer are reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// A search for each type.
    Search,
    /// `Patient/{id}/$everything` and nothing else.
    Everything,
}

/// What is fetched from a payer, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FetchPlan {
    /// How the records are reached.
    pub strategy: Strategy,
    /// Types in the patient's compartment; searched one by one.
    pub patient_types: Vec<String>,
    /// Types that are the same for all members (formulary) and need the member's token.
    #[serde(default)]
    pub shared_types: Vec<String>,
    /// Types that are read where a record refers to them (providers, organizations, medications).
    #[serde(default)]
    pub referenced_types: Vec<String>,
    /// Types that are open to everybody. The token is never sent for them.
    #[serde(default)]
    pub open_types: Vec<String>,
    /// Whether only those types are asked for that the server's CapabilityStatement names: for a server of which
    /// nothing else is known.
    #[serde(default)]
    pub as_offered: bool,
    /// Search parameters per type, where they are others than the guides'. `{patient}` stands for the patient's id.
    #[serde(default)]
    pub queries: BTreeMap<String, Vec<String>>,
    /// `_count` of a page.
    #[serde(default = "page_size")]
    pub page_size: u32,
    /// Whether `_revinclude=Provenance:target` brings the provenance of what a search finds (US Core).
    #[serde(default)]
    pub provenance: bool,
}

/// How an app registers with the payer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// Address of the portal or the mailbox.
    pub contact: String,
    /// What to send.
    pub send: Vec<String>,
    /// What comes back.
    pub receive: Vec<String>,
}

fn fhir_json() -> String {
    "application/fhir+json, application/json;q=0.9".to_owned()
}

fn page_size() -> u32 {
    100
}

impl Preset {
    /// Reads and checks a preset. `file` only names it in errors.
    ///
    /// ```
    /// use billfold::payer::{Preset, builtin};
    ///
    /// let preset = builtin().into_iter().find(|preset| preset.id == "bcbsnc").expect("it is built in");
    /// let text = serde_json::to_string(&preset).expect("a preset has a text");
    /// assert!(Preset::from_json("bcbsnc.json", &text).is_ok_and(|again| again == preset));
    ///
    /// let error = Preset::from_json("mine.json", r#"{"id": "mine", "pkce": "perhaps"}"#).unwrap_err();
    /// assert!(error.to_string().contains("mine.json"));
    /// ```
    pub fn from_json(file: &str, text: &str) -> Result<Self, PresetError> {
        let preset: Self = serde_json::from_slice(text.as_bytes()).map_err(|error| PresetError {
            file: file.to_owned(),
            field: path_at(text, error.line(), error.column()),
            rule: error.to_string(),
        })?;
        preset.validate(file)?;
        Ok(preset)
    }

    /// A preset for any SMART server of which nothing but the FHIR base is known: discovery tells the rest. Its id is
    /// made from the host, so that two such servers are two payers.
    pub fn for_fhir_base(fhir_base: &str) -> Result<Self, ConfigError> {
        let url =
            parse_endpoint(fhir_base).map_err(|rule| ConfigError::Url { what: "the FHIR base", rule })?;
        let host = &url[Position::BeforeHost..Position::AfterPort];
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let words = |list: &[&str]| list.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        Ok(Self {
            id: host.chars().map(plain).collect(),
            name: host.to_owned(),
            fhir_base: Some(fhir_base.to_owned()),
            endpoints: Endpoints::default(),
            hosts: None,
            pkce: Pkce::Expected,
            client_auth: vec![
                ClientAuthMethod::None,
                ClientAuthMethod::ClientSecretBasic,
                ClientAuthMethod::ClientSecretPost,
                ClientAuthMethod::PrivateKeyJwt,
            ],
            aud: Aud::FhirBase,
            basic_encoding: BasicEncoding::Form,
            discovery: None,
            scopes: words(&["openid", "fhirUser", "launch/patient", "patient/*.read", "offline_access"]),
            consent_for_offline_access: false,
            id_token: IdTokenPolicy::Optional,
            unknown_parameters: UnknownParameters::Ignored,
            accept: fhir_json(),
            fetch: FetchPlan {
                strategy: Strategy::Search,
                patient_types: words(&[
                    "Patient",
                    "Coverage",
                    "ExplanationOfBenefit",
                    "AllergyIntolerance",
                    "CarePlan",
                    "CareTeam",
                    "Condition",
                    "Device",
                    "DiagnosticReport",
                    "DocumentReference",
                    "Encounter",
                    "Goal",
                    "Immunization",
                    "MedicationDispense",
                    "MedicationRequest",
                    "MedicationStatement",
                    "Observation",
                    "Procedure",
                ]),
                shared_types: Vec::new(),
                referenced_types: words(&[
                    "Binary",
                    "Location",
                    "Medication",
                    "Organization",
                    "Practitioner",
                    "PractitionerRole",
                    "RelatedPerson",
                ]),
                open_types: Vec::new(),
                as_offered: true,
                queries: BTreeMap::new(),
                page_size: page_size(),
                provenance: false,
            },
            registration: Registration { contact: String::new(), send: Vec::new(), receive: Vec::new() },
            notice: None,
            sources: Vec::new(),
        })
    }

    /// The same payer as another origin serves it: a sandbox, a gateway. Paths stay, hosts change.
    pub fn at_origin(&self, origin: &Url) -> Result<Self, ConfigError> {
        let moved = |text: &Option<String>| -> Result<Option<String>, ConfigError> {
            let Some(text) = text else { return Ok(None) };
            let error = |rule| ConfigError::Url { what: "a preset's endpoint", rule };
            let url = Url::parse(text).map_err(|_| error("it is not an absolute URL"))?;
            let origin = origin.as_str().trim_end_matches('/');
            let path = if url.path() == "/" && !text.ends_with('/') { "" } else { url.path() };
            Ok(Some(format!("{origin}{path}")))
        };
        let endpoints = &self.endpoints;
        Ok(Self {
            fhir_base: moved(&self.fhir_base)?,
            discovery: moved(&self.discovery)?,
            endpoints: Endpoints {
                authorization: moved(&endpoints.authorization)?,
                token: moved(&endpoints.token)?,
                revocation: moved(&endpoints.revocation)?,
                userinfo: moved(&endpoints.userinfo)?,
                issuer: moved(&endpoints.issuer)?,
            },
            hosts: self.hosts.as_ref().map(|_| origin.host_str().map(str::to_owned).into_iter().collect()),
            ..self.clone()
        })
    }

    /// The same payer behind a broker: to the app that is a server with S256 and public clients.
    #[must_use]
    pub(crate) fn through_broker(self) -> Self {
        Self {
            pkce: Pkce::Required,
            client_auth: vec![ClientAuthMethod::None],
            unknown_parameters: UnknownParameters::Ignored,
            // The broker asks for it.
            consent_for_offline_access: false,
            ..self
        }
    }

    /// All types that this payer offers for a member, in the order in which they are fetched.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        let fetch = &self.fetch;
        fetch
            .patient_types
            .iter()
            .chain(&fetch.shared_types)
            .chain(&fetch.referenced_types)
            .map(String::as_str)
    }

    /// Checks the rules that the JSON form alone cannot express.
    pub fn validate(&self, file: &str) -> Result<(), PresetError> {
        let fail = |field: &str, rule: &str| {
            Err(PresetError { file: file.to_owned(), field: field.to_owned(), rule: rule.to_owned() })
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || !self.id.chars().all(plain) {
            return fail("id", "use lower-case letters, digits and hyphens");
        }
        let endpoints = &self.endpoints;
        for (field, value) in [
            ("fhir_base", &self.fhir_base),
            ("discovery", &self.discovery),
            ("endpoints.authorization", &endpoints.authorization),
            ("endpoints.token", &endpoints.token),
            ("endpoints.revocation", &endpoints.revocation),
            ("endpoints.userinfo", &endpoints.userinfo),
            ("endpoints.issuer", &endpoints.issuer),
        ] {
            if let Some(Err(rule)) = value.as_deref().map(parse_endpoint) {
                return fail(field, rule);
            }
        }
        if self.client_auth.is_empty() {
            return fail(
                "client_auth",
                "name at least one method: none, client_secret_basic, client_secret_post, private_key_jwt",
            );
        }
        if self.scopes.is_empty() {
            return fail("scopes", "name at least one scope");
        }
        if self.scopes.iter().any(|scope| scope.is_empty() || scope.contains(char::is_whitespace)) {
            return fail("scopes", "one scope per entry, without spaces");
        }
        if self.pkce == Pkce::Unsupported
            && self.scopes.iter().any(|scope| scope == "openid")
            && self.id_token != IdTokenPolicy::Required
        {
            return fail(
                "id_token",
                "without PKCE the ID token must be `required`: its nonce is the defence that is left",
            );
        }
        let fetch = &self.fetch;
        if fetch.patient_types.is_empty() {
            return fail("fetch.patient_types", "name at least one type");
        }
        for (field, list) in [
            ("fetch.patient_types", &fetch.patient_types),
            ("fetch.shared_types", &fetch.shared_types),
            ("fetch.referenced_types", &fetch.referenced_types),
            ("fetch.open_types", &fetch.open_types),
        ] {
            let is_type = |name: &String| {
                name.starts_with(|c: char| c.is_ascii_uppercase())
                    && name.chars().all(|c| c.is_ascii_alphabetic())
            };
            if !list.iter().all(is_type) {
                return fail(field, "use the names of FHIR R4 resource types");
            }
        }
        if fetch.queries.values().any(Vec::is_empty) {
            return fail("fetch.queries", "name at least one search per type, or leave the type out");
        }
        if !(1..=1000).contains(&fetch.page_size) {
            return fail("fetch.page_size", "from 1 to 1000");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::payer::builtin;

    #[test]
    fn every_built_in_preset_is_valid_and_has_its_own_id() {
        let presets = builtin();
        let ids: Vec<_> = presets.iter().map(|preset| preset.id.as_str()).collect();
        assert_eq!(ids, ["bcbsmn", "bcbsnc", "bcbst", "intersystems", "sharedhealthms"]);
    }

    #[test]
    fn an_error_names_file_field_and_rule() {
        let good = serde_json::to_value(&builtin()[0]).unwrap();
        for (field, value, rule) in [
            ("id", json!("Bad Id"), "lower-case"),
            ("fhir_base", json!("http://api.example/fhir"), "https"),
            ("scopes", json!([]), "at least one"),
            ("scopes", json!(["openid fhirUser"]), "without spaces"),
            ("client_auth", json!([]), "at least one"),
            ("id_token", json!("optional"), "required"),
        ] {
            let mut changed = good.clone();
            changed[field] = value;
            let error = Preset::from_json("mine.json", &changed.to_string()).unwrap_err();
            assert_eq!((error.file.as_str(), error.field.as_str()), ("mine.json", field));
            assert!(error.rule.contains(rule), "{error}");
        }
        for (pointer, value, field, rule) in [
            ("/id", json!(1), "id", "expected a string"),
            ("/pkce", json!("maybe"), "pkce", "unknown variant"),
            ("/fetch/page_size", json!("many"), "fetch.page_size", "expected u32"),
            ("/fetch/patient_types/2", json!(null), "fetch.patient_types[2]", "expected a string"),
            ("/client_auth/0", json!("secret"), "client_auth[0]", "unknown variant"),
            ("/registration", json!({"contact": "x", "sent": []}), "registration.sent", "unknown field"),
        ] {
            let mut changed = good.clone();
            *changed.pointer_mut(pointer).unwrap() = value;
            let error = Preset::from_json("mine.json", &changed.to_string()).unwrap_err();
            assert_eq!(error.field, field, "{error}");
            assert!(error.rule.contains(rule), "{error}");
        }
        assert!(Preset::from_json("mine.json", "{").unwrap_err().to_string().contains("line 1"));
        let twice = format!("{good}{good}");
        assert!(Preset::from_json("mine.json", &twice).unwrap_err().rule.contains("trailing"));
    }

    #[test]
    fn a_server_without_a_preset_is_a_payer_of_its_own() {
        let id = |fhir_base: &str| Preset::for_fhir_base(fhir_base).map(|preset| preset.id);
        assert_eq!(id("https://API.payer.example/fhir").unwrap(), "api-payer-example");
        assert_eq!(id("http://127.0.0.1:7410/fhir").unwrap(), "127-0-0-1-7410");
        assert!(id("http://api.payer.example/fhir").is_err());
        Preset::for_fhir_base("https://[2001:db8::1]/r4").unwrap().validate("test").unwrap();
    }

    #[test]
    fn another_origin_keeps_the_paths() {
        let origin = Url::parse("http://127.0.0.1:7410").unwrap();
        let moved =
            builtin().into_iter().find(|preset| preset.id == "bcbsnc").unwrap().at_origin(&origin).unwrap();
        assert_eq!(moved.fhir_base.as_deref(), Some("http://127.0.0.1:7410/fhir/sb/R4/payer-to-payer"));
        assert_eq!(
            moved.endpoints.token.as_deref(),
            Some("http://127.0.0.1:7410/CMSP2PMemberSB/sps/oauth/oauth20/token")
        );
    }
}
