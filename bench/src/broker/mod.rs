//! The broker: one code exchanged through it, and the same at the payer itself.

mod payer;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use billfold::secret::random_text;
use billfold_broker::{Broker, Config};
use ring::digest::{SHA256, digest};
use tokio::task::JoinSet;
use url::Url;

use crate::Outcome;
use crate::measure::median;
use crate::table::Row;
use payer::{CLIENT, SECRET};

const APP: &str = "bench";
const REDIRECT: &str = "org.billfold.bench:/callback";
/// Exchanges in one batch: codes live two minutes.
const BATCH: u32 = 2000;
/// Exchanges over which memory must stay flat.
const MANY: u32 = 100_000;
/// Memory is compared from here on: pools, caches and the allocator have found their size.
const SETTLED: u32 = 20_000;

/// Serves the payer or the broker, in a process of its own.
pub async fn child(orders: &str) -> Outcome<()> {
    if orders == "payer" {
        return payer::serve().await;
    }
    let config = Config::load(Path::new(orders))?;
    let listener = TcpListener::bind(config.listen)?;
    println!("{}", config.public_url);
    Ok(Broker::new(config)?.serve(listener, std::future::pending()).await?)
}

/// A process of this program. It ends when it is dropped.
struct Process {
    child: Child,
    address: Url,
}

impl Process {
    fn start(orders: &str) -> Outcome<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--child", &format!("broker {orders}")])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.take().ok_or("no standard output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        Ok(Self { child, address: Url::parse(line.trim())? })
    }

    /// CPU time that it has used, its kernel time too, in milliseconds.
    fn cpu(&self) -> Outcome<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name, in parentheses, may hold anything; behind it user and system time are the 12th and 13th.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| -> Outcome<u32> { Ok(fields.get(at).ok_or("no such field")?.parse()?) };
        // A tick is 10 ms (USER_HZ).
        Ok(10.0 * f64::from(ticks(11)? + ticks(12)?))
    }

    /// Memory that it holds, in MB.
    fn memory(&self) -> Outcome<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.split_whitespace().next().ok_or("no number")?.parse::<f64>()? * 1024.0 / 1e6)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A token request, ready to be sent.
struct Exchange {
    url: Url,
    body: String,
    authorization: Option<String>,
}

/// Measures it; see broker/README.md.
pub async fn measure() -> Outcome<Vec<Row>> {
    let directory = tempfile::tempdir()?;
    let payer = Process::start("payer")?;
    let broker = Process::start(&configuration(&payer.address, directory.path())?)?;
    let client = client()?;
    let mut rows = Vec::new();
    for at_once in [1, 50] {
        let (mut direct, mut through, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
        // By turns, so that both meet the same machine.
        for _ in 0..3 {
            let exchanges = (0..BATCH).map(|_| at_payer(&payer.address)).collect::<Outcome<_>>()?;
            direct.extend(run(&client, exchanges, at_once).await?);
            let exchanges = prepared(&client, &broker.address, BATCH).await?;
            let before = broker.cpu()?;
            through.extend(run(&client, exchanges, at_once).await?);
            cpu.push((broker.cpu()? - before) / f64::from(BATCH));
        }
        for (name, share) in [("p50", 0.50), ("p99", 0.99)] {
            let (direct, through) = (quantile(&mut direct, share), quantile(&mut through, share));
            let figure = format!("added latency, {at_once} in flight, {name}");
            let baseline = format!("{direct:.2} ms at the payer itself");
            rows.push(Row::told(&figure, (through - direct).max(0.0), "ms", baseline));
        }
        let name = format!("CPU of the broker per exchange, {at_once} in flight");
        rows.push(Row::at_most(&name, median(cpu), 0.3, "ms", "kernel time included"));
    }
    let (settled, grown) = growth(&client, &broker).await?;
    let name = format!("memory from exchange {SETTLED} to {MANY}");
    rows.push(Row::at_most(&name, grown, 2.0, "MB", format!("{settled:.1} MB held")));
    Ok(rows)
}

/// Memory after some exchanges, and by how much it grows over all.
async fn growth(client: &reqwest::Client, broker: &Process) -> Outcome<(f64, f64)> {
    let mut settled = 0.0;
    for done in (BATCH..=MANY).step_by(BATCH as usize) {
        let exchanges = prepared(client, &broker.address, BATCH).await?;
        run(client, exchanges, 50).await?;
        if done == SETTLED {
            settled = broker.memory()?;
        }
    }
    Ok((settled, broker.memory()? - settled))
}

/// The configuration of a broker before this payer. Gives its path.
fn configuration(payer: &Url, directory: &Path) -> Outcome<String> {
    let put = |name: &str, text: &str| fs::write(directory.join(name), text);
    put("preset.json", &serde_json::to_string(&payer::preset(payer.as_str())?)?)?;
    put("client.secret", SECRET)?;
    put("sealing.key", random_text().expose())?;
    let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    put(
        "broker.toml",
        &format!(
            "public_url = \"http://{listen}\"\nlisten = \"{listen}\"\nsealing_keys = [{{ file = \"sealing.key\" }}]\n\
             [payers.bcbsmn]\npreset_file = \"preset.json\"\nclient_id = \"{CLIENT}\"\n\
             client_secret = {{ file = \"client.secret\" }}\n\
             [apps.{APP}.redirect_uris]\nbcbsmn = [\"{REDIRECT}\"]\n\
             [limits]\nrequests_per_second = 1000000\nburst = 1000000\n"
        ),
    )?;
    Ok(directory.join("broker.toml").display().to_string())
}

/// The exchange as the broker's client makes it at the payer.
fn at_payer(payer: &Url) -> Outcome<Exchange> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs([("grant_type", "authorization_code"), ("redirect_uri", REDIRECT)]);
    form.append_pair("code", random_text().expose());
    let authorization = Some(format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}"))));
    Ok(Exchange { url: payer.join("token")?, body: form.finish(), authorization })
}

