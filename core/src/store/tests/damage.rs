//! What a device can do to the file and to the keys, and what is left then.

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::session::item_name;
use crate::store::wreck::*;

#[test]
fn an_emptied_secure_store_loses_every_connection_and_leaves_no_rows() {
    let (directory, _) = Wreck::new().place();
    let store = open(directory.path(), &Arc::new(MemorySecureStore::default()));
    assert_eq!(ids(&store), [""; 0]);
    // Without a roster nobody knows their payers.
    assert_eq!(store.take_events().len(), CONNECTIONS.len());
    let rows: i64 = store.database().query_row("SELECT count(*) FROM sheaf", [], |row| row.get(0)).unwrap();
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
fn a_row_that_cannot_be_read_takes_no_other_connection_along() {
    let wreck = Wreck::new();
    let name = b"first";
    let bytes = &wreck.files["billfold.db"];
    let rows = (0..bytes.len()).filter(|place| bytes[*place..].starts_with(name));
    // What stands before the name says how long the row is and of what.
    for place in rows.flat_map(|place| place - 9..place) {
        let (directory, secure) = wreck.damaged("billfold.db", |bytes| bytes[place] ^= 0xff).place();
        let store = open(directory.path(), &secure);
        for id in ids(&store) {
            let _ = (store.records(&id, "Condition"), store.undigested(&id, 1, 100));
        }
        let (left, lost) = (ids(&store), lost(&store));
        assert!(lost.len() <= 1, "{place}: {lost:?}");
        assert_eq!(left.len() + lost.len(), CONNECTIONS.len(), "{place}");
    }
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
    let damage =
        "UPDATE sheaf SET sealed = zeroblob(100) WHERE number = (SELECT body FROM record WHERE number = 3)";
    store.database().execute(damage, []).unwrap();
    // Those that came with it are lost with it, and no others.
    let left = store.records("first", "Condition").unwrap().len();
    assert!(0 < left && left < RECORDS, "{left}");
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

    #[test]
    fn any_damage_is_survived(
        in_log: bool,
        flips in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 0..12),
        cut in prop::option::weighted(0.3, any::<prop::sample::Index>()),
        zeroes in prop::option::weighted(0.3, any::<prop::sample::Index>()),
    ) {
        survives(if in_log { "billfold.db-wal" } else { "billfold.db" }, |bytes| {
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
    }
}
