//! Payers, sign-in, connections and sync.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use billfold::Redirect;
pub use billfold::SignInRequest;
use billfold::auth::{Exchange, PkceProtection, SignInProtection};
pub use billfold::auth::{FhirContext, LaunchContext};
use billfold::config::{ClientAuthMethod, RedirectBinding, parse_broker};
use billfold::payer::{Pkce, Preset, Registration};
pub use billfold::ports::SigningAlgorithm;
use billfold::wallet::StoreEvent;
pub use billfold::wallet::{Connection, PatientChoice, UserInfo};
pub use billfold::wallet::{ExportFormat, SignOutReport, SyncProgress};
use url::Url;

use crate::BillfoldError;
use crate::host::{ClientSigner, HostSigner};
use crate::types::opaque::opaque;

/// What keeps other apps from receiving the callback.
#[uniffi::remote(Enum)]
pub enum RedirectBinding {
    /// The browser session returns it to the app that started it: ASWebAuthenticationSession, Android Auth Tab.
    AuthSession,
    /// An https address that the operating system gives to the app that proved its claim.
    ClaimedHttps,
    /// A port of the loopback interface that this process holds.
    Loopback,
    /// Nothing: any app may register the same custom scheme (RFC 8252 section 8.1).
    Unbound,
}

/// How a client proves at the token endpoint who it is (RFC 6749 section 2.3, names of RFC 7591).
#[uniffi::remote(Enum)]
pub enum ClientAuthMethod {
    /// A public client: `client_id` in the body and no proof.
    None,
    /// Client id and secret in the `Authorization` header.
    ClientSecretBasic,
    /// Client id and secret in the body.
    ClientSecretPost,
    /// An assertion signed with a key that the device's key store holds (RFC 7523 section 2.2).
    PrivateKeyJwt,
}

/// An algorithm that a client's assertion is signed with.
#[uniffi::remote(Enum)]
pub enum SigningAlgorithm {
    /// ECDSA on P-384 with SHA-384. The signature is `r` and `s`, 48 bytes each (RFC 7518 section 3.4).
    Es384,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
}

/// How much PKCE protected a sign-in.
#[uniffi::remote(Enum)]
pub enum PkceProtection {
    /// S256, promised by the payer's documents or advertised by the server.
    S256,
    /// S256 was sent and nothing says that the server checks it. The fallback's demands were met.
    S256Unconfirmed,
    /// The payer has no PKCE. The fallback's demands were met.
    None,
}

/// Where the code was exchanged for tokens.
#[uniffi::remote(Enum)]
pub enum Exchange {
    /// On the device itself.
    Device,
    /// At the broker, which holds the client's secret. PKCE is the one between app and broker.
    Broker,
}

/// How a sign-in was protected, for a shell to show.
#[uniffi::remote(Record)]
pub struct SignInProtection {
    /// PKCE (RFC 7636).
    pub pkce: PkceProtection,
    /// How the app proved who it is. A secret in an app proves little (RFC 8252 section 8.5).
    pub client_auth: ClientAuthMethod,
    /// What kept other apps from receiving the callback.
    pub redirect: RedirectBinding,
    /// Where the code was exchanged.
    pub exchange: Exchange,
    /// Whether an ID token with this sign-in's nonce was checked.
    pub id_token: bool,
}

/// How an app registers with the payer.
#[uniffi::remote(Record)]
pub struct Registration {
    /// Address of the portal or the mailbox.
    pub contact: String,
    /// What to send.
    pub send: Vec<String>,
    /// What comes back.
    pub receive: Vec<String>,
}

/// PKCE at a payer.
#[uniffi::remote(Enum)]
pub enum Pkce {
    /// The payer's documents promise it; sign-in stops where the server denies it.
    Required,
    /// S256 is sent, and counts only where the server advertises it.
    Expected,
    /// The payer's documents say that there is none. The rest of the fallback is demanded.
    Unsupported,
}

