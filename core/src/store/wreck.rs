//! A wallet's file and secure store that something has damaged, and what must hold then, for tests and the fuzzer.

#![allow(clippy::unwrap_used, reason = "what cannot be set up has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, OnceLock};

use crate::error::StoreError;
use crate::ports::{MemorySecureStore, SecureStore, SystemClock};
use crate::session::item_name;
use crate::store::example::{entry, open, put_records, state};
use crate::store::{Store, StoreEvent, connection_key};

pub const CONNECTIONS: [&str; 3] = ["first", "second", "third"];
pub const RECORDS: usize = 24;

fn json(connection: &str, number: usize) -> String {
    // Text that does not compress, so that large records are large in the file.
    let mut state = number as u64 + 1;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'0' + state.to_be_bytes()[1] % 75)
    };
    let filling: String =
        std::iter::repeat_with(&mut letter).filter(|c| *c != '\\').take(number * 70).collect();
    format!(r#"{{"resourceType":"Condition","id":"{number}","of":"{connection}{filling}"}}"#)
}

/// As a sync stores them.
pub fn fill(store: &Store, connection: &str) {
    store.begin_crawl(connection).unwrap();
    for half in [0..RECORDS / 2, RECORDS / 2..RECORDS] {
        let record = |number: usize| entry(&number.to_string(), &json(connection, number), &[]);
        put_records(store, connection, half.map(record).collect()).unwrap();
    }
    store.set_watermark(connection, "Condition", &7).unwrap();
    let mut state = store.connection(connection).unwrap();
    state.synced = Some(7);
    store.update_connection(connection, &state).unwrap();
}

/// The files of a wallet as a death would leave them, and its secure store.
pub struct Wreck {
    pub files: BTreeMap<String, Vec<u8>>,
    secure: Arc<MemorySecureStore>,
}

impl Wreck {
    pub fn new() -> Self {
        let (directory, secure) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
        let store = open(directory.path(), &secure);
        for id in CONNECTIONS {
            store.add_connection(id, &state()).unwrap();
            secure.write(&item_name(id), b"tokens").unwrap();
            fill(&store, id);
            if id == "second" {
                // The rest stays in the log.
                store.database().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
            }
        }
        let mut files = BTreeMap::new();
        for file in ["billfold.db", "billfold.db-wal"] {
            files.insert(file.to_owned(), fs::read(directory.path().join(file)).unwrap());
        }
        Self { files, secure }
    }

    /// The same in a directory and a secure store of its own.
    pub fn place(&self) -> (tempfile::TempDir, Arc<MemorySecureStore>) {
        let directory = tempfile::tempdir().unwrap();
        for (name, bytes) in &self.files {
            fs::write(directory.path().join(name), bytes).unwrap();
        }
        let secure = MemorySecureStore::default();
        let names = CONNECTIONS.iter().flat_map(|id| [connection_key(id), item_name(id)]);
        for name in names.chain(["billfold.key.wallet".to_owned(), "billfold.connections".to_owned()]) {
            if let Some(item) = self.secure.read(&name).unwrap() {
                secure.write(&name, &item).unwrap();
            }
        }
        (directory, Arc::new(secure))
    }

    pub fn damaged(&self, file: &str, damage: impl FnOnce(&mut Vec<u8>)) -> Self {
        let mut files = self.files.clone();
        damage(files.get_mut(file).unwrap());
        Self { files, secure: Arc::clone(&self.secure) }
    }
}

pub fn lost(store: &Store) -> Vec<String> {
    let events = store.take_events().into_iter();
    events
        .filter_map(|event| match event {
            StoreEvent::ConnectionLost { connection, payer } => {
                assert_eq!(payer, Some(state().preset.id));
                Some(connection)
            }
            StoreEvent::RecordsLost { .. } => None,
        })
        .collect()
}

pub fn ids(store: &Store) -> Vec<String> {
    store.connections().unwrap().into_iter().map(|(id, _)| id).collect()
}

pub fn is_whole(store: &Store, connection: &str) -> bool {
    let found = store.records(connection, "Condition").unwrap();
    let expected = |number| json(connection, number).into_bytes();
    found.iter().all(|record| record.json == expected(record.reference.id.parse().unwrap()))
        && found.len() == RECORDS
}

/// What was asked of a connection, unless that, or what was asked before, found it gone.
fn unless_gone<T>(store: &Store, id: &str, answer: Result<T, StoreError>) -> Option<T> {
    match answer {
        Err(StoreError::UnknownConnection) if !ids(store).iter().any(|left| left == id) => None,
        answer => Some(answer.unwrap()),
    }
}

/// Damages a file of a wallet and demands that it is survived: the wallet opens, what it shows is what was stored, what is
/// gone is told, and a sync of what is left makes it whole.
pub fn survives(file: &str, damage: impl FnOnce(&mut Vec<u8>)) {
    static WRECK: OnceLock<Wreck> = OnceLock::new();
    let (directory, secure) = WRECK.get_or_init(Wreck::new).damaged(file, damage).place();
    let opened =
        Store::open(directory.path(), Arc::clone(&secure) as Arc<dyn SecureStore>, Arc::new(SystemClock));
    let store = match opened {
        // The number of the version is among what can be damaged.
        Err(StoreError::TooNew { .. }) => return,
        opened => opened.unwrap(),
    };
    for id in ids(&store) {
        for record in unless_gone(&store, &id, store.records(&id, "Condition")).unwrap_or_default() {
            assert_eq!(record.json, json(&id, record.reference.id.parse().unwrap()).into_bytes());
        }
        unless_gone(&store, &id, store.counts(&id));
        unless_gone(&store, &id, store.undigested(&id, 1, 100));
    }
    let lost = lost(&store);
    for id in CONNECTIONS {
        if !ids(&store).iter().any(|left| left == id) {
            assert!(lost.iter().any(|lost| lost == id), "{id} is gone and nobody is told");
            assert_eq!((secure.read(&connection_key(id)), secure.read(&item_name(id))), (Ok(None), Ok(None)));
        }
    }
    for id in ids(&store) {
        fill(&store, &id);
    }
    for id in ids(&store) {
        assert!(is_whole(&store, &id), "{id}");
    }
}
