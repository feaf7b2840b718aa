//! What an operator does: check a configuration, rotate keys, stop a copy, serve TLS, read its log.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use billfold_broker::Config;
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Faults, Options, Sandbox};

use crate::raw::{Flow, client, post_to};
use crate::support::{APP, WIDE, World, configuration};

const NEW_KEY: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

fn sandbox() -> Sandbox {
    Sandbox::start(Options { payers: vec![Payer::BcbsMn], ..Options::default() }).unwrap()
}

/// Every problem as `line field: rule`.
fn problems(text: &str, directory: &Path) -> Vec<String> {
    let Err(error) = Config::from_toml("broker.toml", text, directory) else { return Vec::new() };
    let line = |line: Option<usize>| line.map_or("-".to_owned(), |line| line.to_string());
    error.problems.iter().map(|p| format!("{} {}: {}", line(p.line), p.field, p.rule)).collect()
}

#[test]
fn a_configuration_is_told_what_is_wrong_where() {
    let (sandbox, directory) = (sandbox(), tempfile::tempdir().unwrap());
    let good = configuration(&sandbox, "https://broker.example", "", directory.path());
    assert_eq!(problems(&good, directory.path()), [""; 0]);
    for (from, to, line, told) in [
        ("https://broker.example", "http://broker.example", "1", "public_url: it must be https"),
        ("https://broker.example", "https://broker.example/path", "1", "public_url: name the origin only"),
        ("public_url", "public_uri", "1", "unknown field `public_uri`"),
        ("sealing.key", "nowhere.key", "2", "sealing_keys[0]: the file nowhere.key cannot be read"),
        ("{ file = \"sealing.key\" }", "{ env = \"BILLFOLD_NO_SUCH\" }", "2", "BILLFOLD_NO_SUCH is not set"),
        ("{ file = \"sealing.key\" }", "\"AAECAwQF\"", "2", "a secret does not stand in this file"),
        (
            "sealing_keys = [{ file = \"sealing.key\" }]",
            "sealing_keys = []",
            "-",
            "sealing_keys: name at least one",
        ),
        ("sealing.key", "bcbsmn.json", "2", "32 random bytes in base64"),
        ("bcbsmn.json", "sealing.key", "4", "payers.bcbsmn.preset_file: preset sealing.key"),
        (
            "preset_file = \"bcbsmn.json\"",
            "preset = \"nobody\"",
            "4",
            "payers.bcbsmn.preset: `nobody` is none of",
        ),
        ("client_id = ", "client_name = ", "5", "unknown field `client_name`"),
        (
            "client_secret = { file = \"bcbsmn.secret\" }\n",
            "",
            "3",
            "payers.bcbsmn.client_secret: a client that",
        ),
        ("{ file = \"bcbsmn.secret\" }", "{ file = \"x\", env = \"y\" }", "6", "a secret does not stand"),
        ("[payers.bcbsmn]", "[payers.callback]", "3", "this name is taken"),
        ("org.billfold.wallet:/callback", "billfold:/callback", "8", "reverse domain name"),
        (
            "org.billfold.wallet:/callback",
            "http://wallet.example/callback",
            "8",
            "plain http is for the loopback",
        ),
        ("http://127.0.0.1/callback", "http://127.0.0.1:80/callback", "8", "without a port"),
        ("bcbsmn = [\"org.billfold", "bcbst = [\"org.billfold", "7", "`bcbst` is none of the payers"),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        let found = problems(&text, directory.path());
        let hit =
            found.iter().any(|problem| problem.starts_with(&format!("{line} ")) && problem.contains(told));
        assert!(hit, "{from} -> {to}: {found:#?}");
    }
    // All at once, in the order of their lines.
    let many = good.replacen("https://broker", "http://broker", 1).replacen("bcbsmn.json", "nowhere.json", 1);
    assert_eq!(problems(&many, directory.path()).len(), 2);
    // A limit that contradicts another, and two payers with one address.
    let limits =
        configuration(&sandbox, "https://broker.example", "[limits]\npayer_seconds = 30\n", directory.path());
    assert!(problems(&limits, directory.path())[0].contains("less than request_seconds"));
}

