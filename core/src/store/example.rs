//! A connection and its records, for tests and the fuzzer.

#![allow(clippy::unwrap_used, reason = "what cannot be set up has failed")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::auth::{Exchange, LaunchContext, PkceProtection, SignInProtection};
use crate::config::{ClientAuthMethod, Redirect, RedirectBinding};
use crate::error::StoreError;
use crate::fhir::Reference;
use crate::payer::builtin;
use crate::ports::{MemorySecureStore, SecureStore, SystemClock};
use crate::secret::Secret;
use crate::store::{ConnectionState, NewRecord, Press, Put, Store};

pub fn open(directory: &Path, keys: &Arc<MemorySecureStore>) -> Store {
    Store::open(directory, Arc::clone(keys) as Arc<dyn SecureStore>, Arc::new(SystemClock)).unwrap()
}

pub fn state() -> ConnectionState {
    let preset = builtin().remove(0);
    ConnectionState {
        fhir_base: preset.fhir_base.as_deref().unwrap().parse().unwrap(),
        preset,
        patient: Secret::from("canary-patient"),
        scopes: vec!["openid".to_owned()],
        scopes_missing: Vec::new(),
        user: Some(Secret::from("RelatedPerson/canary-user")),
        subject: Some(Secret::from("canary-subject")),
        context: LaunchContext::default(),
        userinfo_endpoint: None,
        end_session_endpoint: None,
        client_id: "app".to_owned(),
        complete: true,
        protection: SignInProtection {
            pkce: PkceProtection::None,
            client_auth: ClientAuthMethod::ClientSecretBasic,
            redirect: RedirectBinding::Loopback,
            exchange: Exchange::Device,
            id_token: true,
        },
        redirect: Redirect::loopback("http://127.0.0.1:1/callback").unwrap(),
        authorization_endpoint: "https://payer.example/authorize".parse().unwrap(),
        signed_in: 1,
        synced: None,
        person: None,
    }
}

pub fn reference(resource_type: &str, id: &str) -> Reference {
    Reference { resource_type: resource_type.to_owned(), id: id.to_owned() }
}

pub fn entry(id: &str, json: &str, refers_to: &[Reference]) -> NewRecord {
    let refers_to: BTreeSet<Reference> = refers_to.iter().cloned().collect();
    NewRecord {
        reference: reference("Condition", id),
        json: json.as_bytes().to_vec().into(),
        refers_to,
        digest: [b"made of ", json.as_bytes()].concat(),
    }
}

/// As a sync does it, with digests of no format that anybody asks for.
pub fn put_records(store: &Store, connection: &str, records: Vec<NewRecord>) -> Result<Put, StoreError> {
    let batch = store.seal_records(connection, records, (store.now(), 0), &mut Press::default())?;
    store.write(|bulk| bulk.put(batch))
}