opaque! {
/// What the payer says about the place in which the app was opened (SMART App Launch 2.2). Most payers say nothing.
pub struct LaunchContext {
    /// FHIR id of the encounter.
    pub encounter: Option<String>,
    /// Other records that the app was opened with.
    pub fhir_context: Vec<FhirContext>,
    /// Whether the app must show whose records these are; nothing where nothing is said.
    pub need_patient_banner: Option<bool>,
    /// Where colours and sizes are told that the app should adopt.
    pub smart_style_url: Option<Url>,
    /// What the member wanted to do.
    pub intent: Option<String>,
}
}

opaque! {
/// A record that the app was opened with.
pub struct FhirContext {
    /// Relative reference such as `ImagingStudy/123`, or the type alone.
    pub reference: String,
    /// Why it is there, as a URI; nothing means that it is what was open.
    pub role: Option<String>,
}
}

opaque! {
/// A patient whose records a sign-in opens.
pub struct PatientChoice {
    /// FHIR id, for `choose_patient`.
    pub patient: String,
    /// Name, as the payer writes it.
    pub name: Option<String>,
    /// Date of birth, as precise as the payer has it.
    pub birth_date: Option<String>,
}
}

/// What the wallet found lost, and has already dealt with.
#[uniffi::remote(Enum)]
pub enum StoreEvent {
    /// A connection is gone, with its tokens and its records: the device lost its key, or its file is from a backup or
    /// damaged. The member signs in again.
    ConnectionLost {
        /// Its id.
        connection: String,
        /// Preset id of its payer, where that is still known.
        payer: Option<String>,
    },
    /// Records of a connection were damaged and are gone. The next sync fetches everything.
    RecordsLost {
        /// Its id.
        connection: String,
    },
}

opaque! {
/// Who signed in. A payer tells as much as the granted scopes cover.
pub struct UserInfo {
    /// Full name.
    pub name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}
}

opaque! {
/// A member's connection to a payer.
pub struct Connection {
    /// Names it in every other call. It says nothing about member or payer.
    pub id: String,
    /// Preset id of the payer.
    pub payer: String,
    /// Name of the payer.
    pub payer_name: String,
    /// FHIR id of the patient whose records it opens.
    pub patient: String,
    /// Scopes that were granted.
    pub scopes: Vec<String>,
    /// Scopes that were asked for and not granted: what they open will be missing.
    pub scopes_missing: Vec<String>,
    /// Who signed in, as a reference such as `RelatedPerson/7`. A personal representative is not the patient.
    pub user: Option<String>,
    /// What else the payer said about the sign-in.
    pub context: LaunchContext,
    /// Whether access can be renewed without the member.
    pub can_refresh: bool,
    /// When access ends, in seconds since 1970, where it cannot be renewed and the payer said so.
    pub access_ends: Option<u64>,
    /// How the sign-in was protected.
    pub protection: SignInProtection,
    /// When the member signed in, in seconds since 1970.
    pub signed_in: u64,
    /// When a sync last ran to its end, in seconds since 1970.
    pub synced: Option<u64>,
    /// A notice that the payer's terms oblige the app to show.
    pub notice: Option<String>,
}
}

/// What became of a sign-out. The device holds nothing of the connection any more, whatever it says.
#[uniffi::remote(Record)]
pub struct SignOutReport {
    /// Whether the payer confirmed that it revoked the tokens (RFC 7009). Not every payer can.
    pub revoked: bool,
    /// Where the member's session in the browser can be ended, for the payers that have such a page. Open it if the
    /// member wants that too.
    pub end_session: Option<Url>,
}

/// The form of an export.
#[uniffi::remote(Enum)]
pub enum ExportFormat {
    /// One resource per line (FHIR Bulk Data Access, `application/fhir+ndjson`).
    Ndjson,
    /// One Bundle of the type `collection`.
    Bundle,
}

