//! What is left of a session in the memory of its process once the member has signed out.
//!
//! A child of this test signs in, syncs, renews its token and signs out, and stays. Its parent, which is the browser and the
//! payer, then searches the child's memory for every secret of that session. What the child is told, and what it tells, goes
//! through files, so that no copy of the test's own is found.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test whose world cannot be set up is a failed test")]
#![allow(clippy::print_stdout, reason = "the table is what this test is for")]

#[path = "support/meeting.rs"]
mod meeting;
mod support;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use billfold::payer::Preset;
use billfold::ports::SecureStoreUnavailable;
use billfold::{
    Cancel, ClientRegistration, Redirect, SecureStore, SignInOptions, SignInRequest, Wallet, WalletConfig,
};
use billfold_sandbox::browser::Answer;
use billfold_sandbox::data::Payer;
use meeting::{leave, meet};
use support::{World, redirect};
use zeroize::Zeroize as _;

/// The directory in which parent and child meet.
const DIRECTORY: &str = "BILLFOLD_MEMORY_DIRECTORY";

/// What may be left, by what stands before it: copies of which Billfold is not the owner. hyper keeps what it wrote and read
/// in the buffers of its connections, the oauth2 crate builds its form in a text that grows, and the authorization URL is one
/// that the app and its browser have had.
const LEFT_BY_OTHERS: [(&str, &[&str]); 7] = [
    ("access token", &["Bearer ", "oken\":\""]),
    ("refresh token", &["oken\":\"", "oken="]),
    ("ID token", &["oken\":\""]),
    ("code verifier", &["&code_verifier="]),
    ("code", &["&code="]),
    ("state", &["&state="]),
    // Also in the claims of the ID token.
    ("nonce", &["&nonce=", "\"nonce\":\""]),
];

/// A secure store whose items are files, and which keeps what it held last for the parent to search for.
struct Files(PathBuf);

impl Files {
    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl SecureStore for Files {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable> {
        Ok(std::fs::read(self.path(name)).ok())
    }

    fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable> {
        std::fs::write(self.path(name), value).map_err(|_| SecureStoreUnavailable)
    }

    fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable> {
        let _ = std::fs::rename(self.path(name), self.0.join("removed").join(name));
        Ok(())
    }
}

/// Not a test, but the child of the other; without a directory it does nothing.
#[test]
fn the_child() {
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let directory = PathBuf::from(directory);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let preset = Preset::from_json("child", &meet(&directory.join("preset"))).unwrap();
        let (id, secret) = (meet(&directory.join("client")), meet(&directory.join("secret")));
        let config = WalletConfig {
            presets: vec![preset],
            allow_embedded_secret: true,
            ..WalletConfig::new(directory.join("wallet"))
        };
        let wallet = Wallet::open(config, Arc::new(Files(directory.join("items")))).await.unwrap();
        let client = ClientRegistration::with_embedded_secret(id, secret);
        let redirect = Redirect::auth_session(redirect("bcbsmn")).unwrap();
        let request = wallet.begin_sign_in("bcbsmn", SignInOptions::new(client, redirect)).await.unwrap();
        leave(&directory.join("request"), request.url.as_str());
        forget(request);
        let mut callback = meet(&directory.join("callback"));
        let connection = wallet.complete_sign_in(&callback).await.unwrap();
        callback.zeroize();
        wallet.sync(&connection.id, |_| {}, &Cancel::new()).await.unwrap();
        leave(&directory.join("synced"), "");
        meet(&directory.join("expired"));
        wallet.user_info(&connection.id).await.unwrap().unwrap();
        wallet.sign_out(&connection.id).await.unwrap();
        leave(&directory.join("signed-out"), "");
        meet(&directory.join("searched"));
    });
}

/// The URL was the app's: what the app does with it is its own to wipe.
fn forget(request: SignInRequest) {
    String::from(request.url).zeroize();
}

