//! The broker as a whole: what it knows, its routes, and how it is served.

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use billfold::auth::ConfidentialClient;
use billfold::config::{Redirect, RedirectBinding};
use billfold::error::SignInError;
use billfold::ports::{Clock, SystemClock};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::answer::Refusal;
use crate::apps::Apps;
use crate::authorize::authorize;
use crate::callback::callback;
use crate::config::{Config, Limits, TlsFiles};
use crate::guard::{Guard, guard};
use crate::metadata::metadata;
use crate::metrics::Metrics;
use crate::parameters::Parameters;
use crate::payer::Payer;
use crate::revoke::revoke;
use crate::seal::Sealer;
use crate::token::token;

/// Largest body that is read, in bytes: a sealed refresh token and what goes with it.
const LARGEST_BODY: usize = 32 << 10;
/// Largest head of a request, in bytes: a sealed state in the URL, and what browsers send.
const LARGEST_HEAD: usize = 16 << 10;
/// Requests that are being answered when the broker is told to stop have so long to finish.
const GRACE: Duration = Duration::from_secs(30);
/// How often addresses are forgotten that have not been heard of.
const FORGET: Duration = Duration::from_mins(1);

/// A broker, ready to be served.
pub struct Broker {
    public_url: String,
    payers: HashMap<String, Payer>,
    limits: Limits,
    tls: Option<TlsFiles>,
    pub(crate) apps: Apps,
    pub(crate) sealer: Sealer,
    pub(crate) guard: Guard,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Broker {
    /// A broker of this configuration. Payers are asked when the first app comes.
    pub fn new(config: Config) -> Result<Self, SignInError> {
        Self::with_clock(config, Arc::new(SystemClock))
    }

    /// As [`Broker::new`], with another clock.
    pub fn with_clock(config: Config, clock: Arc<dyn Clock>) -> Result<Self, SignInError> {
        let public_url = config.public_url.as_str().trim_end_matches('/').to_owned();
        let metrics = Arc::new(Metrics::new());
        let mut payers = HashMap::new();
        let binding = match config.public_url.scheme() {
            "https" => RedirectBinding::ClaimedHttps,
            _ => RedirectBinding::Loopback,
        };
        for payer in config.payers {
            let id = payer.preset.id.clone();
            let redirect = Redirect::new(format!("{public_url}/callback/{id}"), binding)?;
            let client = ConfidentialClient::new(payer.preset, payer.client, redirect)?;
            payers.insert(id, Payer::new(client, config.limits.payer, Arc::clone(&metrics)));
        }
        Ok(Self {
            payers,
            apps: Apps::new(config.apps),
            sealer: Sealer::new(&public_url, &config.sealing_keys),
            guard: Guard::new(&config.limits, config.trusted_proxies),
            limits: config.limits,
            tls: config.tls,
            public_url,
            metrics,
            clock,
        })
    }

    /// Serves on `listener` until `stop` is ready, then finishes what is being answered.
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) -> io::Result<()> {
        listener.set_nonblocking(true)?;
        let handle = Handle::new();
        let mut server = axum_server::from_tcp(listener)?
            .handle(handle.clone())
            .http1_only()
            .first_request_timeout(self.limits.header);
        server.http_builder().http1().header_read_timeout(self.limits.header).max_buf_size(LARGEST_HEAD);
        let tls = self.tls.as_ref().map(acceptor).transpose()?;
        let broker = Arc::new(self);
        let forgetting = tokio::spawn({
            let broker = Arc::clone(&broker);
            async move {
                loop {
                    tokio::time::sleep(FORGET).await;
                    broker.guard.forget();
                }
            }
        });
        let serving = async {
            let service = router(&broker).into_make_service_with_connect_info::<SocketAddr>();
            match tls {
                Some(tls) => server.acceptor(tls).serve(service).await,
                None => server.serve(service).await,
            }
        };
        tokio::pin!(serving, stop);
        let ended = tokio::select! {
            ended = &mut serving => ended,
            () = &mut stop => {
                handle.graceful_shutdown(Some(GRACE));
                serving.await
            }
        };
        forgetting.abort();
        ended
    }

    /// Whether certificate and key, where there are any, can be used.
    pub fn check_tls(&self) -> io::Result<()> {
        self.tls.as_ref().map(acceptor).transpose().map(|_| ())
    }

    pub(crate) fn payer(&self, id: &str) -> Option<&Payer> {
        self.payers.get(id)
    }

    /// The payer of a token or revocation request, and the app that may use it. Apps are public clients: a `client_id` that
    /// is registered is all that they have to show.
    pub(crate) fn payer_and_app<'a>(
        &'a self,
        payer: &str,
        form: &'a Parameters,
    ) -> Result<(&'a Payer, &'a str), Refusal> {
        let unknown =
            Refusal::new(StatusCode::NOT_FOUND, "invalid_request", "this broker does not know that payer");
        let payer = self.payer(payer).ok_or(unknown)?;
        let app = form.get("client_id").filter(|app| self.apps.may_use(app, payer.id()));
        let app = app.ok_or(Refusal::new(
            StatusCode::BAD_REQUEST,
            "invalid_client",
            "client_id is missing, or not registered for this payer",
        ))?;
        Ok((payer, app))
    }

    /// The issuer that this broker is to apps, for a payer (RFC 8414, RFC 9207).
    pub(crate) fn issuer(&self, payer: &str) -> String {
        format!("{}/{payer}", self.public_url)
    }

    pub(crate) fn is_https(&self) -> bool {
        self.public_url.starts_with("https:")
    }
}

fn router(broker: &Arc<Broker>) -> Router {
    Router::new()
        .route("/{payer}/authorize", get(authorize))
        .route("/callback/{payer}", get(callback))
        .route("/{payer}/token", post(token))
        .route("/{payer}/revoke", post(revoke))
        .route("/.well-known/oauth-authorization-server/{payer}", get(metadata))
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(Arc::clone(broker), guard))
        // Asked by the load balancer and by Prometheus, whatever the limits say.
        .route("/healthz", get(async || "ok\n"))
        .route("/metrics", get(metrics))
        .with_state(Arc::clone(broker))
}

async fn metrics(
    axum::extract::State(broker): axum::extract::State<Arc<Broker>>,
) -> Result<([(axum::http::HeaderName, &'static str); 1], String), StatusCode> {
    let text = broker.metrics.text().ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
    let form = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(axum::http::header::CONTENT_TYPE, form)], text))
}

/// TLS 1.2 and 1.3 by rustls on ring.
fn acceptor(files: &TlsFiles) -> io::Result<RustlsAcceptor> {
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| io::Error::other(format!("the certificate cannot be read: {error}")))?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| io::Error::other(format!("the certificate's key cannot be read: {error}")))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsAcceptor::new(RustlsConfig::from_config(Arc::new(config))))
}
