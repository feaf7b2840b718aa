//! A client that proves itself by a key of the device's key store (RFC 7523, SMART App Launch 2.2 section 5.1).

#![allow(clippy::unwrap_used, reason = "a test whose key cannot be made is a failed test")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use billfold::config::ClientAuthMethod;
use billfold::ports::{ClientSigner, Clock, SecureStoreUnavailable, SigningAlgorithm};
use billfold::{ClientRegistration, ErrorKind, Redirect, SignInOptions, Wallet, WalletConfig};
use billfold_sandbox::browser::Answer;
use billfold_sandbox::{ClientKey, Faults, Options};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use support::{World, redirect, sync};

struct KeyStore {
    key: EcdsaKeyPair,
    signed: AtomicU32,
}

impl KeyStore {
    fn new() -> Arc<Self> {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &random).unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Arc::new(Self { key, signed: AtomicU32::new(0) })
    }

    fn public(&self) -> ClientKey {
        ClientKey { kid: "device".to_owned(), point: self.key.public_key().as_ref().to_vec() }
    }
}

impl ClientSigner for KeyStore {
    fn algorithm(&self) -> Result<SigningAlgorithm, SecureStoreUnavailable> {
        Ok(SigningAlgorithm::Es384)
    }

    fn key_id(&self) -> Result<String, SecureStoreUnavailable> {
        Ok("device".to_owned())
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SecureStoreUnavailable> {
        self.signed.fetch_add(1, Ordering::Relaxed);
        let signature = self.key.sign(&SystemRandom::new(), message).map_err(|_| SecureStoreUnavailable)?;
        Ok(signature.as_ref().to_vec())
    }
}

struct OffBy(i64);

impl Clock for OffBy {
    fn now(&self) -> SystemTime {
        let day = Duration::from_secs(self.0.unsigned_abs());
        if self.0 < 0 { SystemTime::now() - day } else { SystemTime::now() + day }
    }
}

fn options(payer: &str) -> SignInOptions {
    let client = ClientRegistration::with_key(format!("billfold-demo-{payer}-key"));
    SignInOptions::new(client, Redirect::auth_session(redirect(payer)).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_signs_in_refreshes_and_signs_out_by_any_clock() {
    for off in [0, 86_400, -86_400] {
        let keys = KeyStore::new();
        let world = World::with(Options { client_key: Some(keys.public()), ..Options::default() });
        let config = WalletConfig { signer: Some(keys.clone()), ..world.config() };
        let wallet = Wallet::open_with_clock(config, world.keys.clone(), Arc::new(OffBy(off))).await.unwrap();
        for payer in ["bcbsmn", "intersystems"] {
            world
                .payer(payer)
                .set_faults(Faults { access_token_life: Some(Duration::from_secs(1)), ..Faults::default() });
            let request = wallet.begin_sign_in(payer, options(payer)).await.unwrap();
            let callback = world.callback(payer, &request, Answer::Allow).await;
            let connection = wallet.complete_sign_in(&callback).await.unwrap();
            assert_eq!(connection.protection.client_auth, ClientAuthMethod::PrivateKeyJwt);
            let before = keys.signed.load(Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(1500)).await;
            world.payer(payer).set_faults(Faults::default());
            let report = sync(&wallet, &connection).await.unwrap();
            assert_eq!(report.records, world.payer(payer).held(&connection.patient), "{payer} {off}");
            assert!(keys.signed.load(Ordering::Relaxed) > before, "the refresh was signed");
            let signed_out = wallet.sign_out(&connection.id).await.unwrap();
            assert_eq!(signed_out.revoked, payer == "intersystems", "{payer} {off}");
            let page = signed_out.end_session.map(|url| url.to_string());
            let client = format!("client_id=billfold-demo-{payer}-key");
            assert_eq!(page.is_some_and(|url| url.ends_with(&client)), payer == "intersystems", "{payer}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_the_payer_does_not_know_is_an_unknown_client() {
    let (registered, other) = (KeyStore::new(), KeyStore::new());
    let world = World::with(Options { client_key: Some(registered.public()), ..Options::default() });
    let wallet = world.wallet_with(WalletConfig { signer: Some(other), ..world.config() }).await;
    let request = wallet.begin_sign_in("intersystems", options("intersystems")).await.unwrap();
    let callback = world.callback("intersystems", &request, Answer::Allow).await;
    assert_eq!(wallet.complete_sign_in(&callback).await.unwrap_err().kind(), ErrorKind::UnknownClient);
    assert!(wallet.connections().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_without_the_key_does_not_begin() {
    let world = World::new();
    let wallet = world.wallet().await;
    let refused = wallet.begin_sign_in("intersystems", options("intersystems")).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Misconfigured);
    assert!(refused.to_string().contains("signer"), "{refused}");
}
