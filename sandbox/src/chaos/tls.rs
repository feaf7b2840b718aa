//! TLS before the payers, in order and out of it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use time::OffsetDateTime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::wire::lock;

/// The certificate that a payer shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Certificate {
    /// Signed by the sandbox's authority, for `localhost`.
    #[default]
    Good,
    /// It expired yesterday.
    Expired,
    /// It is for another host.
    OtherHost,
    /// Nobody signed it but itself.
    SelfSigned,
    /// None: the server speaks TLS 1.0 and nothing newer.
    OldProtocol,
}

/// The sandbox's certificate authority, with a certificate of each kind.
pub(crate) struct Terminal {
    /// The authority's certificate, for a trust store.
    pub(crate) authority: String,
    good: Arc<ServerConfig>,
    expired: Arc<ServerConfig>,
    other_host: Arc<ServerConfig>,
    self_signed: Arc<ServerConfig>,
}

/// A `ServerHello` of TLS 1.0 (RFC 2246 section 7.4.1.3), with a cipher suite of that time.
const OLD_SERVER_HELLO: [u8; 47] = {
    let mut hello = [0x5a; 47];
    let head = [22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1];
    let mut at = 0;
    while at < head.len() {
        hello[at] = head[at];
        at += 1;
    }
    // After 32 random bytes: no session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
    (hello[43], hello[44], hello[45], hello[46]) = (0, 0, 0x2f, 0);
    hello
};

impl Terminal {
    pub(crate) fn new() -> io::Result<Self> {
        let failed = |error: rcgen::Error| io::Error::other(error.to_string());
        let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, "Billfold sandbox authority");
        let key = KeyPair::generate().map_err(failed)?;
        let authority = CertifiedIssuer::self_signed(params, key).map_err(failed)?;
        let named = |host: &str| CertificateParams::new(vec![host.to_owned()]).map_err(failed);
        let signed = |params: CertificateParams| {
            let key = KeyPair::generate().map_err(failed)?;
            let certificate = params.signed_by(&key, &authority).map_err(failed)?;
            config(certificate.der().clone(), &key)
        };
        let mut expired = named("localhost")?;
        expired.not_before = OffsetDateTime::now_utc() - Duration::from_hours(48);
        expired.not_after = OffsetDateTime::now_utc() - Duration::from_hours(24);
        let key = KeyPair::generate().map_err(failed)?;
        let own = named("localhost")?.self_signed(&key).map_err(failed)?;
        Ok(Self {
            good: signed(named("localhost")?)?,
            expired: signed(expired)?,
            other_host: signed(named("payer.example")?)?,
            self_signed: config(own.der().clone(), &key)?,
            authority: authority.pem(),
        })
    }

    fn config(&self, certificate: Certificate) -> Option<Arc<ServerConfig>> {
        match certificate {
            Certificate::Good => Some(Arc::clone(&self.good)),
            Certificate::Expired => Some(Arc::clone(&self.expired)),
            Certificate::OtherHost => Some(Arc::clone(&self.other_host)),
            Certificate::SelfSigned => Some(Arc::clone(&self.self_signed)),
            Certificate::OldProtocol => None,
        }
    }
}

fn config(certificate: CertificateDer<'static>, key: &KeyPair) -> io::Result<Arc<ServerConfig>> {
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .map_err(io::Error::other)?;
    Ok(Arc::new(config))
}

/// Ends TLS for connections that come to `listener`, and carries what was in it to the server at `inner`.
pub(crate) async fn terminate(
    listener: TcpListener,
    inner: SocketAddr,
    terminal: Arc<Terminal>,
    shown: Arc<Mutex<Certificate>>,
) {
    loop {
        let Ok((outer, _)) = listener.accept().await else { continue };
        let config = terminal.config(*lock(&shown));
        tokio::spawn(async move {
            let _ = outer.set_nodelay(true);
            let Some(config) = config else { return answer_as_of_old(outer).await };
            let Ok(mut outer) = TlsAcceptor::from(config).accept(outer).await else { return };
            if let Ok(mut inner) = TcpStream::connect(inner).await {
                let _ = inner.set_nodelay(true);
                let _ = tokio::io::copy_bidirectional(&mut outer, &mut inner).await;
            }
        });
    }
}

async fn answer_as_of_old(mut outer: TcpStream) {
    let mut hello = [0; 1 << 12];
    if outer.read(&mut hello).await.is_ok() && outer.write_all(&OLD_SERVER_HELLO).await.is_ok() {
        // Until the client goes away.
        let _ = outer.read(&mut hello).await;
    }
}
