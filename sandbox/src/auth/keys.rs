//! A payer's signing key, and the JSON Web Tokens that it signs (RFC 7515, RFC 7519).

use std::sync::OnceLock;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

use crate::wire::{base64url, derived, sha256};

const BITS: usize = 2048;

/// An RSA key that follows from a seed. Making it takes up to a second, so it is made when first used.
pub(crate) struct SigningKey {
    seed: u64,
    label: String,
    made: OnceLock<Made>,
}

struct Made {
    pair: KeyPair,
    kid: String,
    modulus: String,
    exponent: String,
}

impl SigningKey {
    pub(crate) fn new(seed: u64, payer_id: &str) -> Self {
        Self { seed, label: format!("signing key of {payer_id}"), made: OnceLock::new() }
    }

    /// Makes the key now, so that nobody has to wait for it later.
    pub(crate) fn warm_up(&self) {
        self.made();
    }

    fn made(&self) -> &Made {
        self.made.get_or_init(|| {
            let label = derived(self.seed, &self.label);
            let mut seed = [0; 32];
            seed.copy_from_slice(&sha256(label.as_bytes()));
            let key = rsa::RsaPrivateKey::new(&mut ChaCha8Rng::from_seed(seed), BITS)
                .expect("2048 bits are enough for an RSA key");
            let der = key.to_pkcs1_der().expect("a new key has a DER form");
            Made {
                pair: KeyPair::from_der(der.as_bytes()).expect("ring reads PKCS #1"),
                kid: label.chars().take(16).collect(),
                modulus: base64url(&key.n().to_bytes_be()),
                exponent: base64url(&key.e().to_bytes_be()),
            }
        })
    }

    /// The public key as a JSON Web Key Set (RFC 7517).
    pub(crate) fn jwks(&self) -> Value {
        let made = self.made();
        json!({"keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": made.kid, "n": made.modulus, "e": made.exponent,
        }]})
    }

    /// `claims` as a JWT signed with RS256.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_as(Some(&self.made().kid), claims)
    }

    /// As [`SigningKey::sign`], naming the key as it is told.
    pub(crate) fn sign_as(&self, kid: Option<&str>, claims: &Value) -> String {
        let made = self.made();
        let mut header = json!({"alg": "RS256", "typ": "JWT"});
        if let Some(kid) = kid {
            header["kid"] = json!(kid);
        }
        let header = header.to_string();
        let signed = format!("{}.{}", base64url(header.as_bytes()), base64url(claims.to_string().as_bytes()));
        let mut signature = vec![0; made.pair.public().modulus_len()];
        made.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .expect("an RSA key signs any text");
        format!("{signed}.{}", base64url(&signature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::from_base64url;

    #[test]
    fn a_token_verifies_with_the_published_key() {
        let key = SigningKey::new(7, "bcbsmn");
        let token = key.sign(&json!({"sub": "someone"}));
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let jwk = &key.jwks()["keys"][0];
        let public = ring::signature::RsaPublicKeyComponents {
            n: from_base64url(jwk["n"].as_str().unwrap()).unwrap(),
            e: from_base64url(jwk["e"].as_str().unwrap()).unwrap(),
        };
        let signature = from_base64url(signature).unwrap();
        public.verify(&ring::signature::RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).unwrap();
    }

    #[test]
    fn the_same_seed_gives_the_same_key() {
        assert_eq!(SigningKey::new(7, "bcbst").jwks(), SigningKey::new(7, "bcbst").jwks());
    }
}
