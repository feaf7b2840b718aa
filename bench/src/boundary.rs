//! The boundary in Swift and in Kotlin, beside the same calls in Rust on the same wallet.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use billfold::ports::MemorySecureStore;
use billfold::wallet::ClaimQuery;
use billfold::{Cancel, ClientRegistration, SecureStore, Wallet, WalletConfig};

use crate::measure::{median, time};
use crate::member::sign_in;
use crate::sync::place;
use crate::table::Row;
use crate::{Outcome, payer};

/// Records of the wallet, in thousands: more than 100 of them are claims.
const THOUSANDS: u32 = 4;

/// A language that Rust is called from.
#[derive(Clone, Copy)]
pub enum Language {
    Swift,
    Kotlin,
}

pub async fn measure(language: Language) -> Outcome<Vec<Row>> {
    let directory = tempfile::tempdir_in(place()?)?;
    let keys = Arc::new(MemorySecureStore::default());
    let payer = payer::start(THOUSANDS)?;
    let wallet_directory = directory.path().join("wallet");
    let (wallet, connection) = sign_in(&payer.offer, &wallet_directory, &keys, false).await?;
    wallet.sync(&connection, |_| {}, &Cancel::new()).await?;
    // The first list digests what it lists.
    wallet.claims(&page())?;
    drop((wallet, payer));
    serde_json::to_writer(std::fs::File::create(directory.path().join("keys.json"))?, &keys.items()?)?;

    run(language, directory.path())?;
    let theirs: BTreeMap<String, f64> =
        serde_json::from_slice(&std::fs::read(directory.path().join("figures.json"))?)?;
    let theirs = |name: &str| theirs.get(name).copied().ok_or(format!("no figure for {name}"));
    let ours = rust(&wallet_directory, &keys).await?;

    let most = match language {
        Language::Swift => 3.0,
        Language::Kotlin => 5.0,
    };
    let beside = |name: &str, figure: f64, most: f64, rust: f64| {
        Row::at_most(name, figure, most, "us", format!("{rust:.3} us Rust")).beside(rust, figure)
    };
    Ok(vec![
        beside("a call with a text, and an object back", theirs("call")?, 50.0, ours.call),
        beside("open a wallet", theirs("open")?, 30_000.0, ours.open),
        Row::times("a page of 100 claims", theirs("page")?, most, "us", ours.page, "Rust"),
        Row::at_most("longest wait of the thread that draws", theirs("pause")?, 16_667.0, "us", "a frame"),
    ])
}

fn page() -> ClaimQuery {
    ClaimQuery { limit: 100, ..ClaimQuery::default() }
}

/// Microseconds in the middle of many calls.
struct Figures {
    call: f64,
    open: f64,
    page: f64,
}

async fn rust(directory: &Path, keys: &Arc<MemorySecureStore>) -> Outcome<Figures> {
    let open = || {
        let keys = Arc::clone(keys) as Arc<dyn SecureStore>;
        Wallet::open(WalletConfig::new(directory), keys)
    };
    let mut opened = Vec::new();
    for _ in 0..50 {
        let started = std::time::Instant::now();
        std::hint::black_box(open().await?);
        opened.push(started.elapsed().as_secs_f64() * 1e6);
    }
    let wallet = open().await?;
    let us = |time: std::time::Duration| time.as_secs_f64() * 1e6;
    let call = time(1_000, || {
        for _ in 0..100 {
            std::hint::black_box(ClientRegistration::public(std::hint::black_box("an id of some length")));
        }
        Ok(())
    })?;
    let claims = time(100, || Ok(wallet.claims(&page())?))?;
    Ok(Figures { call: us(call) / 100.0, open: median(opened), page: us(claims) })
}

/// Builds the library and runs the language's half, which reads and writes in `directory`.
fn run(language: Language, directory: &Path) -> Outcome<()> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let step = |program: PathBuf, arguments: &[&str]| -> Outcome<()> {
        let status = Command::new(&program)
            .args(arguments)
            .current_dir(&project)
            .env("BILLFOLD_BENCH", directory)
            .env("BILLFOLD_PROFILE", "release")
            .stdout(Stdio::null())
            .status()?;
        if status.success() { Ok(()) } else { Err(format!("{} failed", program.display()).into()) }
    };
    step(project.join("bindings/generate"), &[])?;
    let library = "rustc --locked --quiet --release --package billfold-ffi --lib --crate-type cdylib --target-dir target";
    step("cargo".into(), &library.split(' ').collect::<Vec<_>>())?;
    match language {
        Language::Swift => {
            let program = "run --configuration release --package-path Bench BillfoldBench";
            step(project.join("script/swift"), &program.split(' ').collect::<Vec<_>>())
        }
        Language::Kotlin => {
            let native = format!("-Dnative.library.path={}", project.join("target/release").display());
            let tests = "-q -B -ntp -f bindings/kotlin/pom.xml -pl api -Dtest=Bench -Dgroups=bench -DexcludedGroups=long";
            step("mvn".into(), &tests.split(' ').chain([native.as_str(), "test"]).collect::<Vec<_>>())
        }
    }
}
