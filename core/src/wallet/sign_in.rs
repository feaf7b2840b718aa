//! Sign-in: URL out, callback URL in.

use url::Url;

use crate::auth::{self, Exchange, IdTokenClaims, PendingSignIn, SignInProtection, TokenGrant};
use crate::config::{RedirectBinding, SignInOptions};
use crate::error::{ConfigError, Error, HttpError, OAuthRefusal, SignInError, StoreError};
use crate::payer::Preset;
use crate::secret::{PatientId, random_id};
use crate::session::{GrantedTo, Identity, Whose, find_patient};
use crate::store::ConnectionState;
use crate::task;
use crate::wallet::choice::Choice;
use crate::wallet::{Connection, Wallet};

/// A sign-in that waits for its callback.
#[derive(Clone)]
pub struct SignInRequest {
    /// Names it for [`Wallet::cancel_sign_in`].
    pub id: String,
    /// What the shell opens in the system browser. It holds `state` and challenge: not for logs.
    pub url: Url,
    /// Where the callback will come back, verbatim.
    pub redirect_uri: String,
    /// How it will be protected, for the shell to show before the browser opens.
    pub protection: SignInProtection,
}

crate::secret::opaque_debug!(SignInRequest);

impl Wallet {
    /// Begins a sign-in to the payer with this preset id: discovers its servers, makes the authorization URL and stores
    /// what the callback will need. The callback may come to another process. Changes stored state.
    pub async fn begin_sign_in(&self, payer: &str, options: SignInOptions) -> Result<SignInRequest, Error> {
        let preset = self.preset(payer)?;
        // Boxed: it is large, and every caller's future would carry it.
        Box::pin(self.begin_with_preset(preset, options)).await
    }

    /// As [`Wallet::begin_sign_in`], for any SMART server of which only the FHIR base is known.
    pub async fn begin_sign_in_at(
        &self,
        fhir_base: &str,
        options: SignInOptions,
    ) -> Result<SignInRequest, Error> {
        Box::pin(self.begin_with_preset(Preset::for_fhir_base(fhir_base)?, options)).await
    }

    async fn begin_with_preset(
        &self,
        mut preset: Preset,
        options: SignInOptions,
    ) -> Result<SignInRequest, Error> {
        let payer = preset.id.clone();
        if options.broker.is_some() && options.client.client_secret.is_some() {
            return Err(ConfigError::SecretThroughBroker.into());
        }
        let server = self.server(&preset, options.fhir_base.as_deref(), options.broker.as_ref()).await?;
        if options.broker.is_some() {
            preset = preset.through_broker();
        }
        let pending = auth::begin(&self.inner.config, &preset, server, options, self.inner.clock.now())?;
        let request = SignInRequest {
            id: pending.id(),
            url: pending.url.clone(),
            redirect_uri: pending.redirect.uri().to_owned(),
            protection: protection(&pending, pending.nonce.is_some()),
        };
        self.in_store(move |store| {
            let _alone = store.decide();
            let connections = store.connections()?;
            let waiting = store.all_pending()?;
            let connected = connections.iter().map(|(_, state)| {
                let through_broker = state.protection.exchange == Exchange::Broker;
                (&state.redirect, &state.authorization_endpoint, &state.fhir_base, through_broker)
            });
            let waiting = waiting.iter().map(|other| {
                let server = &other.server;
                let endpoint = &server.authorization_endpoint.value;
                (&other.redirect, endpoint, &server.fhir_base, server.broker.is_some())
            });
            let own = &pending.server;
            // A payer that is reached directly and through a broker is one payer: a broker names itself in every callback.
            let is_other = |endpoint: &Url, fhir_base: &Url, through_broker: bool| {
                *endpoint != own.authorization_endpoint.value
                    && !(*fhir_base == own.fhir_base && (through_broker || own.broker.is_some()))
            };
            // A loopback port is held by one process for one sign-in: nobody else answers on it.
            let shared = pending.redirect.binding() != RedirectBinding::Loopback
                && connected.chain(waiting).any(|(redirect, endpoint, fhir_base, through_broker)| {
                    redirect.uri() == pending.redirect.uri() && is_other(endpoint, fhir_base, through_broker)
                });
            if shared {
                return Ok(Err(ConfigError::SharedRedirect { payer: pending.preset.id.clone() }));
            }
            store.put_pending(&pending).map(Ok)
        })
        .await??;
        tracing::info!(payer, pkce = request.protection.pkce.as_str(), "sign-in began");
        Ok(request)
    }

