mod damage;
mod sheaves;

use std::sync::Arc;

use super::example::*;
use super::*;
use crate::ports::{MemorySecureStore, SystemClock};

fn set_checkpoint(
    store: &Store,
    connection: &str,
    name: &str,
    checkpoint: &Checkpoint,
) -> Result<(), StoreError> {
    store.write(|bulk| bulk.set_checkpoint(connection, name, checkpoint))
}

#[test]
fn records_come_back_byte_for_byte_after_reopening() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    let json = "{\"resourceType\":\"Condition\",  \"n\":1.50}";
    let organization = reference("Organization", "o");
    let put = put_records(&store, "c", vec![entry("1", json, &[organization])]).unwrap();
    assert_eq!(put, Put { new: 1, changed: 0, unchanged: 0 });
    assert_eq!(put_records(&store, "c", vec![entry("1", json, &[])]).unwrap().unchanged, 1);
    drop(store);

    let store = open(directory.path(), &keys);
    let record = store.record("c", &reference("Condition", "1")).unwrap().unwrap();
    assert_eq!(record.json, json.as_bytes());
    assert_eq!(store.counts("c").unwrap().into_iter().collect::<Vec<_>>(), [("Condition".to_owned(), 1)]);
    assert_eq!(store.wanted("c", |_| false).unwrap(), [reference("Organization", "o")]);
    assert_eq!(put_records(&store, "c", vec![entry("1", "{}", &[])]).unwrap().changed, 1);
}

