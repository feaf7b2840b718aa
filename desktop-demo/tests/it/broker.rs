//! `connect --broker`: the same journey, and no secret on this machine.

use std::net::TcpListener;

use billfold_broker::{Broker, Config};
use billfold_sandbox::browser::{Answer, Browser, Landing};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Options, RunningPayer, Sandbox};

use crate::support::{Connecting, get, run};

const APP: &str = "billfold-desktop";

/// Serves a broker before `payer` on `runtime`; gives its address.
fn broker(payer: &RunningPayer, runtime: &tokio::runtime::Runtime, files: &std::path::Path) -> String {
    let id = payer.id();
    let put = |name: &str, text: &str| std::fs::write(files.join(name), text).unwrap();
    put("sealing.key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    put("client.secret", payer.client().secret.as_deref().unwrap());
    put("preset.json", &billfold::payer::json_at_origin(id, payer.origin().as_str()).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let text = format!(
        "public_url = \"{url}\"\nsealing_keys = [{{ file = \"sealing.key\" }}]\n\
         [payers.{id}]\npreset_file = \"preset.json\"\nclient_id = \"{}\"\nclient_secret = {{ file = \"client.secret\" }}\n\
         [apps.{APP}.redirect_uris]\n{id} = [\"http://127.0.0.1/callback\"]\n",
        payer.client().id
    );
    let broker = Broker::new(Config::from_toml("broker.toml", &text, files).unwrap()).unwrap();
    runtime.spawn(broker.serve(listener, std::future::pending()));
    url
}

#[test]
fn connect_goes_through_a_broker() {
    let sandbox = Sandbox::start(Options { payers: vec![Payer::BcbsMn], ..Options::default() }).unwrap();
    let payer = sandbox.payer("bcbsmn").unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (files, wallet) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let url = broker(payer, &runtime, files.path());
    let (base, wallet) = (payer.fhir_base().to_string(), wallet.path().display().to_string());
    let at = ["--payer", "bcbsmn", "--fhir-base", &base, "--wallet", &wallet];
    let arguments = [&["connect", "--client-id", APP, "--broker", &url][..], &at[..]].concat();
    let mut connecting = Connecting::start(&arguments, &[]);
    let authorize = connecting.event();
    let address = authorize["url"].as_str().unwrap();
    assert!(address.starts_with(&format!("{url}/bcbsmn/authorize?")), "{address}");
    let browser = Browser::new().also_visiting(&payer.origin());
    let landing = runtime.block_on(browser.sign_in(address, &payer.logins()[0], Answer::Allow)).unwrap();
    let Landing::Callback(callback) = landing else { panic!("{landing:?}") };
    assert!(get(&callback).starts_with("HTTP/1.1 200 "));
    let connected = connecting.event();
    assert_eq!(connected["event"], "connected", "{connected}");
    assert_eq!(
        ["pkce", "client_auth", "exchange"].map(|name| connected["protection"][name].as_str().unwrap()),
        ["S256", "none", "broker"]
    );
    assert_eq!(connecting.end().0, Some(0));
    let synced = run(&["sync", "--json", "--wallet", &wallet], &[]);
    assert_eq!(synced.status, Some(0), "{}{}", synced.stdout, synced.stderr);
    // An app that the broker does not know, a broker that is none, and a secret beside a broker.
    let strangers = [&["connect", "--client-id", APP, "--broker", &base, "--json"][..], &at[..]].concat();
    let refused = run(&strangers, &[]);
    assert_eq!((refused.status, &refused.events[0]["kind"]), (Some(1), &"misconfigured".into()));
    let both = [&arguments[..], &["--client-secret-env", "HOME", "--json"]].concat();
    assert_eq!(run(&both, &[]).status, Some(1));
}