/// How far a sync has come.
#[uniffi::remote(Record)]
pub struct SyncProgress {
    /// FHIR type that was worked on last.
    pub resource_type: String,
    /// Records received until now.
    pub records: u64,
    /// Bytes received until now, after decompression.
    pub bytes: u64,
    /// Searches that are done.
    pub done: u64,
    /// Searches there are; reads of single referenced records are added as they become known.
    pub planned: u64,
    /// About how many records there will be, by what the payer's searches say; absent until one says something. It grows
    /// as more becomes known.
    pub expected: Option<u64>,
}

/// Where a wallet lives and what it permits.
#[derive(Clone, uniffi::Record)]
pub struct WalletConfig {
    /// Directory of the wallet's file. It is created when it is missing.
    pub directory: String,
    /// Presets, as JSON, to add to the built-in ones or to replace those of the same id.
    #[uniffi(default)]
    pub presets: Vec<String>,
    /// Permits a client secret in the app. For sandboxes and prototypes: anybody can read it there.
    #[uniffi(default = false)]
    pub allow_embedded_secret: bool,
    /// Permits a custom-scheme redirect that any app may receive. For prototypes.
    #[uniffi(default = false)]
    pub accept_unbound_redirect: bool,
    /// The key of clients that authenticate by `private_key_jwt`.
    #[uniffi(default = None)]
    pub signer: Option<Arc<dyn ClientSigner>>,
}

impl WalletConfig {
    pub(crate) fn into_core(self) -> Result<billfold::WalletConfig, BillfoldError> {
        let parse = |text: &String| {
            Preset::from_json("WalletConfig.presets", text).map_err(billfold::error::ConfigError::from)
        };
        Ok(billfold::WalletConfig {
            presets: self.presets.iter().map(parse).collect::<Result<_, _>>()?,
            directory: self.directory.into(),
            allow_embedded_secret: self.allow_embedded_secret,
            accept_unbound_redirect: self.accept_unbound_redirect,
            signer: self
                .signer
                .map(|signer| Arc::new(HostSigner(signer)) as Arc<dyn billfold::ports::ClientSigner>),
        })
    }
}

/// What the payer assigned to the app at registration.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Debug)]
pub struct ClientRegistration(pub(crate) billfold::ClientRegistration);

#[uniffi::export]
impl ClientRegistration {
    /// A client without a secret, as RFC 8252 wants a native app to be.
    #[uniffi::constructor]
    pub fn public_client(client_id: String) -> Self {
        Self(billfold::ClientRegistration::public(client_id))
    }

    /// A client whose key is `WalletConfig.signer`.
    #[uniffi::constructor]
    pub fn with_key(client_id: String) -> Self {
        Self(billfold::ClientRegistration::with_key(client_id))
    }

    /// A client with a secret inside the app: for sandboxes and prototypes.
    #[uniffi::constructor]
    pub fn with_embedded_secret(client_id: String, client_secret: String) -> Self {
        Self(billfold::ClientRegistration::with_embedded_secret(client_id, client_secret))
    }
}

/// How to sign in to a payer.
#[derive(Debug, uniffi::Record)]
pub struct SignInOptions {
    /// What the payer assigned to the app.
    pub client: Arc<ClientRegistration>,
    /// Where the callback comes back, letter by letter as registered with the payer.
    pub redirect_uri: String,
    /// What keeps other apps from receiving it.
    pub redirect_binding: RedirectBinding,
    /// Scopes to ask for instead of the preset's.
    #[uniffi(default = None)]
    pub scopes: Option<Vec<String>>,
    /// FHIR base instead of the preset's; needed where the preset is a platform of many plans.
    #[uniffi(default = None)]
    pub fhir_base: Option<String>,
    /// The broker to sign in through, such as `https://broker.example`: it holds the client's secret, and gives every payer
    /// S256. The client is then the public one that the broker knows.
    #[uniffi(default = None)]
    pub broker: Option<String>,
}