#[test]
fn the_file_tells_neither_whose_nor_what_records_it_holds() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    put_records(
        &store,
        "c",
        vec![entry("canary-id", "canary-json", &[reference("Organization", "canary-ref")])],
    )
    .unwrap();
    set_checkpoint(
        &store,
        "c",
        "canary-name",
        &Checkpoint::Next { link: "https://canary-link".to_owned(), since: 1, newest: None },
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
        put_records(&store, id, vec![entry("1", "{}", &[])]).unwrap();
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
    put_records(&store, "c", vec![entry("1", "{}", &[reference("Organization", "o")])]).unwrap();
    set_checkpoint(&store, "c", "Claim", &Checkpoint::Done(7)).unwrap();
    store.set_watermark("c", "Claim", &7).unwrap();
    store.remove_connection("c").unwrap();
    assert_eq!(keys.read(&connection_key("c")), Ok(None));
    for table in ["connection", "kind", "record", "sheaf", "noted", "wanted", "checkpoint", "watermark"] {
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
    for checkpoint in [
        Checkpoint::Next { link: "https://p.example/?p=2".to_owned(), since: 1, newest: Some(2) },
        Checkpoint::Done(7),
    ] {
        set_checkpoint(&store, "c", "Claim", &checkpoint).unwrap();
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

/// Rows as versions 1 and 2 wrote them: a record and its body in one row.
#[test]
fn records_of_earlier_versions_are_carried_over() {
    for version in [1, 2] {
        let (directory, secure) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
        let keys = Keys::create(secure.as_ref(), &connection_key("c")).unwrap();
        let kind = keys.tag("kind", &[b"Condition"]);
        let tag = keys.tag("record", &[b"Condition", b"1"]);
        let content = keys.tag("content", &[b"{ }"]);
        let header = br#"{"id":"1","fetched":7}"#;
        let framed = [&22_u32.to_be_bytes(), header.as_slice(), b"{ }"].concat();
        let old = schema::of_version(directory.path(), version);
        let connection = keys.seal(b"c", to_json(&state()).unwrap()).unwrap();
        old.execute("INSERT INTO connection (id, sealed) VALUES ('c', ?1)", [connection]).unwrap();
        let name = keys.seal(&kind, b"Condition").unwrap();
        old.execute("INSERT INTO kind VALUES (1, ?1, ?2)", (kind, name)).unwrap();
        let record = (kind, tag, content, keys.seal(&tag, framed).unwrap());
        old.execute(
            "INSERT INTO record (connection, kind, tag, content, sealed) VALUES (1, ?1, ?2, ?3, ?4)",
            record,
        )
        .unwrap();
        drop(old);

        let store = open(directory.path(), &secure);
        let record = store.record("c", &reference("Condition", "1")).unwrap().unwrap();
        assert_eq!(
            (record.fetched, record.missing_since, record.json.as_slice()),
            (7, None, b"{ }".as_slice())
        );
        assert_eq!(store.counts("c").unwrap()["Condition"], 1);
        assert_eq!(store.undigested("c", 1, 9).unwrap().len(), 1);
        // Another hash was content's then: what comes again is taken for changed, once.
        assert_eq!(put_records(&store, "c", vec![entry("1", "{ }", &[])]).unwrap().changed, 1);
        assert_eq!(put_records(&store, "c", vec![entry("1", "{ }", &[])]).unwrap().unchanged, 1);
    }
}

/// Rows as versions 3 to 6 wrote them: a record, and its body, compressed or not, in a row of its own.
#[test]
fn records_that_were_sealed_one_by_one_are_carried_over() {
    let json =
        br#"{"resourceType":"Condition","id":"1","note":[{"text":"the same and the same and the same"}]}"#;
    let mut packer = billfold_text::pack::Packer::default();
    let with_dictionary = packer.pack(json).unwrap().to_vec();
    let length = format!(",\"length\":{}", json.len());
    for (version, size, body) in [
        (3, String::new(), json.to_vec()),
        (4, length.replace("length", "size"), lz4_flex::block::compress(json)),
        (5, length.clone(), with_dictionary.clone()),
        (6, length, with_dictionary),
    ] {
        let (directory, secure) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
        let keys = Keys::create(secure.as_ref(), &connection_key("c")).unwrap();
        let (kind, tag) = (keys.tag("kind", &[b"Condition"]), keys.tag("record", &[b"Condition", b"1"]));
        let header = format!(r#"{{"id":"1","fetched":7{size}}}"#);
        let framed = [&u32::try_from(header.len()).unwrap().to_be_bytes(), header.as_bytes(), &body].concat();
        let old = schema::of_version(directory.path(), version);
        let connection = keys.seal(b"c", to_json(&state()).unwrap()).unwrap();
        old.execute("INSERT INTO connection (id, sealed) VALUES ('c', ?1)", [connection]).unwrap();
        old.execute("INSERT INTO kind VALUES (1, ?1, ?2)", (kind, keys.seal(&kind, b"Condition").unwrap()))
            .unwrap();
        let insert =
            "INSERT INTO record (connection, kind, tag, content, digest) VALUES (1, ?1, ?2, ?3, x'01')";
        old.execute(insert, (kind, tag, keys.tag("content", &[json]))).unwrap();
        let sealed = keys.seal(&tag, framed).unwrap();
        old.execute("INSERT INTO body (record, sealed) VALUES (1, ?1)", [sealed]).unwrap();
        drop(old);

        let store = open(directory.path(), &secure);
        let found = || store.record("c", &reference("Condition", "1")).unwrap().unwrap();
        assert!(found().fetched == 7 && found().json == json, "{version}");
        assert_eq!(store.undigested("c", 1, 9).unwrap().len(), 1);
        store.rebuild().unwrap();
        assert!(found().json == json, "{version}");
        let text = std::str::from_utf8(json).unwrap();
        assert_eq!(put_records(&store, "c", vec![entry("1", text, &[])]).unwrap().changed, 1);
        assert_eq!(put_records(&store, "c", vec![entry("1", text, &[])]).unwrap().unchanged, 1);
        assert_eq!(put_records(&store, "c", vec![entry("1", "{}", &[])]).unwrap().changed, 1);
        assert_eq!(found().json, b"{}");
        assert_eq!(store.take_events(), []);
    }
}

#[test]
fn what_a_whole_crawl_does_not_bring_is_marked_until_it_comes_again() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    let put = |ids: &[&str]| {
        let entries = ids.iter().map(|id| entry(id, "{}", &[])).collect();
        put_records(&store, "c", entries).unwrap();
    };
    let missing = |id| store.record("c", &reference("Condition", id)).unwrap().unwrap().missing_since;
    assert_eq!(store.begin_crawl("unknown"), Err(StoreError::UnknownConnection));
    store.begin_crawl("c").unwrap();
    put(&["kept", "gone"]);
    assert_eq!(store.mark_missing("c", &["Condition"]), Ok(0));
    store.begin_crawl("c").unwrap();
    put(&["kept"]);
    assert_eq!(store.mark_missing("c", &["Claim"]), Ok(0));
    assert_eq!(store.mark_missing("c", &["Claim", "Condition"]), Ok(1));
    assert_eq!(store.mark_missing("c", &["Condition"]), Ok(0));
    assert_eq!(missing("kept"), None);
    assert!(missing("gone").is_some_and(|since| store.now() - since < 60));
    put(&["gone"]);
    assert_eq!(missing("gone"), None);
    assert_eq!(store.mark_missing("c", &["Condition"]), Ok(0));
}

#[test]
fn a_digest_lasts_as_long_as_the_content_and_the_format_that_it_was_made_for() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    let put = |json: &str, format| {
        let entries = vec![entry("1", json, &[]), entry("2", "{}", &[])];
        let batch = store.seal_records("c", entries, (1, format), &mut Press::default()).unwrap();
        store.write(|bulk| bulk.put(batch)).unwrap()
    };
    let undigested = |format| {
        let undigested = store.undigested("c", format, 9).unwrap();
        undigested.into_iter().map(|(version, record)| (version, record.json)).collect::<Vec<_>>()
    };
    let digests = |types: &[&str]| -> Vec<String> {
        let stored = store.digests("c", types).unwrap().into_iter();
        stored.map(|stored| String::from_utf8(stored.digest).unwrap()).collect()
    };
    put("{}", 1);
    assert_eq!(digests(&[]), ["made of {}", "made of {}"]);
    assert_eq!(undigested(1).len(), 0);
    // Another version of the app has another format, and makes its digests of what is stored.
    assert_eq!(store.undigested("c", 2, 1).unwrap().len(), 1);
    assert_eq!(digests(&[]).len(), 0);
    let before = undigested(2);
    assert_eq!(before.len(), 2);
    // The first record changes while its digest is made.
    put("{\"n\":1}", 2);
    store.set_digests("c", before).unwrap();
    assert_eq!(digests(&["Claim", "Condition"]), ["made of {\"n\":1}", "{}"]);
    assert_eq!(digests(&["Claim"]).len(), 0);
    assert_eq!(undigested(2).len(), 0);
    let numbers: Vec<i64> = store.digests("c", &[]).unwrap().iter().map(|stored| stored.number).collect();
    let found = store.records_at("c", &[numbers[1], 99, numbers[0]]).unwrap();
    let ids: Vec<&str> = found.iter().map(|record| record.reference.id.as_str()).collect();
    assert_eq!(ids, ["2", "1"]);
}

#[test]
fn what_is_written_together_is_written_in_order_and_whole_or_not_at_all() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    let seal = |id: &str| {
        store.seal_records("c", vec![entry(id, "{}", &[])], (1, 1), &mut Press::default()).unwrap()
    };
    let (first, second, third) = (seal("1"), seal("2"), seal("3"));
    let wanted = [reference("Condition", "1"), reference("Condition", "9")];
    let lacking = store.write(|bulk| {
        bulk.put(first)?;
        bulk.set_checkpoint("c", "Condition", &Checkpoint::Done(1))?;
        bulk.put(second)?;
        bulk.lacking("c", wanted.to_vec())
    });
    assert_eq!(lacking.unwrap(), wanted[1..]);
    let failed = store.write(|bulk| {
        bulk.put(third)?;
        bulk.set_checkpoint("c", "Condition", &Checkpoint::Done(2))?;
        bulk.set_checkpoint("unknown", "Condition", &Checkpoint::Done(2))
    });
    assert_eq!(failed, Err(StoreError::UnknownConnection));
    assert_eq!(store.counts("c").unwrap()["Condition"], 2);
    assert_eq!(store.checkpoint("c", "Condition").unwrap(), Some(Checkpoint::Done(1)));
}

#[test]
fn a_large_record_is_kept_smaller_than_it_is_and_comes_back_as_it_was() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    let line = r#"{"system":"http://loinc.org","code":"2093-3","n":1.50}, "#.repeat(99);
    put_records(&store, "c", vec![entry("1", &line, &[]), entry("2", "{ }", &[])]).unwrap();
    let record = store.record("c", &reference("Condition", "1")).unwrap().unwrap();
    assert!(record.json == line.as_bytes());
    let sealed: u64 =
        store.database().query_row("SELECT max(length(sealed)) FROM sheaf", [], |row| row.get(0)).unwrap();
    assert!(sealed < line.len() as u64 / 2);
}

#[test]
fn a_watermark_outlives_the_checkpoints() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    store.set_watermark("c", "Claim", &("2026-01-01T00:00:00Z", 7)).unwrap();
    store.clear_checkpoints("c").unwrap();
    let found: Option<(String, u64)> = store.watermark("c", "Claim").unwrap();
    assert_eq!(found, Some(("2026-01-01T00:00:00Z".to_owned(), 7)));
    store.clear_watermarks("c").unwrap();
    assert_eq!(store.watermark::<u64>("c", "Claim").unwrap(), None);
}
