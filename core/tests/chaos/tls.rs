//! TLS in order and out of it. A wallet trusts what its operating system does, and on Linux a process can be given another
//! trust store by `SSL_CERT_FILE`: so the wallet is in a child of this test. Production has no such door.

use std::process::Command;

use billfold::error::{DiscoveryError, HttpError, SignInError};
use billfold::{Error, ErrorKind};
use billfold_sandbox::browser::{Answer, Browser, Landing};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Certificate, Front, Options, Weather};

use crate::support::{World, sync};

/// Where the child puts the authority that it is to trust.
const TRUSTED: &str = "SSL_CERT_FILE";
const CHILD: &str = "BILLFOLD_TLS_CHILD";

#[test]
fn nobody_with_another_certificate_is_talked_to() {
    let directory = tempfile::tempdir().unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["tls::the_child", "--exact", "--nocapture", "--test-threads=1"])
        .env(TRUSTED, directory.path().join("authority.pem"))
        .env_remove("SSL_CERT_DIR")
        .env(CHILD, "1")
        .status()
        .unwrap();
    assert!(status.success());
}

/// Not a test, but the child of the other; without its orders it does nothing.
#[test]
fn the_child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = Options { payers: vec![Payer::BcbsMn], front: Some(Front::Tls), ..Options::default() };
    let world = World::with(options);
    let authority = world.sandbox.authority().unwrap().to_owned();
    std::fs::write(std::env::var_os(TRUSTED).unwrap(), &authority).unwrap();
    runtime.block_on(journey(&world, &authority));
}

async fn journey(world: &World, authority: &str) {
    let payer = world.payer("bcbsmn");
    assert_eq!(payer.origin().scheme(), "https");
    let wallet = world.wallet().await;
    let wrong =
        [Certificate::Expired, Certificate::OtherHost, Certificate::SelfSigned, Certificate::OldProtocol];
    for certificate in wrong {
        payer.show_certificate(certificate);
        let before = payer.requests();
        let error = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap_err();
        let tls = Error::SignIn(SignInError::Discovery(DiscoveryError::Http(HttpError::Tls {
            host: format!("localhost:{}", payer.origin().port().unwrap()),
        })));
        assert_eq!((&error, error.kind()), (&tls, ErrorKind::PayerMisbehaved), "{certificate:?}");
        assert_eq!(payer.requests(), before, "{certificate:?}: nothing was said");
    }

    payer.show_certificate(Certificate::Good);
    let request = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
    let browser = Browser::trusting(authority);
    let landing = browser.sign_in(request.url.as_str(), &payer.logins()[0], Answer::Allow).await.unwrap();
    let Landing::Callback(callback) = landing else { panic!("{landing:?}") };
    let connection = wallet.complete_sign_in(&callback).await.unwrap();
    let held = payer.held(&connection.patient);
    // A byte that was changed on its way is noticed by TLS: no record is another than the payer's.
    let mut told = 0;
    for seed in 0..30 {
        payer.set_weather(Weather { wrong_bytes: 25, seed, ..Weather::default() });
        match sync(&wallet, &connection).await {
            Ok(report) if report.failed.is_empty() => {
                assert_eq!(report.records, held);
                break;
            }
            Ok(report) => {
                let noticed = |error: &billfold::error::FhirError| {
                    error.is_transient()
                        || matches!(error, billfold::error::FhirError::Http(HttpError::Tls { .. }))
                };
                assert!(report.failed.iter().all(|failure| noticed(&failure.error)), "{report:?}");
            }
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::Offline | ErrorKind::PayerMisbehaved), "{error}");
            }
        }
        told += 1;
    }
    payer.set_weather(Weather::default());
    let report = wallet.reconcile(&connection.id, |_| {}, &billfold::Cancel::new()).await.unwrap();
    assert_eq!(
        (report.records, report.changed, report.new),
        (held, 0, 0),
        "nothing is other than at the payer"
    );
    assert!(told < 29, "it got everything in the end");

    // In the middle of a session another certificate ends nothing: no token goes there, and nobody is signed out.
    payer.show_certificate(Certificate::SelfSigned);
    let fresh = world.wallet().await;
    let before = payer.requests();
    assert_eq!(sync(&fresh, &connection).await.unwrap_err().kind(), ErrorKind::PayerMisbehaved);
    assert_eq!(payer.requests(), before);
    payer.show_certificate(Certificate::Good);
    assert_eq!(sync(&fresh, &connection).await.unwrap().failed, []);
}