impl SignInOptions {
    pub(crate) fn into_core(self) -> Result<billfold::SignInOptions, BillfoldError> {
        Ok(billfold::SignInOptions {
            client: self.client.0.clone(),
            redirect: Redirect::new(self.redirect_uri, self.redirect_binding)?,
            scopes: self.scopes,
            fhir_base: self.fhir_base,
            broker: self.broker.as_deref().map(parse_broker).transpose()?,
        })
    }
}

opaque! {
/// A sign-in that waits for its callback.
pub struct SignInRequest {
    /// Names it for `cancel_sign_in`.
    pub id: String,
    /// What the shell opens in the system browser. It holds `state` and challenge: not for logs.
    pub url: Url,
    /// Where the callback will come back, verbatim.
    pub redirect_uri: String,
    /// How it will be protected, for the shell to show before the browser opens.
    pub protection: SignInProtection,
}
}

/// A payer that can be signed in to.
#[derive(Debug, uniffi::Record)]
pub struct Payer {
    /// Preset id, such as `bcbsmn`.
    pub id: String,
    /// Name that members know.
    pub name: String,
    /// Whether the app must give a FHIR base, because the preset serves many plans.
    pub needs_fhir_base: bool,
    /// PKCE at this payer, by its documents.
    pub pkce: Pkce,
    /// Client authentication, the preferred first.
    pub client_auth: Vec<ClientAuthMethod>,
    /// Scopes that are asked for.
    pub scopes: Vec<String>,
    /// How an app registers with the payer.
    pub registration: Registration,
    /// A notice that the payer's terms oblige the app to show.
    pub notice: Option<String>,
}

impl From<&Preset> for Payer {
    fn from(preset: &Preset) -> Self {
        let preset = preset.clone();
        Self {
            needs_fhir_base: preset.fhir_base.is_none(),
            id: preset.id,
            name: preset.name,
            pkce: preset.pkce,
            client_auth: preset.client_auth,
            scopes: preset.scopes,
            registration: preset.registration,
            notice: preset.notice,
        }
    }
}

/// The preset of a payer, as JSON, with its hosts replaced by `origin`: for a sandbox or a gateway that serves the same
/// paths. It goes into `WalletConfig.presets`.
#[uniffi::export]
pub fn preset_at_origin(payer: String, origin: String) -> Result<String, BillfoldError> {
    Ok(billfold::payer::json_at_origin(&payer, &origin)?)
}

/// A type that could not be fetched whole.
#[derive(Debug, uniffi::Record)]
pub struct SyncFailure {
    /// FHIR type.
    pub resource_type: String,
    /// Why, for developers and logs.
    pub detail: String,
}

/// What a sync brought.
#[derive(Debug, uniffi::Record)]
pub struct SyncReport {
    /// Records of this connection in the store, by FHIR type.
    pub records: HashMap<String, u64>,
    /// Records that were not there before.
    pub new: u64,
    /// Records that were there with other content.
    pub changed: u64,
    /// Records that the payer no longer has, found out by a reconciliation: they are marked and kept.
    pub missing: u64,
    /// Types that could not be fetched whole. The others are complete.
    pub failed: Vec<SyncFailure>,
    /// References that lead to what the payer does not give.
    pub unavailable: u64,
    /// HTTP requests, retries included.
    pub requests: u64,
    /// Bytes received, after decompression.
    pub bytes: u64,
    /// Time it took.
    pub elapsed: Duration,
}

impl From<billfold::SyncReport> for SyncReport {
    fn from(report: billfold::SyncReport) -> Self {
        let billfold::SyncReport {
            records,
            new,
            changed,
            missing,
            failed,
            unavailable,
            requests,
            bytes,
            elapsed,
        } = report;
        let failed = failed
            .into_iter()
            .map(|failure| SyncFailure {
                resource_type: failure.resource_type,
                detail: failure.error.to_string(),
            })
            .collect();
        Self {
            records: records.into_iter().collect(),
            new,
            changed,
            missing,
            failed,
            unavailable,
            requests,
            bytes,
            elapsed,
        }
    }
}
