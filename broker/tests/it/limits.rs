//! Limits of one copy: sizes, time, rate, room; and the headers of every answer.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use billfold_sandbox::data::Payer;
use billfold_sandbox::{Faults, Options};

use crate::raw::{Flow, client, location, post, token};
use crate::support::{APP, WIDE, World};

fn world(limits: &str) -> World {
    World::with(Options { payers: vec![Payer::BcbsMn], ..Options::default() }, limits)
}

fn connect(world: &World) -> TcpStream {
    let stream = TcpStream::connect(world.broker.socket_addrs(|| None).unwrap()[0]).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// All that comes until the connection is closed. A reset is an end, too.
fn rest(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    String::from_utf8_lossy(&all).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn oversized_requests_are_refused() {
    let world = world(WIDE);
    let large = "x".repeat(100 << 10);
    let answered = token(&world, "bcbsmn", &[("client_id", APP), ("code", &large)]).await;
    assert!(answered.is_refused(413, "invalid_request"), "{answered:?}");
    let answered = post(&world, "bcbsmn/revoke", &[("client_id", APP), ("token", &large)]).await;
    assert!(answered.is_refused(413, "invalid_request"), "{answered:?}");
    for head in [
        format!("GET /bcbsmn/authorize?state={large} HTTP/1.1\r\nHost: x\r\n\r\n"),
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: {large}\r\n\r\n"),
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: y\r\n".repeat(500)),
    ] {
        let mut stream = connect(&world);
        let _ = stream.write_all(head.as_bytes());
        let answer = tokio::task::spawn_blocking(|| rest(stream)).await.unwrap();
        assert!(!answer.contains(" 200 ") && !answer.contains(" 302 "), "{answer:.100}");
    }
    // What the payer would have to carry is bounded too.
    let flow = Flow { state: "x".repeat(2000), ..Flow::new("bcbsmn") };
    let answer = location(&client().get(flow.url(&world)).send().await.unwrap()).unwrap();
    assert!(answer.contains("error=invalid_request"));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_requests_are_cut_off() {
    let world = world(&format!("{WIDE}header_seconds = 1\nrequest_seconds = 2\npayer_seconds = 1\n"));
    let body = "POST /bcbsmn/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 999\r\n\r\ngrant_type=";
    // Nothing at all, half a head, a head letter by letter, and half a body.
    for (start, drips) in
        [("", false), ("GET /healthz HTTP/1.1\r\nHo", false), ("GET /healthz", true), (body, true)]
    {
        let mut stream = connect(&world);
        let cut_off = tokio::task::spawn_blocking(move || {
            let began = Instant::now();
            stream.write_all(start.as_bytes()).unwrap();
            if drips {
                let mut dripping = stream.try_clone().unwrap();
                std::thread::spawn(move || {
                    while dripping.write_all(b"x").is_ok() {
                        std::thread::sleep(Duration::from_millis(200));
                    }
                });
            }
            (rest(stream), began.elapsed())
        });
        let (answer, took) = cut_off.await.unwrap();
        assert!(!answer.contains(" 200 "), "{start} {answer}");
        assert!(took < Duration::from_secs(15), "{start} {took:?}");
    }
    assert_eq!(
        client().get(world.broker.join("healthz").unwrap()).send().await.unwrap().status().as_u16(),
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_cannot_take_all() {
    let world = world("[limits]\nrequests_per_second = 1\nburst = 5\n");
    let mut statuses = Vec::new();
    for _ in 0..10 {
        statuses.push(token(&world, "bcbsmn", &[]).await);
    }
    let limited =
        statuses.iter().filter(|answered| answered.is_refused(429, "temporarily_unavailable")).count();
    assert!(limited >= 3, "{limited}");
    // The load balancer is not held up.
    for _ in 0..10 {
        let healthy = client().get(world.broker.join("healthz").unwrap()).send().await.unwrap();
        assert_eq!(healthy.status().as_u16(), 200);
    }
    // No proxy is trusted here, so nobody gets out of it by a header.
    let request =
        client().post(world.broker.join("bcbsmn/token").unwrap()).header("x-forwarded-for", "198.51.100.7");
    let statuses = [request.try_clone().unwrap(), request]
        .map(|request| async { request.send().await.unwrap().status().as_u16() });
    let [first, second] = statuses;
    assert!(first.await == 429 || second.await == 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_copy_says_so() {
    let world = world("[limits]\nconcurrency = 2\nrequests_per_second = 1000\nburst = 1000\n");
    let flow = Flow::new("bcbsmn");
    let code = flow.code(&world).await;
    world.payer("bcbsmn").set_faults(Faults { delay_ms: 1500, ..Faults::default() });
    let (first, second, third) =
        tokio::join!(flow.redeem(&world, &code), flow.redeem(&world, &code), async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            flow.redeem(&world, &code).await
        });
    assert!(third.is_refused(503, "temporarily_unavailable"), "{third:?}");
    assert!(first.status == 200 || second.status == 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_headers_of_a_careful_server() {
    let world = world(WIDE);
    let flow = Flow::new("bcbsmn");
    for path in [
        flow.url(&world).to_string(),
        world.broker.join("bcbsmn/authorize").unwrap().into(),
        world.broker.join("callback/bcbsmn").unwrap().into(),
        world.broker.join("bcbsmn/token").unwrap().into(),
        world.broker.join("nowhere").unwrap().into(),
        world.broker.join(".well-known/oauth-authorization-server/bcbsmn").unwrap().into(),
    ] {
        let response = client().get(&path).send().await.unwrap();
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(header("content-security-policy").unwrap().starts_with("default-src 'none'"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_counts_requests_and_nothing_about_members() {
    let world = world(WIDE);
    let flow = Flow::new("bcbsmn");
    flow.tokens(&world).await;
    flow.redeem(&world, "nothing").await;
    let response = client().get(world.broker.join("metrics").unwrap()).send().await.unwrap();
    let text = String::from_utf8(response.bytes().await.unwrap().to_vec()).unwrap();
    for line in [
        "billfold_broker_requests_total{route=\"/{payer}/token\",status=\"200\"} 1",
        "billfold_broker_requests_total{route=\"/{payer}/token\",status=\"400\"} 1",
        "billfold_broker_payer_requests_total{payer=\"bcbsmn\",request=\"code\",outcome=\"200\"} 1",
        "billfold_broker_in_flight 0",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    for secret in world.sandbox.secrets() {
        assert!(!text.contains(&secret));
    }
}
