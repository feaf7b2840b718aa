//! The store, beside plain SQLite that holds the same unsealed.

use std::sync::Arc;

use billfold::ports::MemorySecureStore;
use billfold::wallet::ClaimQuery;
use billfold::{Cancel, Reference};
use rusqlite::Connection;

use crate::Outcome;
use crate::measure::{median, time};
use crate::member::{open, sign_in};
use crate::payer;
use crate::sync::place;
use crate::table::Row;

/// Records of the wallet, in thousands.
const THOUSANDS: u32 = 10;
const CLAIMS: u32 = 500;

pub async fn measure(runs: usize) -> Outcome<Vec<Row>> {
    let runs = runs.max(21);
    let payer = payer::start(THOUSANDS)?;
    let offer = &payer.offer;
    let directory = tempfile::tempdir_in(place()?)?;
    let keys = Arc::new(MemorySecureStore::default());
    let (wallet, connection) = sign_in(offer, directory.path(), &keys, false).await?;
    wallet.sync(&connection, |_| {}, &Cancel::new()).await?;
    drop(wallet);
    let plain_path = directory.path().join("plain.db");
    let ids = fill_plain(&plain_path)?;

    let mut opened = Vec::new();
    for _ in 0..runs {
        let started = std::time::Instant::now();
        let wallet = open(offer, directory.path(), &keys, false).await?;
        std::hint::black_box(wallet.connections()?);
        opened.push(started.elapsed().as_secs_f64() * 1e3);
    }
    let plain_opened = time(runs, || {
        let plain = Connection::open(&plain_path)?;
        plain.execute_batch(billfold::bench::PRAGMAS)?;
        Ok(plain.query_row("SELECT 1 FROM record LIMIT 1", [], |row| row.get::<_, i64>(0))?)
    })?;

    let wallet = open(offer, directory.path(), &keys, false).await?;
    let plain = Connection::open(&plain_path)?;
    let mut each = ids.iter().cycle();
    let mut read = plain.prepare("SELECT json FROM record WHERE type = ?1 AND id = ?2")?;
    let plain_read = time(1000, || {
        let (resource_type, id) = each.next().ok_or("no records")?;
        Ok(read.query_row((resource_type, id), |row| row.get::<_, Vec<u8>>(0))?)
    })?;
    let mut each = ids.iter().cycle();
    let one_read = time(1000, || {
        let (resource_type, id) = each.next().ok_or("no records")?;
        let reference = Reference { resource_type: resource_type.clone(), id: id.clone() };
        Ok(wallet.record(&reference, Some(&connection))?.ok_or("a record is missing")?)
    })?;

    let mut list = plain.prepare("SELECT json FROM record WHERE type = 'ExplanationOfBenefit' LIMIT ?1")?;
    let plain_page = time(runs, || {
        Ok(list.query_map([CLAIMS], |row| row.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?)
    })?;
    let records = billfold::bench::Records::open(directory.path(), Arc::clone(&keys) as _)?;
    let page = time(runs, || {
        let page = records.page(&connection, "ExplanationOfBenefit", CLAIMS as usize)?;
        if page.len() == CLAIMS as usize { Ok(page) } else { Err("claims are missing".into()) }
    })?;
    drop(records);
    let file = Connection::open(directory.path().join("billfold.db"))?;
    let checked =
        time(3, || Ok(file.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0))?))?;
    let plain_checked =
        time(3, || Ok(plain.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0))?))?;

    let mut list = plain.prepare("SELECT json FROM record WHERE type = 'ExplanationOfBenefit' LIMIT ?1")?;
    let plain_listed = time(runs, || {
        let rows = list.query_map([CLAIMS], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|json| Ok(serde_json::from_slice::<serde_json::Value>(&json?)?)).collect::<Outcome<Vec<_>>>()
    })?;
    let query = ClaimQuery { limit: CLAIMS, ..ClaimQuery::default() };
    let listed = time(runs, || Ok(wallet.claims(&query)?))?;

    let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
    let row = |name: &str, figure: f64, most: f64, plain: f64| {
        Row::at_most(name, figure, most, "ms", format!("{plain:.4} ms plain SQLite")).beside(plain, figure)
    };
    Ok(vec![
        row("open a wallet of 10,000 records", median(opened), 30.0, ms(plain_opened)),
        row("read one record", ms(one_read), 0.2, ms(plain_read)),
        row("the records of 500 claims, found and opened", ms(page), 20.0, ms(plain_page)),
        row("list 500 claims, as views", ms(listed), 20.0, ms(plain_listed)),
        Row::told(
            "look for damage, before a full crawl",
            ms(checked),
            "ms",
            format!("{:.4} ms plain SQLite", ms(plain_checked)),
        )
        .beside(ms(plain_checked), ms(checked)),
    ])
}

/// The same records, plain. Their names come back, in an order that has nothing to do with theirs in the file.
fn fill_plain(path: &std::path::Path) -> Outcome<Vec<(String, String)>> {
    let mut plain = Connection::open(path)?;
    plain.execute_batch(billfold::bench::PRAGMAS)?;
    plain.execute_batch(
        "CREATE TABLE record (type TEXT NOT NULL, id TEXT NOT NULL, json BLOB NOT NULL);
         CREATE UNIQUE INDEX record_by_id ON record (type, id);",
    )?;
    let transaction = plain.transaction()?;
    let mut ids = Vec::new();
    for (resource_type, id, json) in payer::resources(THOUSANDS) {
        transaction
            .execute("INSERT INTO record VALUES (?1, ?2, ?3)", (resource_type, &id, json.as_bytes()))?;
        ids.push((resource_type.to_owned(), id));
    }
    transaction.commit()?;
    ids.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(ids)
}