    /// Completes a sign-in with the URL that came back to the redirect URI. Changes stored state.
    ///
    /// A callback that belongs to no pending sign-in is ignored with [`SignInError::StrayRedirect`], and nothing
    /// changes. Signing in again to the same patient at the same payer renews the connection that is there.
    pub async fn complete_sign_in(&self, callback_url: &str) -> Result<Connection, Error> {
        let callback = auth::parse_callback(callback_url).map_err(Error::from)?;
        let wallet = self.clone();
        // On its own task: the code is spent by the exchange, so a caller who leaves must not stop what follows.
        let task = task::detached(async move {
            let (pending, callback) = wallet
                .in_store(move |store| store.take_pending(&callback).map(|pending| (pending, callback)))
                .await
                .map_err(SignInError::from)?;
            let pending = pending.ok_or(SignInError::StrayRedirect)?;
            let code = callback.code(&pending, wallet.inner.clock.now())?;
            wallet.exchange(pending, code).await
        });
        let outcome =
            task.await.unwrap_or(Err(StoreError::Unavailable { operation: "completing the sign-in" }.into()));
        match &outcome {
            Ok(connection) => tracing::info!(payer = connection.payer, "signed in"),
            Err(error) => tracing::warn!(%error, "sign-in failed"),
        }
        outcome.map_err(Error::from)
    }

    /// Gives up a sign-in whose callback did not come, and tells why it did not where the payer's own page tells:
    /// an authorization server that does not know the app shows an error page and never redirects (RFC 6749
    /// section 4.1.2.1). `Ok` means that the member closed the browser. Changes stored state.
    pub async fn cancel_sign_in(&self, id: &str) -> Result<(), Error> {
        let name = id.to_owned();
        let pending = self
            .in_store(move |store| {
                let pending = store.pending(&name)?;
                store.remove_pending(&name)?;
                Ok(pending)
            })
            .await?;
        let Some(pending) = pending else { return Ok(()) };
        let cancel = tokio_util::sync::CancellationToken::new();
        match self.inner.http.get(&pending.url, None, "text/html", &cancel).await {
            Ok(answer) if matches!(answer.status(), 400 | 401) => {
                Err(SignInError::Refused(OAuthRefusal::UnknownClient).into())
            }
            Ok(_) | Err(HttpError::Redirected { .. }) => Ok(()),
            Err(error) => Err(SignInError::Http(error).into()),
        }
    }

    async fn exchange(
        &self,
        pending: PendingSignIn,
        code: crate::secret::Secret<String>,
    ) -> Result<Connection, SignInError> {
        let (http, signer) = (&self.inner.http, self.inner.config.signer.as_ref());
        let exchanged = auth::exchange_code(http, &pending, signer, &code, self.inner.clock.now()).await;
        let grant = match exchanged {
            Err(error @ SignInError::Http(HttpError::Unreachable { .. })) => {
                // The code never left this device: the same callback may be completed when there is a connection.
                self.in_store(move |store| store.put_pending(&pending)).await?;
                return Err(error);
            }
            exchanged => exchanged?,
        };
        let id_token = self.check_id_token(&pending, &grant).await?;
        let claims = id_token.clone().unwrap_or_default();
        match find_patient(http, &pending.server, &pending.preset.accept, &grant, &claims).await? {
            Whose::One(patient) => self.connect(&pending, &grant, id_token.as_ref(), patient).await,
            Whose::Several(candidates) => {
                let (sign_in, found) = (pending.id(), candidates.len());
                let choice = Choice { pending, grant, claims: id_token, candidates };
                let id = sign_in.clone();
                self.in_store(move |store| store.put_choice(&id, &choice)).await?;
                Err(SignInError::SeveralPatients { sign_in, found })
            }
        }
    }