#[test]
fn check_says_so_and_prints_no_secret() {
    let (sandbox, directory) = (sandbox(), tempfile::tempdir().unwrap());
    let good = configuration(&sandbox, "https://broker.example", "", directory.path());
    let file = directory.path().join("broker.toml");
    let check = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let output =
            Command::new(env!("CARGO_BIN_EXE_billfold-broker")).arg("check").arg(&file).output().unwrap();
        (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let (passes, told) = check(&good);
    assert!(passes && told.contains("in order, 1 payers, 2 apps"), "{told}");
    let secret = "do-not-print-this-secret";
    for broken in [
        good.replacen("{ file = \"bcbsmn.secret\" }", &format!("\"{secret}\""), 1),
        good.replacen("{ file = \"bcbsmn.secret\" }", &format!("{{ value = \"{secret}\" }}"), 1),
        good.replacen("{ file = \"bcbsmn.secret\" }", &format!("[\"{secret}\"]"), 1),
    ] {
        let (passes, told) = check(&broken);
        assert!(!passes && told.contains("broker.toml:6:") && !told.contains(secret), "{told}");
    }
    let (passes, told) = check("public_url = ");
    assert!(!passes && told.contains("broker.toml:1:"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_rotated_without_signing_anybody_out() {
    let world = World::of(Payer::InterSystems);
    let flow = Flow::new("intersystems");
    let sealed_by_old = flow.tokens(&world).await.text("refresh_token");
    let code_by_old = flow.code(&world).await;
    let with_keys = |names: &str| {
        std::fs::write(world.directory.path().join("new.key"), NEW_KEY).unwrap();
        world.copy_of(|text| text.replace("[{ file = \"sealing.key\" }]", names))
    };
    let both = with_keys("[{ file = \"new.key\" }, { file = \"sealing.key\" }]");
    let new = with_keys("[{ file = \"new.key\" }]");
    let refresh = async |copy, token: &str| {
        let form = [("grant_type", "refresh_token"), ("client_id", APP), ("refresh_token", token)];
        post_to(copy, "intersystems/token", &form).await
    };
    // What the old key sealed opens while it stands, and not after.
    assert!(refresh(&new, &sealed_by_old).await.is_refused(400, "invalid_grant"));
    assert_eq!(post_to(&both, "intersystems/token", &flow.token_form(&code_by_old)).await.status, 200);
    let refreshed = refresh(&both, &sealed_by_old).await;
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    // A refresh has sealed it anew.
    assert_eq!(refresh(&new, &refreshed.text("refresh_token")).await.status, 200);
}

/// A copy in a process of its own, which ends with its test, and its log as loud as it can be.
struct Process {
    child: Child,
    address: SocketAddr,
    log: Option<JoinHandle<String>>,
}

impl Process {
    fn start(text: &str, directory: &Path) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let file = directory.join("process.toml");
        std::fs::write(&file, format!("listen = \"{address}\"\n{text}")).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_billfold-broker"))
            .arg("serve")
            .arg(file)
            .env("RUST_LOG", "trace")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).unwrap();
            text
        });
        let mut process = Self { child, address, log: Some(log) };
        while TcpStream::connect(address).is_err() {
            assert!(process.child.try_wait().unwrap().is_none(), "it ended: {}", process.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        process
    }

    /// All that it logged, once it has ended.
    fn log(&mut self) -> String {
        self.log.take().unwrap().join().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_told_to_stop_finishes_what_it_answers_and_logged_no_secret() {
    let world = World::of(Payer::BcbsMn);
    // It listens where the world's own broker does not, and takes itself for it.
    let text = configuration(&world.sandbox, world.broker.as_str(), WIDE, world.directory.path());
    let mut process = Process::start(&text, world.directory.path());
    let copy = url::Url::parse(&format!("http://{}", process.address)).unwrap();
    let flow = Flow::new("bcbsmn");
    let code = flow.code(&world).await;
    let wrong = Flow::new("bcbsmn");
    assert!(post_to(&copy, "bcbsmn/token", &wrong.token_form(&code)).await.is_refused(400, "invalid_grant"));
    world.payer("bcbsmn").set_faults(Faults { delay_ms: 700, ..Faults::default() });
    let (form, id) = (flow.token_form(&code), process.child.id().to_string());
    let (answered, ()) = tokio::join!(post_to(&copy, "bcbsmn/token", &form), async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    });
    assert_eq!(answered.status, 200);
    let (status, log) =
        tokio::task::spawn_blocking(move || (process.child.wait().unwrap(), process.log())).await.unwrap();
    assert!(status.success());
    assert!(log.contains("serving") && log.contains("stopping"), "{log}");
    let own = [&code, &flow.verifier, &flow.state, &flow.nonce, &answered.text("access_token")];
    let secrets = world.sandbox.secrets();
    assert!(secrets.len() > 10);
    for secret in secrets.iter().chain(own).filter(|secret| secret.len() >= 6) {
        let line = log.lines().find(|line| line.contains(secret.as_str()));
        assert!(line.is_none(), "{}", line.unwrap_or_default().replace(secret.as_str(), "<SECRET>"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_certificate_it_speaks_tls_and_nothing_else() {
    let (sandbox, directory) = (sandbox(), tempfile::tempdir().unwrap());
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = made.cert.pem();
    std::fs::write(directory.path().join("certificate.pem"), &certificate).unwrap();
    std::fs::write(directory.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let tls = "[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n";
    let text = configuration(&sandbox, "https://localhost", &format!("{tls}{WIDE}"), directory.path());
    let process = Process::start(&text, directory.path());
    let address = process.address;
    // `client` trusts nobody, and brings its own cryptography; this one takes the process's.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let trusting = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(certificate.as_bytes()).unwrap()])
        .no_proxy()
        .build()
        .unwrap();
    let url = format!("https://localhost:{}/healthz", address.port());
    let answer = trusting.get(url).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert!(client().get(format!("https://localhost:{}/healthz", address.port())).send().await.is_err());
    let mut plain = TcpStream::connect(address).unwrap();
    plain.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"));
}
