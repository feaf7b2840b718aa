//! Records that share a sheaf, whichever of them come anew.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::fhir::Reference;

/// A record of one of two types, of which a sheaf holds ten.
fn record(id: u8, version: u8) -> NewRecord {
    let mut record = entry(&id.to_string(), &format!("{{\"{version}\":\"{}\"}}", "x".repeat(6000)), &[]);
    record.reference = named(id);
    record
}

fn named(id: u8) -> Reference {
    reference(if id.is_multiple_of(3) { "Claim" } else { "Condition" }, &id.to_string())
}

/// Each sheaf is used as often as it says, more than half of it, and by nobody else.
fn assert_no_waste(store: &Store) {
    let database = store.database();
    let mut sheaves = database
        .prepare(
            "SELECT used, held, (SELECT count(*) FROM record WHERE sheaf.number IN (body, digest)), \
             (SELECT count(*) FROM record WHERE body NOT IN (SELECT number FROM sheaf) \
             OR digest NOT IN (SELECT number FROM sheaf)) FROM sheaf",
        )
        .unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    for sheaf in sheaves.query_map([], read).unwrap() {
        let (used, held, users, astray): (i64, i64, i64, i64) = sheaf.unwrap();
        assert_eq!((used, astray), (users, 0));
        assert!(used > 0 && used * 2 >= held, "{used} of {held}");
    }
}

#[test]
fn records_that_come_together_are_kept_together() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    put_records(&store, "c", (0..30).map(|id| record(id, 0)).collect()).unwrap();
    assert_no_waste(&store);
    let sheaves: i64 =
        store.database().query_row("SELECT count(*) FROM sheaf", [], |row| row.get(0)).unwrap();
    // Ten claims and twenty conditions make one and two of bodies, and as many of digests, which say the same here.
    assert_eq!(sheaves, 6);
    // As they came, also where they were sealed together with others.
    let mut number = 0;
    let mut ids = Vec::new();
    while let Some((last, records)) = store.records_after("c", number, 7).unwrap() {
        ids.extend(records.into_iter().map(|record| record.reference.id));
        number = last;
    }
    assert_eq!(ids, (0..30).map(|id| id.to_string()).collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_anew_is_kept_and_what_it_replaces_makes_room(
        batches in prop::collection::vec(
            (prop::collection::vec((0..16_u8, 0..4_u8), 1..24), prop::option::weighted(0.2, 1..3_u32)),
            1..12,
        ),
    ) {
        let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
        let store = open(directory.path(), &keys);
        store.add_connection("c", &state()).unwrap();
        let (mut known, mut format, mut press) = (BTreeMap::new(), 0, Press::default());
        for (batch, other_format) in batches {
            for (id, version) in &batch {
                known.insert(*id, record(*id, *version).json.to_vec());
            }
            let records = batch.into_iter().map(|(id, version)| record(id, version)).collect();
            let sealed = store.seal_records("c", records, (1, format), &mut press).unwrap();
            store.write(|bulk| bulk.put(sealed)).unwrap();
            assert_no_waste(&store);
            if let Some(other) = other_format {
                format = other;
                let versions = store.undigested("c", format, 99).unwrap();
                let made = |(version, record): (_, StoredRecord)| (version, [b"made of ", record.json.as_slice()].concat());
                store.set_digests("c", versions.into_iter().map(made).collect()).unwrap();
                assert_no_waste(&store);
            }
        }
        let mut digests = Vec::new();
        for (id, json) in &known {
            prop_assert_eq!(&store.record("c", &named(*id)).unwrap().unwrap().json, json);
            digests.push([b"made of ", json.as_slice()].concat());
        }
        let mut found: Vec<_> = store.digests("c", &[]).unwrap().into_iter().map(|stored| stored.digest).collect();
        found.sort();
        digests.sort();
        prop_assert_eq!(found, digests);
        let listed = ["Claim", "Condition"].map(|name| store.records("c", name).unwrap().len());
        prop_assert_eq!(listed.iter().sum::<usize>(), known.len());
        prop_assert_eq!(store.take_events(), []);
    }
}

#[test]
fn sheaves_out_of_a_damaged_file_are_used_as_often_as_they_say() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    store.add_connection("c", &state()).unwrap();
    put_records(&store, "c", (0..30).map(|id| record(id, 0)).collect()).unwrap();
    // Two of its ten claims are in another sheaf, and one of the two of conditions is damaged.
    put_records(&store, "c", vec![record(0, 1), record(3, 1)]).unwrap();
    let damage =
        "UPDATE sheaf SET sealed = zeroblob(9) WHERE number = (SELECT body FROM record WHERE number = 30)";
    store.database().execute(damage, []).unwrap();
    store.rebuild().unwrap();
    assert_no_waste(&store);
    assert_eq!(store.records("c", "Claim").unwrap().len(), 10);
    assert_eq!(store.records("c", "Condition").unwrap().len(), 10);
    assert_eq!(store.digests("c", &[]).unwrap().len(), 20);
    assert_eq!(store.take_events(), [StoreEvent::RecordsLost { connection: "c".to_owned() }]);
}

#[test]
fn a_row_that_names_the_sheaf_of_another_connection_takes_nothing_from_it() {
    let (directory, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemorySecureStore::default()));
    let store = open(directory.path(), &keys);
    for id in ["damaged", "whole"] {
        store.add_connection(id, &state()).unwrap();
        put_records(&store, id, vec![record(1, 0)]).unwrap();
    }
    let of_whole = "(SELECT sheaf.number FROM sheaf JOIN connection ON connection.number = connection WHERE id = 'whole')";
    let damage = format!("UPDATE record SET body = {of_whole} WHERE number = 1");
    store.database().execute(&damage, []).unwrap();
    assert_eq!(store.records("damaged", "Condition").unwrap().len(), 0);
    assert_eq!(store.take_events(), [StoreEvent::RecordsLost { connection: "damaged".to_owned() }]);
    assert_eq!(store.records("whole", "Condition").unwrap().len(), 1);
    assert_eq!(store.take_events(), []);
}
