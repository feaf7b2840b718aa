//! An authorization server that others wrote, before a FHIR server that others wrote: what is refused, what is renewed,
//! what ends.

use billfold::{Connection, ErrorKind, Wallet};
use url::Url;

use crate::browser::Member;
use crate::device::{Device, redirect, sync, sync_whole};
use crate::samples::{SMALL, Sample};
use crate::servers::{self, Secrets, Server};
use crate::{Outcome, demand};

/// Seconds that an access token lives, at both.
const LIFE: u64 = 300;

#[derive(Clone, Copy)]
pub enum Provider {
    OidcProvider,
    Keycloak,
}

impl Provider {
    pub fn name(self) -> &'static str {
        match self {
            Self::OidcProvider => "oidc-provider",
            Self::Keycloak => "keycloak",
        }
    }

    pub async fn start(self, patient: &str, secrets: &Secrets) -> Outcome<Server> {
        let redirect = redirect(self.name());
        match self {
            Self::OidcProvider => servers::oidc_provider(&redirect, secrets),
            Self::Keycloak => servers::keycloak(&redirect, patient, secrets).await,
        }
    }

    /// Whether it reads OpenID Connect Core section 11 by the letter: without `prompt=consent` no `offline_access`.
    pub fn wants_consent(self) -> bool {
        matches!(self, Self::OidcProvider)
    }

    /// The user name of the patient.
    pub fn username(self, patient: &str) -> &str {
        match self {
            Self::OidcProvider => patient,
            Self::Keycloak => "member",
        }
    }
}

pub async fn journey(provider: Provider) -> Outcome<String> {
    let (sample, secrets) = (Sample::read(SMALL)?, Secrets::new()?);
    let issuer = provider.start(&sample.patient, &secrets).await?;
    let fhir = servers::hapi(&issuer.base, std::slice::from_ref(&sample.file), &secrets)?;
    let device = Device::new(provider, &fhir.base, &issuer.base)?;
    let member =
        |denies| Member { username: provider.username(&sample.patient), password: &secrets.password, denies };
    let wallet = device.wallet().await?;

    refusals(provider, &device, &wallet, member).await?;

    let connection = device.sign_in(&wallet, member(false)).await?;
    demand(connection.patient == sample.patient, || "another patient's records".to_owned())?;
    demand(connection.can_refresh && connection.scopes_missing.is_empty(), || {
        format!("no refresh token, or scopes are missing: {:?}", connection.scopes_missing)
    })?;
    let report = sync_whole(&wallet, &connection).await?;
    let user = connection.user.as_deref() == Some(&format!("Patient/{}", sample.patient));
    demand(user, || "fhirUser is not the patient".to_owned())?;

    refreshes(&device, &wallet, &connection, member(false)).await?;
    if matches!(provider, Provider::OidcProvider) {
        without_consent(&device, member(false)).await?;
    }
    leaves(&device, &wallet, member(false)).await?;
    Ok(format!(
        "{} records; wrong iss, no iss, no challenge and Cancel refused; refreshed twice; a used refresh token detected; revoked",
        report.new
    ))
}

/// What must not become a connection.
async fn refusals<'a>(
    provider: Provider,
    device: &Device,
    wallet: &Wallet,
    member: impl Fn(bool) -> Member<'a>,
) -> Outcome<()> {
    // The callback of another issuer, and one that leaves out the issuer that the server announces (RFC 9207).
    for iss in [Some("https://attacker.example"), None] {
        let callback = device.callback(wallet, member(false)).await?;
        let tampered = with_parameter(&callback, "iss", iss)?;
        refused(wallet, &tampered, ErrorKind::RestartSignIn).await?;
    }
    // A challenge that somebody stripped on its way: the provider demands one.
    let stripped = with_parameter(&device.begin(wallet).await?, "code_challenge", None)?;
    let stripped = with_parameter(&stripped, "code_challenge_method", None)?;
    let callback = device.follow(&stripped, member(false)).await?;
    refused(wallet, &callback, ErrorKind::Misconfigured).await?;
    // Keycloak's page for user name and password has no way back to the app.
    if matches!(provider, Provider::OidcProvider) {
        let callback = device.callback(wallet, member(true)).await?;
        refused(wallet, &callback, ErrorKind::AccessDenied).await?;
    }
    demand(wallet.connections()?.is_empty(), || "a refused sign-in left a connection".to_owned())
}

async fn refused(wallet: &Wallet, callback: &str, kind: ErrorKind) -> Outcome<()> {
    match wallet.complete_sign_in(callback).await {
        Ok(_) => Err(format!("a sign-in went through that ought to be refused with {kind:?}").into()),
        Err(error) if error.kind() == kind => Ok(()),
        Err(error) => Err(format!("refused with {:?} ({error}), not with {kind:?}", error.kind()).into()),
    }
}

/// Access is renewed when it ends. A refresh token that was used is refused, and whoever sends it is told to sign in.
async fn refreshes(
    device: &Device,
    wallet: &Wallet,
    connection: &Connection,
    member: Member<'_>,
) -> Outcome<()> {
    let backup = device.copy()?;
    for _ in 0..2 {
        device.pass(LIFE);
        sync_whole(wallet, connection).await?;
    }
    let restored = backup.wallet().await?;
    must_sign_in(&restored, connection, "a refresh token was used again").await?;
    // The provider may take the whole grant for stolen. Signing in again heals the connection.
    device.sign_in(wallet, member).await?;
    device.pass(LIFE);
    sync_whole(wallet, connection).await?;
    Ok(())
}

/// A wallet that does not know what the provider wants is told by it what it did not get.
async fn without_consent(device: &Device, member: Member<'_>) -> Outcome<()> {
    let unaware = device.copy()?.with(|preset| preset.consent_for_offline_access = false);
    let connection = unaware.sign_in(&unaware.wallet().await?, member).await?;
    demand(!connection.can_refresh && connection.scopes_missing == ["offline_access"], || {
        format!("without consent there are scopes missing: {:?}", connection.scopes_missing)
    })
}

/// After a sign-out with revocation a copy of the device opens nothing.
async fn leaves(device: &Device, wallet: &Wallet, member: Member<'_>) -> Outcome<()> {
    let connection = device.sign_in(wallet, member).await?;
    let backup = device.copy()?;
    let report = wallet.sign_out(&connection.id).await?;
    demand(report.revoked, || "the provider did not confirm the revocation".to_owned())?;
    demand(wallet.connections()?.is_empty(), || "the connection is still there".to_owned())?;
    let restored = backup.wallet().await?;
    must_sign_in(&restored, &connection, "the tokens were revoked").await
}

async fn must_sign_in(wallet: &Wallet, connection: &Connection, why: &str) -> Outcome<()> {
    match sync(wallet, connection).await {
        Err(error) if error.kind() == ErrorKind::SignInRequired => Ok(()),
        Err(error) => Err(format!("{why}, and the wallet says {:?}: {error}", error.kind()).into()),
        Ok(_) => Err(format!("{why}, and the sync went on").into()),
    }
}

/// The same URL with one parameter changed or left out.
fn with_parameter(url: &str, name: &str, value: Option<&str>) -> Outcome<String> {
    let mut url = Url::parse(url)?;
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    demand(pairs.iter().any(|(known, _)| known == name), || format!("the URL has no {name}"))?;
    pairs.retain(|(known, _)| known != name);
    pairs.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    url.query_pairs_mut().clear().extend_pairs(pairs);
    Ok(url.into())
}
