//! The sandbox as a whole: five servers that run together.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::panic::resume_unwind;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use crate::auth::Client;
use crate::chaos::{self, Certificate, Front, Sky, Terminal, Weather};
use crate::control;
use crate::data::{Login, Payer};
use crate::faults::{Faults, FaultyListener};
use crate::options::Options;
use crate::server::{Server, router};
use crate::wire::lock;

/// Stopping waits so long for requests that are being answered.
const GRACE: Duration = Duration::from_secs(1);

/// Five simulated payers, each on a loopback port of its own. They stop when it is dropped.
pub struct Sandbox {
    payers: Vec<RunningPayer>,
    /// The servers have a runtime of their own, so that a test that blocks its thread does not stop them.
    runtime: Option<Runtime>,
    stop: watch::Sender<bool>,
    serving: Vec<JoinHandle<()>>,
    terminal: Option<Arc<Terminal>>,
}

impl Sandbox {
    /// Generates all members and records, and starts the servers. It blocks for the time that takes: about a second
    /// unless [`Options::scale`] asks for many records.
    ///
    /// Fails if a port cannot be bound.
    #[allow(clippy::needless_pass_by_value)] // options are written where they are used
    pub fn start(options: Options) -> io::Result<Self> {
        let mut listeners = Vec::new();
        for (payer, port) in Payer::ALL.into_iter().zip(options.ports) {
            if options.payers.contains(&payer) {
                listeners.push((payer, listen(port, options.front)?));
            }
        }
        let servers = build(&listeners, &options);
        for server in &servers {
            let all = servers.iter().map(Arc::downgrade).collect();
            // Only this loop sets it, once.
            let _ = server.all.set(all);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("billfold-sandbox")
            .enable_all()
            .build()?;
        let (stop, stopped) = watch::channel(false);
        let terminal = match options.front {
            Some(Front::Tls) => Some(Arc::new(Terminal::new()?)),
            _ => None,
        };
        let serving = Vec::new();
        let mut sandbox = Self { payers: Vec::new(), runtime: Some(runtime), stop, serving, terminal };
        for (server, (_, (listener, _))) in servers.into_iter().zip(listeners) {
            sandbox.serve(server, listener, options.front, stopped.clone())?;
        }
        Ok(sandbox)
    }

    fn serve(
        &mut self,
        server: Arc<Server>,
        listener: TcpListener,
        front: Option<Front>,
        stopped: watch::Receiver<bool>,
    ) -> io::Result<()> {
        let Some(runtime) = &self.runtime else { return Ok(()) };
        let warm = Arc::clone(&server);
        runtime.spawn_blocking(move || warm.key.warm_up());
        let _inside = runtime.enter();
        let mut listener = tokio::net::TcpListener::from_std(listener)?;
        let outside = Outside::default();
        if front.is_some() {
            let inner = hidden()?;
            let mut next = inner.local_addr()?;
            if let Some(terminal) = &self.terminal {
                let tls = hidden()?;
                let (payer, shown) = (next, Arc::clone(&outside.certificate));
                next = tls.local_addr()?;
                runtime.spawn(chaos::terminate(tls, payer, Arc::clone(terminal), shown));
            }
            runtime.spawn(chaos::carry(listener, next, Arc::clone(&outside.sky)));
            listener = inner;
        }
        self.serving.push(runtime.spawn(serve(listener, Arc::clone(&server), stopped)));
        self.payers.push(RunningPayer::new(server, outside)?);
        Ok(())
    }

    /// All payers, in the order of [`Payer::ALL`].
    pub fn payers(&self) -> &[RunningPayer] {
        &self.payers
    }

    /// The payer with this id, such as `bcbsmn`.
    pub fn payer(&self, id: &str) -> Option<&RunningPayer> {
        self.payers.iter().find(|payer| payer.id() == id)
    }

    /// The certificate of the authority that signs the payers' own, in PEM; `None` without TLS.
    pub fn authority(&self) -> Option<&str> {
        self.terminal.as_ref().map(|terminal| terminal.authority.as_str())
    }

    /// Every secret that the payers issued or were sent so far, sorted: tokens, codes, states, nonces, challenges,
    /// verifiers, passwords, client secrets, member numbers and FHIR ids of members. Values of fewer than six characters are left out.
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self.payers.iter().flat_map(RunningPayer::secrets).collect();
        secrets.sort();
        secrets.dedup();
        secrets
    }

    /// Stops the servers. Requests that are being answered get a second to finish.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        let all = async {
            for serving in self.serving.drain(..) {
                let _ = serving.await;
            }
        };
        if let Some(runtime) = &self.runtime {
            // The timer is the servers' own: the caller may run on another executor.
            let patience = runtime.spawn(tokio::time::sleep(GRACE));
            tokio::select! {
                () = all => {}
                _ = patience => {}
            }
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A listener that nobody is told of.
fn hidden() -> io::Result<tokio::net::TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    tokio::net::TcpListener::from_std(listener)
}

