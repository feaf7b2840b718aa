//! `timeline`, `people`, `link`, `unlink`, `directory` and `formulary`: lists to search.

use billfold::record::Position;
use billfold::wallet::{DirectoryQuery, FormularyQuery, TimelineQuery};
use billfold::{ErrorKind, Wallet};

use crate::cli::{DirectoryArguments, FormularyArguments, TimelineArguments};
use crate::commands::views::pages;
use crate::draw;
use crate::failure::Failure;
use crate::json_views;
use crate::output::Output;

/// Shows the timeline, the newest first.
pub fn timeline(wallet: &Wallet, arguments: &TimelineArguments, output: &Output) -> Result<(), Failure> {
    let search = &arguments.search;
    let query = TimelineQuery {
        kinds: arguments.kind.iter().map(|kind| (*kind).into()).collect(),
        resource_type: arguments.resource_type.clone(),
        from: search.from.clone(),
        to: search.to.clone(),
        connection: search.which.connection.clone(),
        person: search.which.person.clone(),
        text: search.text.clone(),
        ..TimelineQuery::default()
    };
    let entries = pages(search.which.limit, |after, limit| {
        wallet.timeline(&TimelineQuery { after, limit, ..query.clone() })
    })?;
    if output.is_json() {
        return entries.iter().try_for_each(|entry| output.event(&json_views::timeline_entry(entry)));
    }
    let counts = wallet.timeline_counts(&query)?;
    output.text(&draw::timeline(&entries, &counts))
}

/// Lists the people whose records are in the wallet.
pub fn people(wallet: &Wallet, output: &Output) -> Result<(), Failure> {
    let people = wallet.people()?;
    if output.is_json() {
        return people.iter().try_for_each(|person| output.event(&json_views::person(person)));
    }
    output.text(&draw::people(&people))
}

/// Notes that these are one person.
pub fn link(wallet: &Wallet, people: &[String], output: &Output) -> Result<(), Failure> {
    let person = wallet.link_people(people)?;
    output.tell(
        || json_views::person(&person),
        || format!("these {} connections are of one person: {}", person.connections.len(), person.id),
    )
}

/// Notes that whose records a connection opens is a person of their own again.
pub fn unlink(wallet: &Wallet, connection: &str, output: &Output) -> Result<(), Failure> {
    wallet.unlink(connection)?;
    people(wallet, output)
}

/// Searches a payer's provider directory.
pub async fn directory(
    wallet: &Wallet,
    arguments: &DirectoryArguments,
    output: &Output,
) -> Result<(), Failure> {
    let mut query = DirectoryQuery {
        payer: arguments.payer.clone(),
        fhir_base: arguments.fhir_base.clone(),
        organizations: arguments.organizations,
        name: arguments.name.clone(),
        specialty: arguments.specialty.clone(),
        place: arguments.place.clone(),
        network: arguments.network.clone(),
        language: arguments.language.clone(),
        accepting_new_patients: arguments.new_patients,
        near: arguments.near.as_deref().map(position).transpose()?,
        limit: arguments.limit,
        ..DirectoryQuery::default()
    };
    let mut entries = Vec::new();
    loop {
        let page = wallet.directory(&query).await?;
        entries.extend(page.items);
        query.after = page.next;
        if query.after.is_none() || entries.len() >= arguments.limit as usize {
            break;
        }
    }
    entries.truncate(arguments.limit as usize);
    if output.is_json() {
        return entries.iter().try_for_each(|entry| output.event(&json_views::directory_entry(entry)));
    }
    output.text(&draw::directory(&entries))
}

fn position(text: &str) -> Result<Position, Failure> {
    let parsed = text.split_once(',').and_then(|(latitude, longitude)| {
        Position::new(latitude.trim().parse().ok()?, longitude.trim().parse().ok()?)
    });
    let detail = "--near is a latitude and a longitude in degrees, such as 35.05,-85.31";
    parsed.ok_or_else(|| Failure::new(ErrorKind::Misconfigured, detail))
}

/// Searches the drug lists.
pub fn formulary(wallet: &Wallet, arguments: &FormularyArguments, output: &Output) -> Result<(), Failure> {
    let query = FormularyQuery {
        drug: arguments.drug.clone(),
        my_plans_only: arguments.mine,
        connection: arguments.which.connection.clone(),
        person: arguments.which.person.clone(),
        ..FormularyQuery::default()
    };
    let drugs = pages(arguments.which.limit, |after, limit| {
        wallet.formulary(&FormularyQuery { after, limit, ..query.clone() })
    })?;
    if output.is_json() {
        return drugs.iter().try_for_each(|drug| output.event(&json_views::formulary_drug(drug)));
    }
    output.text(&draw::formulary(&drugs))
}
