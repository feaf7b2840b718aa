//! A device whose clock is wrong, or is set while the wallet runs.

mod support;

use std::sync::Arc;
use std::time::Duration;

use billfold::{ErrorKind, Wallet};
use billfold_sandbox::browser::Answer;
use billfold_sandbox::{Faults, Options};
use support::{ALL, Later, World, sync};

const DAY: i64 = 86_400;

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_a_day_off_signs_in_and_stays_signed_in() {
    for off in [DAY, -DAY] {
        let world = World::new();
        let clock = Arc::new(Later::default());
        clock.pass(off);
        let wallet = Wallet::open_with_clock(world.config(), world.keys.clone(), clock).await.unwrap();
        for payer in ALL {
            let short = Some(Duration::from_secs(1));
            world.payer(payer).set_faults(Faults { access_token_life: short, ..Faults::default() });
            let connection = world.sign_in(&wallet, payer).await;
            if let Some(ends) = connection.access_ends {
                let now =
                    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
                assert!(ends.abs_diff(now) < 60, "{payer}: access ends by the payer's clock");
            }
            tokio::time::sleep(Duration::from_millis(1200)).await;
            world.payer(payer).set_faults(Faults::default());
            let outcome = sync(&wallet, &connection).await;
            if connection.can_refresh {
                assert_eq!(
                    outcome.unwrap().records,
                    world.payer(payer).held(&connection.patient),
                    "{payer} {off}"
                );
            } else {
                assert_eq!(outcome.unwrap_err().kind(), ErrorKind::SignInRequired, "{payer} {off}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_while_the_wallet_runs_signs_nobody_out() {
    let world = World::with(Options::default());
    let clock = Arc::new(Later::default());
    let wallet = Wallet::open_with_clock(world.config(), world.keys.clone(), clock.clone()).await.unwrap();
    for payer in ["bcbsmn", "bcbsnc", "intersystems"] {
        let connection = world.sign_in(&wallet, payer).await;
        for jump in [DAY, -2 * DAY, DAY] {
            clock.pass(jump);
            let report = sync(&wallet, &connection).await.unwrap();
            assert_eq!(report.records, world.payer(payer).held(&connection.patient), "{payer} {jump}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jump_during_a_sign_in_is_a_clear_restart_at_worst() {
    let world = World::new();
    for jump in [DAY, -DAY] {
        let clock = Arc::new(Later::default());
        let wallet =
            Wallet::open_with_clock(world.config(), world.keys.clone(), clock.clone()).await.unwrap();
        let request = wallet.begin_sign_in("bcbst", world.options("bcbst")).await.unwrap();
        let callback = world.callback("bcbst", &request, Answer::Allow).await;
        clock.pass(jump);
        let outcome = wallet.complete_sign_in(&callback).await;
        if jump > 0 {
            assert_eq!(outcome.unwrap_err().kind(), ErrorKind::RestartSignIn);
        } else {
            outcome.unwrap();
        }
        world.sign_in(&wallet, "bcbst").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_out_erases_the_device_whatever_the_payer_says() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ALL {
        let connection = world.sign_in(&wallet, payer).await;
        world
            .payer(payer)
            .set_faults(Faults { down: Some(billfold_sandbox::Down::Refuses), ..Faults::default() });
        let report = wallet.sign_out(&connection.id).await.unwrap();
        assert!(!report.revoked, "{payer}");
        assert!(wallet.connection(&connection.id).is_err() && wallet.connections().unwrap().is_empty());
        world.payer(payer).set_faults(Faults::default());
    }
}
