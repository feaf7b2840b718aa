//! `card`, `claims`, `medications`, `records`, `record` and `provenance`: what is in the wallet.

use billfold::wallet::{ClaimQuery, ClinicalQuery, Page, RecordQuery};
use billfold::{ErrorKind, Reference, Wallet};

use crate::cli::ClaimsArguments;
use crate::draw;
use crate::failure::Failure;
use crate::json_views;
use crate::output::Output;

/// Shows the insurance cards.
pub fn cards(wallet: &Wallet, output: &Output) -> Result<(), Failure> {
    for card in wallet.cards()? {
        output.tell(|| json_views::event("card", json_views::card(&card)), || draw::card(&card))?;
    }
    Ok(())
}

/// The items of a list, page by page, as many as there are or as are wanted.
pub fn pages<T>(
    limit: Option<u64>,
    mut page: impl FnMut(Option<String>, u32) -> Result<Page<T>, billfold::Error>,
) -> Result<Vec<T>, billfold::Error> {
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let wanted = limit.unwrap_or(u64::MAX) - items.len() as u64;
        if wanted == 0 {
            return Ok(items);
        }
        let found = page(after, u32::try_from(wanted).unwrap_or(u32::MAX))?;
        items.extend(found.items);
        after = found.next;
        if after.is_none() {
            return Ok(items);
        }
    }
}

/// Shows the claims, the newest first.
pub fn claims(wallet: &Wallet, arguments: &ClaimsArguments, output: &Output) -> Result<(), Failure> {
    let search = &arguments.search;
    let query = ClaimQuery {
        kinds: arguments.kind.iter().map(|kind| (*kind).into()).collect(),
        payment_statuses: arguments.payment.iter().map(|status| (*status).into()).collect(),
        from: search.from.clone(),
        to: search.to.clone(),
        connection: search.which.connection.clone(),
        person: search.which.person.clone(),
        text: search.text.clone(),
        ..ClaimQuery::default()
    };
    let claims = pages(search.which.limit, |after, limit| {
        wallet.claims(&ClaimQuery { after, limit, ..query.clone() })
    })?;
    if output.is_json() {
        return claims
            .iter()
            .try_for_each(|claim| output.event(&json_views::event("claim", json_views::claim(claim))));
    }
    output.text(&draw::claims(&claims))
}

/// Shows one claim, with all that it says.
pub fn claim(
    wallet: &Wallet,
    reference: &str,
    connection: Option<&str>,
    output: &Output,
) -> Result<(), Failure> {
    let found = match Reference::parse(reference, "") {
        Some(reference) => wallet.claim(&reference, connection)?,
        None => None,
    };
    let Some(claim) = found else {
        return Err(Failure::new(ErrorKind::NotFound, "there is no such claim in the wallet"));
    };
    output.tell(|| json_views::event("claim", json_views::claim(&claim)), || draw::claim(&claim))
}

/// Shows the medications.
pub fn medications(wallet: &Wallet, output: &Output) -> Result<(), Failure> {
    let medications = pages(None, |after, limit| {
        wallet.medications(&ClinicalQuery { after, limit, ..ClinicalQuery::default() })
    })?;
    if output.is_json() {
        return medications.iter().try_for_each(|medication| {
            output.event(&json_views::event("medication", json_views::medication(medication)))
        });
    }
    output.text(&draw::medications(&medications))
}

/// Lists the records.
pub fn records(
    wallet: &Wallet,
    resource_type: Option<&str>,
    connection: Option<&str>,
    output: &Output,
) -> Result<(), Failure> {
    if let Some(id) = connection {
        // A connection that is not there is an error, not an empty list.
        wallet.connection(id)?;
    }
    let (connection, resource_type) = (connection.map(str::to_owned), resource_type.map(str::to_owned));
    let records = wallet.records(&RecordQuery { connection, resource_type })?;
    if output.is_json() {
        return records.iter().try_for_each(|record| output.event(&json_views::record(record)));
    }
    output.text(&draw::records(&records))
}

/// Shows a record as the payer sent it.
pub fn record(
    wallet: &Wallet,
    reference: &str,
    connection: Option<&str>,
    output: &Output,
) -> Result<(), Failure> {
    match wallet.record(&named(reference)?, connection)? {
        Some(text) => output.record(&text),
        None => Err(no_record()),
    }
}

/// Shows who wrote a record and who passed it on, at each payer that has it.
pub fn provenance(
    wallet: &Wallet,
    reference: &str,
    connection: Option<&str>,
    output: &Output,
) -> Result<(), Failure> {
    let reference = named(reference)?;
    let connections = match connection {
        Some(id) => vec![wallet.connection(id)?],
        None => wallet.connections()?,
    };
    let (mut told, mut is_there) = (Vec::new(), false);
    for connection in connections {
        if wallet.record(&reference, Some(&connection.id))?.is_some() {
            is_there = true;
            told.extend(wallet.provenance(&connection.id, &reference)?);
        }
    }
    if !is_there {
        return Err(no_record());
    }
    if output.is_json() {
        return told.iter().try_for_each(|one| output.event(&json_views::provenance(one)));
    }
    output.text(&draw::provenance(&told))
}

/// The record that the words of a command name.
fn named(reference: &str) -> Result<Reference, Failure> {
    let detail = "that names no record: write its type and id, such as Coverage/12";
    Reference::parse(reference, "").ok_or_else(|| Failure::new(ErrorKind::Misconfigured, detail))
}

fn no_record() -> Failure {
    Failure::new(ErrorKind::NotFound, "there is no such record in the wallet")
}