/// The readable memory of a process, region by region.
fn memory(child: &Child, mut look: impl FnMut(&[u8])) {
    let root = PathBuf::from(format!("/proc/{}", child.id()));
    let maps = BufReader::new(std::fs::File::open(root.join("maps")).unwrap());
    let mut memory = std::fs::File::open(root.join("mem")).unwrap();
    for line in maps.lines().map(Result::unwrap) {
        let (range, rest) = line.split_once(' ').unwrap();
        // What cannot be written holds no secret, and devices cannot be read.
        if !rest.starts_with("rw") || line.ends_with("[vvar]") {
            continue;
        }
        let (start, end) = range.split_once('-').unwrap();
        let (start, end) = (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
        memory.seek(SeekFrom::Start(start)).unwrap();
        if memory.read_exact(&mut bytes).is_ok() {
            look(&bytes);
        }
    }
}

/// The secrets of the session, by what they are.
fn secrets(world: &World, url: &str, callback: &str, removed: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let parameter = |text: &str, name: &str| {
        let (_, query) = text.split_once('?').unwrap();
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).unwrap().1.into_owned()
    };
    let challenge = parameter(url, "code_challenge");
    let code = parameter(callback, "code");
    let client = world.payer("bcbsmn").client().clone();
    let secret = client.secret.clone().unwrap();
    let basic = BASE64_STANDARD.encode(format!("{}:{secret}", client.id));
    let mut found: Vec<(&'static str, String)> = vec![
        ("state", parameter(url, "state")),
        ("nonce", parameter(url, "nonce")),
        ("code", code.clone()),
        ("client secret", secret.clone()),
        ("client secret, Basic", basic),
    ];
    let told = [parameter(url, "state"), parameter(url, "nonce"), challenge.clone(), code, secret];
    let login = &world.payer("bcbsmn").logins()[0];
    for secret in world.payer("bcbsmn").secrets() {
        if told.contains(&secret) || secret == login.password || secret.len() < 40 {
            continue;
        }
        let hash = ring::digest::digest(&ring::digest::SHA256, secret.as_bytes());
        let kind = if BASE64_URL_SAFE_NO_PAD.encode(hash) == challenge {
            "code verifier"
        } else if let Some(claims) = secret.split('.').nth(1) {
            let claims = BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap();
            if String::from_utf8_lossy(&claims).contains("client_id") { "access token" } else { "ID token" }
        } else {
            "refresh token"
        };
        found.push((kind, secret));
    }
    let mut found: Vec<_> = found.into_iter().map(|(kind, secret)| (kind, secret.into_bytes())).collect();
    for item in std::fs::read_dir(removed).unwrap() {
        let path = item.unwrap().path();
        let value = std::fs::read(&path).unwrap();
        if !path.to_string_lossy().contains("session") {
            found.push(("key", value));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_session_is_left_in_memory_after_sign_out() {
    let world = World::of(Payer::BcbsMn);
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    std::fs::create_dir_all(at("items").join("removed")).unwrap();
    let client = world.payer("bcbsmn").client().clone();
    leave(&at("preset"), &serde_json::to_string(&world.presets().remove(0)).unwrap());
    leave(&at("client"), &client.id);
    leave(&at("secret"), client.secret.as_deref().unwrap());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["the_child", "--exact", "--test-threads=1"])
        .env(DIRECTORY, directory.path())
        .spawn()
        .unwrap();
    let url = meet(&at("request"));
    let login = &world.payer("bcbsmn").logins()[0];
    let landing =
        billfold_sandbox::browser::Browser::new().sign_in(&url, login, Answer::Allow).await.unwrap();
    let billfold_sandbox::browser::Landing::Callback(callback) = landing else { panic!("{landing:?}") };
    leave(&at("callback"), &callback);
    meet(&at("synced"));
    world.payer("bcbsmn").expire_access_tokens();
    leave(&at("expired"), "");
    meet(&at("signed-out"));

    let secrets = secrets(&world, &url, &callback, &at("items").join("removed"));
    let mut copies: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (kind, _) in &secrets {
        copies.entry(kind).or_default().0 += 1;
    }
    let mut around = Vec::new();
    let mut read = 0;
    memory(&child, |region| {
        read += region.len();
        for (kind, secret) in &secrets {
            let finder = memchr::memmem::Finder::new(secret);
            for at in finder.find_iter(region) {
                copies.get_mut(kind).unwrap().1 += 1;
                let start = at.saturating_sub(60);
                around.push((*kind, String::from_utf8_lossy(&region[start..at]).into_owned()));
            }
        }
    });
    leave(&at("searched"), "");
    assert!(child.wait().unwrap().success());
    println!("searched {} MB", read >> 20);
    for (kind, (count, found)) in &copies {
        println!("{kind:<22} {count} searched for, {found} copies found");
    }
    for kind in [
        "client secret",
        "client secret, Basic",
        "code verifier",
        "access token",
        "refresh token",
        "ID token",
        "key",
    ] {
        assert!(copies[kind].0 > 0, "no {kind} was searched for");
    }
    for (kind, before) in &around {
        let by_others = LEFT_BY_OTHERS
            .iter()
            .any(|(of, ends)| of == kind && ends.iter().any(|end| before.ends_with(end)));
        assert!(by_others, "{kind}: a copy of our own is left, after {before:?}");
    }
}
