//! TLS as a member's phone needs it: the system's trust store, and no certificate of its own.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, KeyProvider, ring};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::SigningKey;
use rustls::{ClientConfig, Error};
use rustls_platform_verifier::Verifier;

/// Versions 1.3 and 1.2, with what rustls holds to be safe.
pub fn client_config() -> Result<ClientConfig, Error> {
    let provider = CryptoProvider { key_provider: &NoClientCertificate, ..ring::default_provider() };
    let provider = Arc::new(provider);
    let verifier = Verifier::new(Arc::clone(&provider))?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// In the place of what signs with private keys, so that it is not in a phone's library.
#[derive(Debug)]
struct NoClientCertificate;

impl KeyProvider for NoClientCertificate {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        Err(Error::General("a wallet has no client certificate".to_owned()))
    }
}
