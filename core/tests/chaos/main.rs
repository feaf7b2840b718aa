//! Networks between a wallet and a payer: slow, lossy, cut off, silent, and with somebody else's certificate. Whatever they
//! do, a call ends in success or in a typed error, and in the end every record is there, once, and as the payer has it.

#![allow(clippy::unwrap_used, reason = "a journey that cannot be set up is a failed test")]

#[path = "../support/mod.rs"]
mod support;

mod tls;

use billfold::wallet::ExportFormat;
use billfold::{Connection, Error, ErrorKind, Wallet};
use billfold_sandbox::browser::Answer;
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Front, Options, Weather};
use support::{World, sync};

/// More tries than this are not needed.
const MOST_TRIES: u32 = 30;

/// Errors that say: try again.
fn passes(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Offline | ErrorKind::PayerUnavailable)
}

/// Signs in under `weather`; the member's browser has a better line.
async fn sign_in(world: &World, wallet: &Wallet, payer: &str, weather: Weather) -> Connection {
    let server = world.payer(payer);
    for _ in 0..MOST_TRIES {
        server.set_weather(weather);
        let begun = wallet.begin_sign_in(payer, world.options(payer)).await;
        server.set_weather(Weather::default());
        let request = match begun {
            Ok(request) => request,
            Err(error) => {
                assert!(passes(&error), "{payer}: {error}");
                continue;
            }
        };
        let callback = world.callback(payer, &request, Answer::Allow).await;
        server.set_weather(weather);
        let completed = wallet.complete_sign_in(&callback).await;
        server.set_weather(Weather::default());
        match completed {
            Ok(connection) => return connection,
            // What is lost with the answer to a code is lost: the member signs in again.
            Err(error) => {
                let over = matches!(error.kind(), ErrorKind::RestartSignIn | ErrorKind::PayerMisbehaved);
                assert!(passes(&error) || over, "{payer}: {error}");
                assert!(wallet.connections().unwrap().is_empty(), "{payer}: half a connection stayed");
            }
        }
    }
    panic!("{payer}: it never signs in");
}

/// Syncs under `weather` until everything is there. How often something was told.
async fn sync_all(world: &World, wallet: &Wallet, payer: &str, weather: Weather) -> u32 {
    let mut connection = sign_in(world, wallet, payer, weather).await;
    let server = world.payer(payer);
    let held = server.held(&connection.patient);
    let (mut told, mut new) = (0, 0);
    for turn in 0..MOST_TRIES {
        server.set_weather(Weather { seed: u64::from(turn), ..weather });
        if turn == 1 {
            server.expire_access_tokens();
        }
        let outcome = sync(wallet, &connection).await;
        server.set_weather(Weather::default());
        match outcome {
            Ok(report) => {
                new += report.new;
                if report.failed.is_empty() && turn > 1 {
                    assert_eq!(report.records, held, "{payer}: lost or doubled");
                    assert!(new <= held.values().sum(), "{payer}: {new} were new");
                    return told;
                }
                told += u32::try_from(report.failed.len()).unwrap();
                assert!(report.failed.iter().all(|failure| failure.error.is_transient()), "{report:?}");
            }
            // A refresh token that was spent in a reset connection: the member signs in again.
            Err(error) if error.kind() == ErrorKind::SignInRequired => {
                connection = sign_in(world, wallet, payer, Weather::default()).await;
            }
            Err(error) => {
                assert!(passes(&error), "{payer}: {error}");
                told += 1;
            }
        }
    }
    panic!("{payer}: it never gets everything");
}

async fn under(weather: Weather) {
    for payer in [Payer::BcbsMn, Payer::BcbsNc] {
        let options = Options { payers: vec![payer], front: Some(Front::Plain), ..Options::default() };
        let world = World::with(options);
        let wallet = world.wallet().await;
        let told = sync_all(&world, &wallet, payer.id(), weather).await;
        tracing::info!(told, "{weather:?}");
        let calm = World::with(Options { payers: vec![payer], ..Options::default() });
        let other = calm.wallet().await;
        let connection = calm.sign_in(&other, payer.id()).await;
        sync(&other, &connection).await.unwrap();
        assert_eq!(lines(&wallet, &world), lines(&other, &calm), "{}: as the payer has it", payer.id());
    }
}

/// Every record of a wallet, sorted, without the port at which its payer was.
fn lines(wallet: &Wallet, world: &World) -> Vec<String> {
    let mut export = Vec::new();
    wallet.export(None, ExportFormat::Ndjson, &mut export).unwrap();
    let origin = world.sandbox.payers()[0].origin().to_string();
    let text = String::from_utf8(export).unwrap().replace(origin.trim_end_matches('/'), "");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_network_only_takes_longer() {
    under(Weather { latency_ms: 15, ..Weather::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_packets_come_later() {
    under(Weather { loss: 15, ..Weather::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reset_cuts_off_is_asked_for_again() {
    under(Weather { reset: 20, ..Weather::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_it_at_once_is_no_worse() {
    under(Weather { latency_ms: 3, loss: 40, reset: 40, ..Weather::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: each silence lasts until the wallet's deadline of a minute; script/test --long"]
async fn a_connection_that_went_silent_ends_at_the_deadline() {
    let options = Options { payers: vec![Payer::BcbsMn], front: Some(Front::Plain), ..Options::default() };
    let world = World::with(options);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let held = world.payer("bcbsmn").held(&connection.patient);
    for turn in 0..MOST_TRIES {
        world.payer("bcbsmn").set_weather(Weather {
            half_open: 60,
            seed: u64::from(turn),
            ..Weather::default()
        });
        let outcome = sync(&wallet, &connection).await;
        match outcome {
            Ok(report) if report.failed.is_empty() => {
                assert_eq!(report.records, held);
                assert!(turn > 0, "no connection went silent");
                return;
            }
            Ok(report) => {
                assert!(report.failed.iter().all(|failure| failure.error.is_transient()), "{report:?}");
            }
            Err(error) => assert!(passes(&error), "{error}"),
        }
    }
    panic!("it never gets everything");
}
