//! Three copies with the same keys behind a proxy that gives every request to the next of them.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Options, Sandbox};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;

use crate::raw::{Flow, builder, client, location, parameter};
use crate::support::{Later, WIDE, World, configuration};

/// Sign-ins that run at once.
const AT_ONCE: usize = 8;

/// A copy in a process of its own.
struct Copy {
    child: Child,
    address: SocketAddr,
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Copy {
    fn start(configuration: &str, directory: &std::path::Path, number: usize) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let file = directory.join(format!("copy-{number}.toml"));
        std::fs::write(&file, format!("listen = \"{address}\"\n{configuration}")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_billfold-broker"))
            .arg("serve")
            .arg(file)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, address }
    }

    async fn is_up(&self) {
        let url = format!("http://{}/healthz", self.address);
        while client().get(&url).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Says which copy's turn it is, so that of sign-ins that run at once each has its steps at three copies.
const TURN: &str = "x-turn";

/// The proxy: every request goes to the copy whose turn it is, and to the one after it where that cannot be connected to. A
/// request that a copy has begun to answer is not sent again.
struct RoundRobin {
    copies: Vec<SocketAddr>,
    answered: AtomicUsize,
    lost: AtomicUsize,
    client: reqwest::Client,
}

async fn forward(State(proxy): State<Arc<RoundRobin>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let turn: usize = parts.headers[TURN].to_str().unwrap().parse().unwrap();
    for after in 0..proxy.copies.len() {
        let copy = proxy.copies[(turn + after) % proxy.copies.len()];
        let url = format!("http://{copy}{}", parts.uri);
        let request = proxy.client.request(parts.method.clone(), url).headers(parts.headers.clone());
        match request.body(body.clone()).send().await {
            Ok(answer) => {
                proxy.answered.fetch_add(1, Ordering::Relaxed);
                let mut response = Response::builder().status(answer.status());
                *response.headers_mut().unwrap() = answer.headers().clone();
                return response.body(Body::from(answer.bytes().await.unwrap_or_default())).unwrap();
            }
            Err(error) if error.is_connect() => {}
            Err(_) => break,
        }
    }
    proxy.lost.fetch_add(1, Ordering::Relaxed);
    Response::builder().status(502).body(Body::empty()).unwrap()
}

/// A world whose broker is three copies behind the proxy.
async fn three_copies() -> (World, Vec<Copy>, Arc<RoundRobin>) {
    let sandbox =
        Sandbox::start(Options { payers: vec![Payer::InterSystems], ..Options::default() }).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let broker = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let text = configuration(&sandbox, broker.as_str(), WIDE, directory.path());
    let copies: Vec<_> = (0..3).map(|number| Copy::start(&text, directory.path(), number)).collect();
    for copy in &copies {
        copy.is_up().await;
    }
    let proxy = Arc::new(RoundRobin {
        copies: copies.iter().map(|copy| copy.address).collect(),
        answered: AtomicUsize::new(0),
        lost: AtomicUsize::new(0),
        // A connection for each request: one that is kept could break under a request that was never begun.
        client: builder().pool_max_idle_per_host(0).build().unwrap(),
    });
    let app = Router::new().fallback(forward).with_state(Arc::clone(&proxy));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (World { sandbox, broker, clock: Arc::new(Later::default()), directory }, copies, proxy)
}

/// One sign-in by hand: authorize, the payer's pages, callback, token; each at another copy. `false` where a step was lost.
async fn sign_in(world: &World, number: usize) -> bool {
    let flow = Flow::new("intersystems");
    let turn = |step: usize| (number + step).to_string();
    let get =
        async |url: Url, step| location(&client().get(url).header(TURN, turn(step)).send().await.unwrap());
    let Some(at_payer) = get(flow.url(world), 0).await else { return false };
    let Some(callback) = get(flow.payer_pages(world, &at_payer).await, 1).await else { return false };
    let Some(code) = parameter(&callback, "code") else { return false };
    let form = flow.token_form(&code);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = client()
        .post(world.broker.join("intersystems/token").unwrap())
        .header("content-type", "application/x-www-form-urlencoded")
        .header(TURN, turn(2))
        .body(body);
    let response = request.send().await.unwrap();
    response.status().as_u16() == 200 && response.text().await.unwrap().contains("access_token")
}

/// Runs so many sign-ins, kills a copy in the middle of them where there is one to kill, and counts the failures.
async fn run(world: World, count: usize, mut victim: Option<Copy>) -> usize {
    let (world, room) = (Arc::new(world), Arc::new(Semaphore::new(AT_ONCE)));
    let mut running = JoinSet::new();
    for number in 0..count {
        if number == count / 2
            && let Some(mut copy) = victim.take()
        {
            copy.child.kill().unwrap();
        }
        let permit = Arc::clone(&room).acquire_owned().await.unwrap();
        let world = Arc::clone(&world);
        running.spawn(async move {
            let signed_in = sign_in(&world, number).await;
            drop(permit);
            signed_in
        });
    }
    let mut failed = 0;
    while let Some(signed_in) = running.join_next().await {
        failed += usize::from(!signed_in.unwrap());
    }
    failed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_sign_ins_whose_every_step_lands_on_another_copy() {
    const COUNT: usize = 1000;
    let (world, copies, proxy) = three_copies().await;
    assert_eq!(run(world, COUNT, None).await, 0);
    assert_eq!(proxy.lost.load(Ordering::Relaxed), 0);
    assert_eq!(proxy.answered.load(Ordering::Relaxed), 3 * COUNT);
    drop(copies);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_killed_loses_what_it_was_answering_and_no_more() {
    let (world, mut copies, proxy) = three_copies().await;
    let victim = copies.pop();
    let failed = run(world, 200, victim).await;
    let lost = proxy.lost.load(Ordering::Relaxed);
    assert!(failed <= lost && lost <= AT_ONCE, "{failed} sign-ins failed, {lost} requests were lost");
}
