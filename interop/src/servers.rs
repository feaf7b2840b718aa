//! Starts what others wrote, and stops it.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::{Outcome, demand};

/// The wallet's client id.
pub const CLIENT: &str = "billfold-wallet";
/// The FHIR server's, for introspection.
pub const RESOURCE_SERVER: &str = "fhir-server";
/// How long Keycloak may take at its first start, when it configures itself.
const PATIENCE: Duration = Duration::from_mins(10);

/// Secrets of one run.
pub struct Secrets {
    /// The FHIR server's, at the authorization server.
    pub resource_server: String,
    /// The token of whoever fills the FHIR server.
    pub keeper: String,
    /// The member's password.
    pub password: String,
}

impl Secrets {
    pub fn new() -> Outcome<Self> {
        let random = || -> Outcome<String> {
            let mut bytes = [0; 16];
            std::io::Read::read_exact(&mut File::open("/dev/urandom")?, &mut bytes)?;
            Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
        };
        Ok(Self { resource_server: random()?, keeper: random()?, password: random()? })
    }
}

/// A server that runs. It stops when it is dropped.
pub struct Server {
    /// Where it is, as it says itself.
    pub base: String,
    process: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ours serve until their input is closed. Keycloak has no such habit; it holds nothing that is needed again.
        if self.process.stdin.take().is_none() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// Where script/interop has put what is run.
pub fn place() -> PathBuf {
    std::env::var_os("BILLFOLD_INTEROP").map_or_else(|| "target/interop".into(), PathBuf::from)
}

pub fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Starts a server of which the first line of output that is an address says where it is.
fn start(name: &str, command: &mut Command) -> Outcome<Server> {
    let log = place().join(format!("{name}.log"));
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(File::create(&log)?)
        .spawn()
        .map_err(|error| format!("{name}: {error}"))?;
    let stdout = process.stdout.take().ok_or("no output")?;
    let base = BufReader::new(stdout).lines().map_while(Result::ok).find(|line| line.starts_with("http"));
    let base = base.ok_or_else(|| format!("{name} did not start: {}", log.display()))?;
    Ok(Server { base, process })
}

/// `oidc-provider`, strict as for native apps.
pub fn oidc_provider(redirect: &str, secrets: &Secrets) -> Outcome<Server> {
    let orders = json!({
        "port": free_port()?,
        "client": CLIENT,
        "redirect": redirect,
        "resourceServer": { "id": RESOURCE_SERVER, "secret": secrets.resource_server },
    });
    let mut node = Command::new("node");
    start("oidc-provider", node.arg(place().join("node/provider.mjs")).arg(orders.to_string()))
}

/// Keycloak with a realm of one member, whose user name is `member`.
pub async fn keycloak(redirect: &str, patient: &str, secrets: &Secrets) -> Outcome<Server> {
    let (home, port) = (place().join("keycloak/dist"), free_port()?);
    let realm = [
        ("@CLIENT@", CLIENT),
        ("@REDIRECT@", redirect),
        ("@RESOURCE_SERVER@", RESOURCE_SERVER),
        ("@RESOURCE_SERVER_SECRET@", &secrets.resource_server),
        ("@USERNAME@", "member"),
        ("@PASSWORD@", &secrets.password),
        ("@PATIENT@", patient),
    ]
    .iter()
    .fold(include_str!("../keycloak/realm.json").to_owned(), |realm, (name, value)| {
        realm.replace(name, value)
    });
    // Each run has a realm of its own, with its own secrets.
    let data = home.join("data");
    if data.exists() {
        std::fs::remove_dir_all(&data)?;
    }
    std::fs::create_dir_all(data.join("import"))?;
    std::fs::write(data.join("import/billfold-realm.json"), realm)?;

    let log = File::create(place().join("keycloak.log"))?;
    let process = Command::new(home.join("bin/kc.sh"))
        .args(["start-dev", "--import-realm", "--http-host=127.0.0.1", &format!("--http-port={port}")])
        .env("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx768m")
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()?;
    let base = format!("http://127.0.0.1:{port}/realms/billfold");
    let mut server = Server { base, process };
    let configuration = format!("{}/.well-known/openid-configuration", server.base);
    let (http, started) = (client()?, Instant::now());
    while !http.get(&configuration).send().await.is_ok_and(|answer| answer.status().is_success()) {
        let ended = server.process.try_wait()?.is_some();
        demand(!ended && started.elapsed() < PATIENCE, || {
            format!("Keycloak did not start: {}", place().join("keycloak.log").display())
        })?;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(server)
}

/// A FHIR server of HAPI's, which holds these bundles and lets in whom `issuer` knows.
pub fn hapi(issuer: &str, bundles: &[PathBuf], secrets: &Secrets) -> Outcome<Server> {
    let hapi = place().join("hapi");
    let mut java = Command::new("java");
    java.arg("-cp")
        .arg(format!("{0}/classes:{0}/lib/*", hapi.display()))
        .args(["org.billfold.interop.Main", &free_port()?.to_string(), issuer, RESOURCE_SERVER])
        .args(bundles)
        .env("BILLFOLD_RESOURCE_SERVER_SECRET", &secrets.resource_server)
        .env("BILLFOLD_KEEPER", &secrets.keeper);
    start("hapi", &mut java)
}

/// A plain HTTP client, for what the wallet does not do.
pub fn client() -> Outcome<reqwest::Client> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Ok(reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build()?)
}