/// Exchanges through the broker, up to the token request: authorization request and callback are done.
async fn prepared(client: &reqwest::Client, broker: &Url, count: u32) -> Outcome<Vec<Exchange>> {
    let mut exchanges = Vec::new();
    for _ in 0..count {
        let verifier = random_text();
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.expose().as_bytes()));
        let mut url = broker.join("bcbsmn/authorize")?;
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", APP),
            ("redirect_uri", REDIRECT),
            ("state", random_text().expose()),
            ("nonce", random_text().expose()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let at_payer = location(client, url).await?;
        let mut callback = broker.join("callback/bcbsmn")?;
        callback
            .query_pairs_mut()
            .append_pair("code", &parameter(&at_payer, "nonce")?)
            .append_pair("state", &parameter(&at_payer, "state")?);
        let code = parameter(&location(client, callback).await?, "code")?;
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs([
            ("grant_type", "authorization_code"),
            ("client_id", APP),
            ("redirect_uri", REDIRECT),
        ]);
        form.append_pair("code", &code).append_pair("code_verifier", verifier.expose());
        exchanges.push(Exchange {
            url: broker.join("bcbsmn/token")?,
            body: form.finish(),
            authorization: None,
        });
    }
    Ok(exchanges)
}

/// Makes all exchanges, so many at once. Gives the time of each, in milliseconds.
async fn run(client: &reqwest::Client, exchanges: Vec<Exchange>, at_once: usize) -> Outcome<Vec<f64>> {
    let waiting = Arc::new(std::sync::Mutex::new(exchanges));
    let mut workers = JoinSet::new();
    for _ in 0..at_once {
        let (client, waiting) = (client.clone(), Arc::clone(&waiting));
        workers.spawn(async move {
            let mut times = Vec::new();
            loop {
                let next = waiting.lock().map_err(|_| "a worker failed")?.pop();
                let Some(exchange) = next else { return Outcome::Ok(times) };
                let mut request = client
                    .post(exchange.url)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(exchange.body);
                if let Some(authorization) = exchange.authorization {
                    request = request.header("authorization", authorization);
                }
                let began = Instant::now();
                let response = request.send().await?;
                let status = response.status();
                let body = response.bytes().await?;
                times.push(began.elapsed().as_secs_f64() * 1000.0);
                if !status.is_success() {
                    return Err(
                        format!("an exchange failed: {status} {}", String::from_utf8_lossy(&body)).into()
                    );
                }
            }
        });
    }
    let mut times = Vec::new();
    while let Some(worker) = workers.join_next().await {
        times.extend(worker??);
    }
    Ok(times)
}

fn client() -> Outcome<reqwest::Client> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let follow_none = reqwest::redirect::Policy::none();
    Ok(reqwest::Client::builder().tls_backend_preconfigured(tls).redirect(follow_none).no_proxy().build()?)
}

async fn location(client: &reqwest::Client, url: Url) -> Outcome<Url> {
    let response = client.get(url).send().await?;
    let location =
        response.headers().get("location").ok_or_else(|| format!("no redirect: {}", response.status()))?;
    Ok(Url::parse(location.to_str()?)?)
}

fn parameter(url: &Url, name: &str) -> Outcome<String> {
    let found = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    Ok(found.ok_or_else(|| format!("no {name} in the answer"))?)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "an index into a list of thousands"
)]
fn quantile(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times[((times.len() - 1) as f64 * share) as usize]
}
