use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::auth::{Exchange, LaunchContext, PkceProtection, SignInProtection};
use crate::config::{ClientAuthMethod, Redirect, RedirectBinding};
use crate::fhir::{Entry, Reference};
use crate::payer::builtin;
use crate::ports::{MemorySecureStore, SystemClock};
use crate::secret::Secret;

fn open(directory: &Path, keys: &Arc<MemorySecureStore>) -> Store {
    Store::open(directory, Arc::clone(keys) as Arc<dyn SecureStore>, Arc::new(SystemClock)).unwrap()
}

fn state() -> ConnectionState {
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
    }
}

fn reference(resource_type: &str, id: &str) -> Reference {
    Reference { resource_type: resource_type.to_owned(), id: id.to_owned() }
}

fn entry(id: &str, json: &str, refers_to: &[Reference]) -> Entry {
    let refers_to: BTreeSet<Reference> = refers_to.iter().cloned().collect();
    Entry { reference: reference("Condition", id), json: json.as_bytes().to_vec(), refers_to }
}

#[test]
fn records_come_back_byte_for_byte_after_reopening() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    let json = "{\"resourceType\":\"Condition\",  \"n\":1.50}";
    let organization = reference("Organization", "o");
    let put = store.put_records("c", vec![entry("1", json, &[organization])], |_| true).unwrap();
    assert_eq!(put, Put { new: 1, changed: 0, unchanged: 0 });
    assert_eq!(store.put_records("c", vec![entry("1", json, &[])], |_| true).unwrap().unchanged, 1);
    drop(store);

    let store = open(directory.path(), &keys);
    let record = store.record("c", &reference("Condition", "1")).unwrap().unwrap();
    assert_eq!(record.json, json.as_bytes());
    assert_eq!(store.counts("c").unwrap().into_iter().collect::<Vec<_>>(), [("Condition".to_owned(), 1)]);
    assert_eq!(store.wanted("c").unwrap(), [reference("Organization", "o")]);
    assert_eq!(store.put_records("c", vec![entry("1", "{}", &[])], |_| true).unwrap().changed, 1);
}

#[test]
fn the_file_tells_neither_whose_nor_what_records_it_holds() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    store
        .put_records(
            "c",
            vec![entry("canary-id", "canary-json", &[reference("Organization", "canary-ref")])],
            |_| true,
        )
        .unwrap();
    store
        .set_checkpoint(
            "c",
            "canary-name",
            &Checkpoint::Next { link: "https://canary-link".to_owned(), since: 1 },
        )
        .unwrap();
    for file in std::fs::read_dir(directory.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for canary in ["canary", "Condition", "Minnesota", "bluecross"] {
            assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()), "{canary}");
        }
    }
}

#[test]
fn a_connection_without_its_key_is_dropped_and_others_stay() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    for id in ["lost", "kept"] {
        store.add_connection(id, &state()).unwrap();
        store.put_records(id, vec![entry("1", "{}", &[])], |_| true).unwrap();
    }
    drop(store);
    keys.remove(&connection_key("lost")).unwrap();

    let store = open(directory.path(), &keys);
    let ids: Vec<String> = store.connections().unwrap().into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["kept"]);
    assert_eq!(store.counts("lost"), Err(StoreError::UnknownConnection));
    assert_eq!(store.counts("kept").unwrap()["Condition"], 1);
}

#[test]
fn removing_a_connection_leaves_neither_key_nor_rows() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    store.put_records("c", vec![entry("1", "{}", &[])], |_| true).unwrap();
    store.remove_connection("c").unwrap();
    assert_eq!(keys.read(&connection_key("c")), Ok(None));
    for table in ["connection", "kind", "record", "wanted", "checkpoint"] {
        let rows: i64 = store
            .database()
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .unwrap();
        assert_eq!(rows, 0, "{table}");
    }
}

#[test]
fn a_checkpoint_is_kept_until_it_is_cleared() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    for checkpoint in
        [Checkpoint::Next { link: "https://p.example/?p=2".to_owned(), since: 1 }, Checkpoint::Done(7)]
    {
        store.set_checkpoint("c", "Claim", &checkpoint).unwrap();
        assert_eq!(store.checkpoint("c", "Claim").unwrap(), Some(checkpoint));
    }
    store.clear_checkpoints("c").unwrap();
    assert_eq!(store.checkpoint("c", "Claim").unwrap(), None);
}

#[test]
fn a_file_of_a_newer_version_is_refused_untouched() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    open(directory.path(), &keys).database().pragma_update(None, "user_version", 99).unwrap();
    let outcome = Store::open(directory.path(), keys, Arc::new(SystemClock));
    assert_eq!(outcome.err(), Some(StoreError::TooNew { found: 99 }));
}

#[test]
fn a_damaged_connection_is_dropped_and_others_stay() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    for id in ["damaged", "short", "kept"] {
        store.add_connection(id, &state()).unwrap();
    }
    store.database().execute("UPDATE connection SET sealed = zeroblob(99) WHERE id = 'damaged'", []).unwrap();
    keys.write(&connection_key("short"), b"not a key").unwrap();
    keys.write(&crate::session::item_name("damaged"), b"tokens").unwrap();
    drop(store);
    let store = open(directory.path(), &keys);
    let ids: Vec<String> = store.connections().unwrap().into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["kept"]);
    assert_eq!(keys.read(&crate::session::item_name("damaged")), Ok(None));
}