    /// Keeps the connection and its tokens.
    pub(super) async fn connect(
        &self,
        pending: &PendingSignIn,
        grant: &TokenGrant,
        id_token: Option<&IdTokenClaims>,
        patient: PatientId,
    ) -> Result<Connection, SignInError> {
        let server = &pending.server;
        let scopes = grant.scopes.clone().unwrap_or_else(|| pending.scopes.clone());
        let missing = auth::missing(&pending.scopes, &scopes);
        let state = ConnectionState {
            fhir_base: server.fhir_base.clone(),
            patient,
            scopes_missing: missing.into_iter().map(str::to_owned).collect(),
            scopes,
            user: id_token.and_then(|claims| claims.fhir_user.clone()),
            subject: id_token.and_then(|claims| claims.subject.clone()),
            context: grant.context.clone(),
            userinfo_endpoint: server.userinfo_endpoint.as_ref().map(|found| found.value.clone()),
            end_session_endpoint: server.end_session_endpoint.as_ref().map(|found| found.value.clone()),
            client_id: pending
                .id_tokens()
                .map_or_else(|| pending.client.client_id.clone(), |signed| signed.audience),
            complete: false,
            protection: protection(pending, id_token.is_some()),
            redirect: pending.redirect.clone(),
            authorization_endpoint: server.authorization_endpoint.value.clone(),
            signed_in: self.now(),
            synced: None,
            person: None,
            preset: pending.preset.clone(),
        };
        let (id, is_new) = self.keep(state).await?;
        let granted_to = GrantedTo {
            client: &pending.client,
            method: pending.method,
            basic_encoding: pending.preset.basic_encoding,
            token_endpoint: &pending.server.token_endpoint.value,
            revocation_endpoint: pending.server.revocation_endpoint.as_ref().map(|found| &found.value),
            fhir_base: &server.fhir_base,
            identity: identity(pending, id_token),
        };
        if let Err(error) = self.session(&id).begin(grant, &granted_to).await {
            // A new connection without its tokens is of no use: no half of it stays. One that was there keeps its records.
            if is_new {
                self.in_store(move |store| store.remove_connection(&id)).await?;
            }
            return Err(error.into());
        }
        let name = id.clone();
        let state = self
            .in_store(move |store| {
                let mut state = store.connection(&name)?;
                state.complete = true;
                store.update_connection(&name, &state)?;
                Ok(state)
            })
            .await?;
        Ok(self.present(id, &state))
    }

    /// The claims of the ID token once it is believed.
    async fn check_id_token(
        &self,
        pending: &PendingSignIn,
        grant: &TokenGrant,
    ) -> Result<Option<IdTokenClaims>, SignInError> {
        let Some(nonce) = &pending.nonce else { return Ok(None) };
        let id_tokens = pending.id_tokens();
        let sign_in = auth::IdTokenJudgement {
            preset: &pending.preset,
            pkce: pending.pkce,
            id_tokens: id_tokens.as_ref(),
            nonce: match pending.server.broker {
                Some(_) => auth::ExpectedNonce::BeginsWith(nonce.expose()),
                None => auth::ExpectedNonce::Is(nonce.expose()),
            },
            // The payer's own clock: a phone may be a day off.
            now: auth::PayerTime::of(grant.server_time, self.inner.clock.now()),
        };
        let (http, keys) = (&self.inner.http, &self.inner.key_sets);
        let id_token = grant.id_token.as_ref().map(|token| token.expose().as_str());
        let claims =
            auth::judge_id_token(http, keys, &sign_in, id_token, grant.access_token.expose()).await?;
        Ok(claims.map(|claims| claims.on(&pending.server.fhir_base)).transpose()?)
    }

    /// Stores the connection: the one that is there for the same patient, or a new one (`true`).
    async fn keep(&self, mut state: ConnectionState) -> Result<(String, bool), StoreError> {
        self.in_store(move |store| {
            let _alone = store.decide();
            let known = store.connections()?.into_iter().find(|(_, known)| {
                known.fhir_base == state.fhir_base && known.patient.expose() == state.patient.expose()
            });
            if let Some((id, known)) = known {
                state.synced = known.synced;
                state.person = known.person;
                state.complete = true;
                store.update_connection(&id, &state)?;
                // The new grant may cover other types than the one under which a sync was cut short.
                store.clear_checkpoints(&id)?;
                if known.scopes != state.scopes {
                    store.clear_watermarks(&id)?;
                }
                return Ok((id, false));
            }
            let id = random_id();
            store.add_connection(&id, &state)?;
            Ok((id, true))
        })
        .await
    }
}

/// Who signed in, for the ID token of a refresh to be compared with.
fn identity(pending: &PendingSignIn, id_token: Option<&IdTokenClaims>) -> Option<Identity> {
    let subject = id_token?.subject.clone()?;
    let signed = pending.id_tokens()?;
    Some(Identity { issuer: signed.issuer, jwks_uri: signed.jwks_uri, audience: signed.audience, subject })
}

fn protection(pending: &PendingSignIn, id_token: bool) -> SignInProtection {
    SignInProtection {
        pkce: pending.pkce,
        client_auth: pending.method,
        redirect: pending.redirect.binding(),
        exchange: if pending.server.broker.is_some() { Exchange::Broker } else { Exchange::Device },
        id_token,
    }
}