/// A listener on `port`, and its origin.
fn listen(port: u16, front: Option<Front>) -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|error| io::Error::new(error.kind(), format!("127.0.0.1:{port}: {error}")))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let origin = match front {
        // Certificates are for names.
        Some(Front::Tls) => format!("https://localhost:{}", address.port()),
        _ => format!("http://{address}"),
    };
    Ok((listener, origin))
}

/// Builds the servers side by side, as generating the records takes a while.
fn build(listeners: &[(Payer, (TcpListener, String))], options: &Options) -> Vec<Arc<Server>> {
    thread::scope(|scope| {
        let building: Vec<_> = listeners
            .iter()
            .map(|(payer, (_, origin))| {
                scope.spawn(|| Arc::new(Server::new(*payer, origin.clone(), options)))
            })
            .collect();
        building
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

async fn serve(listener: tokio::net::TcpListener, server: Arc<Server>, mut stopped: watch::Receiver<bool>) {
    let listener = FaultyListener { listener, board: Arc::clone(&server.faults) };
    let until = async move {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let end = axum::serve(listener, router(&server)).with_graceful_shutdown(until).await;
    if let Err(error) = end {
        tracing::error!(payer = server.profile.payer.id(), %error, "the server stopped");
    }
}

/// What stands between a wallet and a payer.
#[derive(Default)]
struct Outside {
    sky: Arc<Sky>,
    certificate: Arc<Mutex<Certificate>>,
}

/// A simulated payer that is being served.
pub struct RunningPayer {
    server: Arc<Server>,
    outside: Outside,
    origin: Url,
    fhir_base: Url,
}

impl RunningPayer {
    fn new(server: Arc<Server>, outside: Outside) -> io::Result<Self> {
        let parse = |text: &str| Url::parse(text).map_err(io::Error::other);
        Ok(Self { origin: parse(&server.origin)?, fhir_base: parse(&server.fhir_base)?, server, outside })
    }

    /// Which payer it is.
    pub fn payer(&self) -> Payer {
        self.server.profile.payer
    }

    /// Its id, such as `bcbsmn`.
    pub fn id(&self) -> &'static str {
        self.payer().id()
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.payer().name()
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> Url {
        self.origin.clone()
    }

    /// FHIR base URL, without a slash at the end.
    pub fn fhir_base(&self) -> Url {
        self.fhir_base.clone()
    }

    /// The issuer of its ID tokens.
    pub fn issuer(&self) -> String {
        self.server.issuer()
    }

    /// The authorization endpoint.
    pub fn authorization_endpoint(&self) -> String {
        self.server.url(self.server.profile.paths.authorize.first().copied().unwrap_or_default())
    }

    /// The token endpoint.
    pub fn token_endpoint(&self) -> String {
        self.server.token_url()
    }

    /// The client that a wallet uses.
    pub fn client(&self) -> &Client {
        &self.server.clients[0]
    }

    /// All registered clients: the wallet's, and at Blue Cross NC also the confidential one of a server.
    pub fn clients(&self) -> &[Client] {
        &self.server.clients
    }

    /// Who can sign in; the first is the default member.
    pub fn logins(&self) -> &[Login] {
        &self.server.logins
    }

    /// Scopes that it grants.
    pub fn scopes(&self) -> &[String] {
        &self.server.profile.scopes
    }

    /// What it holds for a member, counted by type; empty for an unknown one.
    pub fn held(&self, patient: &str) -> BTreeMap<String, u64> {
        self.server.held.get(patient).cloned().unwrap_or_default()
    }

    /// `Type/id` of each of the member's own records of a type.
    pub fn own_records(&self, patient: &str, resource_type: &str) -> Vec<String> {
        self.server.records.own(patient, resource_type)
    }

    /// Ends the life of all access tokens that were issued until now.
    pub fn expire_access_tokens(&self) {
        lock(&self.server.grants).expire_access();
    }

    /// Switches faults on and off.
    pub fn set_faults(&self, faults: Faults) {
        self.server.faults.set(faults);
    }

    /// The faults that are on.
    pub fn faults(&self) -> Faults {
        self.server.faults.current()
    }

    /// What becomes of bytes on their way from it, where the sandbox has a front.
    pub fn set_weather(&self, weather: Weather) {
        self.outside.sky.set(weather);
    }

    /// The certificate that it shows to new connections, where the front has TLS.
    pub fn show_certificate(&self, certificate: Certificate) {
        *lock(&self.outside.certificate) = certificate;
    }

    /// How many requests came so far, without those of `/.sandbox/`.
    pub fn requests(&self) -> u64 {
        self.server.requests.load(Ordering::Relaxed)
    }

    /// How often the refresh token was sent that was sent most.
    pub fn most_refresh_uses(&self) -> u32 {
        lock(&self.server.grants).most_refresh_uses()
    }

    /// How many requests with one refresh token it saw at the same moment, at most.
    pub fn most_refreshes_at_once(&self) -> u32 {
        self.server.refreshing.most()
    }

    /// Every secret that it issued or was sent so far, sorted.
    pub fn secrets(&self) -> Vec<String> {
        self.server.ledger.all()
    }

    /// What `GET /.sandbox/payer` answers.
    pub fn description(&self) -> serde_json::Value {
        control::description(&self.server)
    }
}
