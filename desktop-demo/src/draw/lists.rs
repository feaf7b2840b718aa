//! Timeline, people, directory and drug lists as tables.

use billfold::record::{AcceptingPatients, CostSharing, DirectoryEntry, FormularyDrug, PartialDate};
use billfold::wallet::{KindCount, Person, TimelineEntry};
use comfy_table::Color;

use super::{cell, day, finish, keep_whole, list, money, not_stated, row, table};
use crate::json_views::record_kind;

/// The timeline, with how many lines there are of each kind.
pub fn timeline(entries: &[TimelineEntry], counts: &[KindCount]) -> String {
    let mut table = list(&["Date", "Kind", "What", "Detail", "Payer"]);
    for entry in entries {
        let mut what = entry.title.clone().unwrap_or_else(not_stated);
        if let Some(status) = entry.status.as_deref().filter(|status| is_notable(status)) {
            what = format!("{what} ({status})");
        }
        let others = entry.same_as.iter().map(|origin| origin.payer_name.clone());
        let payers: Vec<String> = std::iter::once(entry.origin.payer_name.clone()).chain(others).collect();
        let gone = entry.origin.missing_since.is_some();
        let dim = |text: &str| if gone { cell(text).fg(Color::DarkGrey) } else { cell(text) };
        table.add_row(vec![
            dim(&day(entry.date.as_ref().map(PartialDate::as_str))),
            dim(&record_kind(entry.kind).replace('_', " ")),
            dim(&what),
            dim(entry.detail.as_deref().unwrap_or_default()),
            dim(&payers.join("\n")),
        ]);
    }
    keep_whole(&mut table, &[0, 1]);
    let total: u64 = counts.iter().map(|count| count.count).sum();
    let kinds: Vec<String> = counts
        .iter()
        .map(|count| format!("{} {}", record_kind(count.kind).replace('_', " "), count.count))
        .collect();
    format!("{}\n{total}: {}", finish(&table), kinds.join(", "))
}

/// Whether a status says more than that all is as usual.
fn is_notable(status: &str) -> bool {
    !matches!(status, "active" | "final" | "completed" | "complete" | "finished" | "current" | "resolved")
}

/// The people whose records are in the wallet.
pub fn people(people: &[Person]) -> String {
    let mut table = table(&["Person", "Name", "Born", "Connections", "May be"]);
    for person in people {
        row(
            &mut table,
            [
                person.id.clone(),
                person.name.clone().unwrap_or_else(not_stated),
                day(person.birth_date.as_ref().map(PartialDate::as_str)),
                person.connections.join("\n"),
                person.may_be.join("\n"),
            ],
        );
    }
    keep_whole(&mut table, &[0, 3]);
    finish(&table)
}

/// The entries of a directory.
pub fn directory(entries: &[DirectoryEntry]) -> String {
    let mut table = table(&["Name", "Specialty and services", "Where", "Phone", "Languages", "New patients"]);
    for entry in entries {
        let places = entry.locations.iter().map(|location| {
            let distance = location.distance_km.map(|distance| format!("{distance:.1} km")).into_iter();
            location
                .name
                .clone()
                .into_iter()
                .chain(location.address.clone())
                .chain(distance)
                .collect::<Vec<_>>()
                .join("\n")
        });
        let name = entry.name.clone().into_iter().chain(entry.organization.clone());
        let is_new =
            |service: &&String| !entry.specialties.contains(service) && entry.name.as_ref() != Some(service);
        let offers = entry.specialties.iter().chain(entry.services.iter().filter(is_new)).cloned();
        row(
            &mut table,
            [
                name.collect::<Vec<_>>().join("\n"),
                offers.collect::<Vec<_>>().join("\n"),
                places.collect::<Vec<_>>().join("\n"),
                entry.phones.join("\n"),
                entry.languages.join(", "),
                accepting(entry.accepting).to_owned(),
            ],
        );
    }
    finish(&table)
}

fn accepting(accepting: Option<AcceptingPatients>) -> &'static str {
    match accepting {
        Some(AcceptingPatients::New) => "yes",
        Some(AcceptingPatients::Existing) => "existing patients",
        Some(AcceptingPatients::ExistingAndFamily) => "existing patients, families",
        Some(AcceptingPatients::No) => "no",
        None => "not stated",
    }
}

/// The drugs of the drug lists.
pub fn formulary(drugs: &[FormularyDrug]) -> String {
    let mut table = table(&["Drug", "Tier", "Conditions", "Plan", "Cost"]);
    for drug in drugs {
        let conditions = [
            (drug.prior_authorization, "prior authorization"),
            (drug.step_therapy, "step therapy"),
            (drug.quantity_limit, "quantity limit"),
        ];
        let conditions =
            conditions.into_iter().filter(|(holds, _)| *holds == Some(true)).map(|(_, name)| name.to_owned());
        let plans = drug.plans.iter().map(|plan| {
            let name = plan.name.clone().or_else(|| plan.id.clone()).unwrap_or_else(not_stated);
            if plan.is_mine { format!("{name} (yours)") } else { name }
        });
        let costs = drug.plans.iter().flat_map(|plan| &plan.costs).map(cost);
        row(
            &mut table,
            [
                drug.drug.as_ref().map_or_else(not_stated, |drug| drug.text.clone()),
                drug.tier.as_ref().map_or_else(not_stated, |tier| tier.text.clone()),
                conditions.chain(drug.quantity_limits.clone()).collect::<Vec<_>>().join("\n"),
                plans.collect::<Vec<_>>().join("\n"),
                costs.collect::<Vec<_>>().join("\n"),
            ],
        );
    }
    finish(&table)
}

fn cost(cost: &CostSharing) -> String {
    let copay = cost.copay.as_ref().map(money);
    let percent =
        cost.coinsurance_percent.filter(|percent| !percent.is_zero()).map(|percent| format!("{percent} %"));
    let amount: Vec<String> = copay.into_iter().chain(percent).collect();
    let pharmacy = cost.pharmacy.as_ref().map_or("any pharmacy", |pharmacy| pharmacy.text.as_str());
    format!("{pharmacy}: {}", if amount.is_empty() { not_stated() } else { amount.join(" + ") })
}
