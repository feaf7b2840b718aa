//! Tokens over time: refresh, expiry, being offline.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use billfold::error::FhirError;
use billfold::ports::{MemorySecureStore, SecureStoreUnavailable};
use billfold::{ErrorKind, SecureStore, Wallet};
use billfold_sandbox::{Busy, Faults, TokenFault};
use support::{World, sync};

fn short_lived() -> Faults {
    Faults { access_token_life: Some(Duration::from_secs(1)), ..Faults::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_is_renewed_where_the_payer_allows() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ["bcbsmn", "intersystems"] {
        world.payer(payer).set_faults(short_lived());
        let connection = world.sign_in(&wallet, payer).await;
        assert!(connection.can_refresh && connection.access_ends.is_none());
        tokio::time::sleep(Duration::from_millis(1500)).await;
        // From now on tokens live as long as the payer says, so that the whole sync runs on the renewed one.
        world.payer(payer).set_faults(Faults::default());
        let report = sync(&wallet, &connection).await.unwrap();
        assert_eq!(report.records, world.payer(payer).held(&connection.patient), "{payer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn access_without_refresh_ends_when_the_payer_said() {
    let world = World::new();
    let wallet = world.wallet().await;
    world.payer("bcbsnc").set_faults(short_lived());
    let connection = world.sign_in(&wallet, "bcbsnc").await;
    assert!(!connection.can_refresh && connection.access_ends.is_some());
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::SignInRequired);
    world.payer("bcbsnc").set_faults(Faults::default());
    world.sign_in(&wallet, "bcbsnc").await;
    assert_eq!(sync(&wallet, &connection).await.unwrap().failed, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_opens_nothing_is_a_sign_in_though_the_directory_is_open() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbst").await;
    let open = &wallet.payers().into_iter().find(|preset| preset.id == "bcbst").unwrap().fetch.open_types;
    let held = world.payer("bcbst").held(&connection.patient);
    let failing_types: std::collections::BTreeMap<_, _> =
        held.into_keys().filter(|name| !open.contains(name)).map(|name| (name, 401)).collect();
    world.payer("bcbst").set_faults(Faults { failing_types: failing_types.clone(), ..Faults::default() });
    assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::SignInRequired);

    // A single type that is refused is that type's matter.
    let coverage = failing_types.into_iter().filter(|(name, _)| name == "Coverage").collect();
    world.payer("bcbst").set_faults(Faults { failing_types: coverage, ..Faults::default() });
    let failed = sync(&wallet, &connection).await.unwrap().failed;
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].error, FhirError::Forbidden { status: 401 });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_is_down_signs_nobody_out() {
    let world = World::new();
    let wallet = world.wallet().await;
    world.payer("bcbsmn").set_faults(short_lived());
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    world.payer("bcbsmn").set_faults(Faults { token: Some(TokenFault::Unavailable), ..Faults::default() });
    assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::PayerUnavailable);
    world.payer("bcbsmn").set_faults(Faults::default());
    assert_eq!(sync(&wallet, &connection).await.unwrap().failed, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_payer_is_waited_for() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "intersystems").await;
    let busy = Busy { requests: 6, retry_after: Some(1) };
    world.payer("intersystems").set_faults(Faults { busy: Some(busy), ..Faults::default() });
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!(report.failed, []);
    assert_eq!(report.records, world.payer("intersystems").held(&connection.patient));
}

/// A key store that the device may lock.
#[derive(Default)]
struct Lockable {
    items: MemorySecureStore,
    locked: AtomicBool,
}

impl SecureStore for Lockable {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable> {
        self.items.read(name)
    }

    fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable> {
        if self.locked.load(Ordering::Relaxed) {
            Err(SecureStoreUnavailable)
        } else {
            self.items.write(name, value)
        }
    }

    fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable> {
        self.items.remove(name)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_device_costs_no_token_and_no_record() {
    let world = World::new();
    let store = Arc::new(Lockable::default());
    let wallet = Wallet::open(world.config(), store.clone()).await.unwrap();
    world.payer("bcbsmn").set_faults(short_lived());
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    world.payer("bcbsmn").set_faults(Faults::default());

    store.locked.store(true, Ordering::Relaxed);
    assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::StoreUnavailable);
    store.locked.store(false, Ordering::Relaxed);
    let held = world.payer("bcbsmn").held(&connection.patient);
    assert_eq!(sync(&wallet, &connection).await.unwrap().records, held, "the refresh token was not spent");

    store.locked.store(true, Ordering::Relaxed);
    let outcome = world.try_sign_in(&wallet, "bcbsmn", billfold_sandbox::browser::Answer::Allow).await;
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::StoreUnavailable);
    store.locked.store(false, Ordering::Relaxed);
    assert_eq!(wallet.counts(&connection.id).unwrap(), held, "a sign-in that failed took no record away");
    sync(&wallet, &connection).await.unwrap();
}
