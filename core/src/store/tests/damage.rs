//! What a device can do to the file and to the keys, and what is left then.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;

use super::*;
use crate::session::item_name;

const CONNECTIONS: [&str; 3] = ["first", "second", "third"];
const RECORDS: usize = 24;

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
fn fill(store: &Store, connection: &str) {
    store.begin_crawl(connection).unwrap();
    let records: Vec<Entry> =
        (0..RECORDS).map(|number| entry(&number.to_string(), &json(connection, number), &[])).collect();
    put_records(store, connection, records).unwrap();
    store.set_watermark(connection, "Condition", &7).unwrap();
    let mut state = store.connection(connection).unwrap();
    state.synced = Some(7);
    store.update_connection(connection, &state).unwrap();
}

/// The files of a wallet as a death would leave them, and its secure store.
struct Wreck {
    files: BTreeMap<String, Vec<u8>>,
    secure: Arc<MemorySecureStore>,
}

impl Wreck {
    fn new() -> Self {
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
    fn place(&self) -> (tempfile::TempDir, Arc<MemorySecureStore>) {
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

    fn damaged(&self, file: &str, damage: impl FnOnce(&mut Vec<u8>)) -> Self {
        let mut files = self.files.clone();
        damage(files.get_mut(file).unwrap());
        Self { files, secure: Arc::clone(&self.secure) }
    }
}

fn lost(store: &Store) -> Vec<String> {
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

fn ids(store: &Store) -> Vec<String> {
    store.connections().unwrap().into_iter().map(|(id, _)| id).collect()
}

fn is_whole(store: &Store, connection: &str) -> bool {
    let found = store.records(connection, "Condition").unwrap();
    let expected = |number| json(connection, number).into_bytes();
    found.iter().all(|record| record.json == expected(record.reference.id.parse().unwrap()))
        && found.len() == RECORDS
}

#[test]
fn an_emptied_secure_store_loses_every_connection_and_leaves_no_rows() {
    let (directory, _) = Wreck::new().place();
    let store = open(directory.path(), &Arc::new(MemorySecureStore::default()));
    assert_eq!(ids(&store), [""; 0]);
    // Without a roster nobody knows their payers.
    assert_eq!(store.take_events().len(), CONNECTIONS.len());
    let rows: i64 = store.database().query_row("SELECT count(*) FROM body", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
}

#[test]
fn a_lost_key_loses_its_connection_and_its_tokens_alone() {
    let (directory, secure) = Wreck::new().place();
    secure.remove(&connection_key("second")).unwrap();
    let store = open(directory.path(), &secure);
    assert_eq!((ids(&store), lost(&store)), (vec!["first".into(), "third".into()], vec!["second".into()]));
    assert_eq!(secure.read(&item_name("second")), Ok(None));
    assert!(is_whole(&store, "first") && is_whole(&store, "third"));
    assert_eq!(store.take_events(), []);
    drop(store);
    assert_eq!(open(directory.path(), &secure).take_events(), []);
}

#[test]
fn a_file_that_is_gone_takes_keys_and_tokens_along() {
    let (directory, secure) = Wreck::new().place();
    for file in ["billfold.db", "billfold.db-wal"] {
        fs::remove_file(directory.path().join(file)).unwrap();
    }
    let store = open(directory.path(), &secure);
    assert_eq!((ids(&store), lost(&store)), (vec![], CONNECTIONS.map(str::to_owned).to_vec()));
    for id in CONNECTIONS {
        assert_eq!((secure.read(&connection_key(id)), secure.read(&item_name(id))), (Ok(None), Ok(None)));
    }
    assert_eq!(secure.read("billfold.connections"), Ok(None));
}

#[test]
fn what_is_no_database_is_replaced_and_can_be_used() {
    let wreck = Wreck::new();
    for damage in [|bytes: &mut Vec<u8>| bytes[..100].fill(7), |bytes: &mut Vec<u8>| bytes.truncate(1000)] {
        let (directory, secure) = wreck.damaged("billfold.db", damage).place();
        fs::remove_file(directory.path().join("billfold.db-wal")).unwrap();
        let store = open(directory.path(), &secure);
        assert_eq!(ids(&store), [""; 0]);
        assert_eq!(lost(&store).len(), CONNECTIONS.len());
        store.add_connection("new", &state()).unwrap();
        fill(&store, "new");
        assert!(is_whole(&store, "new"));
    }
}

#[test]
fn an_older_file_brings_back_nothing_that_was_signed_out() {
    let wreck = Wreck::new();
    let (directory, secure) = wreck.place();
    let store = open(directory.path(), &secure);
    store.remove_connection("first").unwrap();
    store.add_connection("newer", &state()).unwrap();
    drop(store);
    for (name, bytes) in &wreck.files {
        fs::write(directory.path().join(name), bytes).unwrap();
    }
    let store = open(directory.path(), &secure);
    assert_eq!(ids(&store), ["second", "third"]);
    assert!(is_whole(&store, "second"));
    let events = store.take_events();
    let gone = |id: &str, payer| StoreEvent::ConnectionLost { connection: id.to_owned(), payer };
    assert_eq!(events, [gone("first", None), gone("newer", Some(state().preset.id))]);
    assert_eq!(secure.read(&connection_key("newer")), Ok(None));
}

#[test]
fn a_log_that_is_gone_leaves_what_was_before_it() {
    let (directory, secure) = Wreck::new().place();
    fs::remove_file(directory.path().join("billfold.db-wal")).unwrap();
    let store = open(directory.path(), &secure);
    assert_eq!((ids(&store), lost(&store)), (vec!["first".into(), "second".into()], vec!["third".into()]));
    assert!(is_whole(&store, "first") && is_whole(&store, "second"));
}

#[test]
fn a_damaged_record_is_dropped_and_the_next_sync_brings_it() {
    let (directory, secure) = Wreck::new().place();
    let store = open(directory.path(), &secure);
    let damage = "UPDATE body SET sealed = zeroblob(100) WHERE record = 3";
    store.database().execute(damage, []).unwrap();
    assert_eq!(store.records("first", "Condition").unwrap().len(), RECORDS - 1);
    assert_eq!(store.take_events(), [StoreEvent::RecordsLost { connection: "first".to_owned() }]);
    assert_eq!(store.connection("first").unwrap().synced, None);
    assert_eq!(store.watermark::<u64>("first", "Condition").unwrap(), None);
    assert_eq!(store.connection("second").unwrap().synced, Some(7));
    fill(&store, "first");
    assert!(is_whole(&store, "first") && is_whole(&store, "second"));
}

#[test]
fn two_processes_write_and_read_one_file() {
    let (directory, secure) = Wreck::new().place();
    let (app, extension) = (open(directory.path(), &secure), open(directory.path(), &secure));
    std::thread::scope(|scope| {
        for (store, id) in [(&app, "first"), (&extension, "second")] {
            scope.spawn(move || {
                for round in 0..30 {
                    let text = format!(r#"{{"round":{round}}}"#);
                    put_records(store, id, vec![entry("0", &text, &[])]).unwrap();
                    assert_eq!(store.records("third", "Condition").unwrap().len(), RECORDS);
                }
            });
        }
    });
    for id in ["first", "second"] {
        let record = app.record(id, &reference("Condition", "0")).unwrap().unwrap();
        assert_eq!(record.json, br#"{"round":29}"#);
    }
}

#[test]
fn who_reads_does_not_wait_for_who_writes() {
    let (directory, secure) = Wreck::new().place();
    let store = open(directory.path(), &secure);
    let mut database = store.database();
    let writing = database.transaction().unwrap();
    writing.execute("DELETE FROM record", []).unwrap();
    assert!(is_whole(&store, "first"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever happens to the bytes: the wallet opens, what it shows is what was stored, what is gone is told, and a
    /// sync of what is left makes it whole.
    #[test]
    fn any_damage_is_survived(
        in_log: bool,
        flips in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 0..12),
        cut in prop::option::weighted(0.3, any::<prop::sample::Index>()),
        zeroes in prop::option::weighted(0.3, any::<prop::sample::Index>()),
    ) {
        static WRECK: std::sync::OnceLock<Wreck> = std::sync::OnceLock::new();
        let file = if in_log { "billfold.db-wal" } else { "billfold.db" };
        let damaged = WRECK.get_or_init(Wreck::new).damaged(file, |bytes| {
            for (at, with) in flips {
                let at = at.index(bytes.len());
                bytes[at] ^= with;
            }
            if let Some(at) = zeroes {
                let start = at.index(bytes.len());
                let end = bytes.len().min(start + 600);
                bytes[start..end].fill(0);
            }
            if let Some(at) = cut {
                bytes.truncate(at.index(bytes.len()));
            }
        });
        let (directory, secure) = damaged.place();
        let opened = Store::open(directory.path(), Arc::clone(&secure) as Arc<dyn SecureStore>, Arc::new(SystemClock));
        let store = match opened {
            // The number of the version is among what can be damaged.
            Err(StoreError::TooNew { .. }) => return Ok(()),
            opened => opened.unwrap(),
        };
        let left = ids(&store);
        for id in &left {
            for record in store.records(id, "Condition").unwrap() {
                prop_assert_eq!(record.json, json(id, record.reference.id.parse().unwrap()).into_bytes());
            }
            store.counts(id).unwrap();
            store.undigested(id, 1, 100).unwrap();
        }
        let lost = lost(&store);
        for id in CONNECTIONS {
            if !ids(&store).iter().any(|left| left == id) {
                prop_assert!(lost.iter().any(|lost| lost == id), "{} is gone and nobody is told", id);
                prop_assert_eq!((secure.read(&connection_key(id)), secure.read(&item_name(id))), (Ok(None), Ok(None)));
            }
        }
        for id in ids(&store) {
            fill(&store, &id);
        }
        for id in ids(&store) {
            prop_assert!(is_whole(&store, &id), "{}", id);
        }
    }
}
