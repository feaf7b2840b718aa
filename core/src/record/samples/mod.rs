//! What the views show of example resources that others have published: a table for people, and a test.
//!
//! The samples stand beside the project, in `../shared/fhir-samples`, and are never copied into it. A list per view says
//! which elements of the source it must show, and where: [`View`]. An element that is in the source and not in the view is
//! *missed*, and none may be. `script/test --views` prints the table.

pub(super) mod alone;
mod cards;
mod claims;
mod clinical;
mod directory;
mod folder;
mod invented;
mod money;
mod mutations;
mod path;
mod shown;
mod view;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use folder::Folder;
use view::{Golden, Tally};

/// The lists, in the order in which the table has them.
fn views() -> Vec<Box<dyn Golden>> {
    let mut views: Vec<Box<dyn Golden>> = vec![Box::new(cards::card()), Box::new(claims::claim())];
    views.extend(clinical::views());
    views.extend(directory::views());
    views
}

/// What a member's wallet has no place for, and why.
const NO_PLACE: &[(&str, &str)] = &[
    ("Endpoint", "where systems, not people, send messages to a provider or a payer"),
    (
        "InsurancePlan of Plan-Net",
        "what a payer sells; the member's own plan is on the card and beside its drugs",
    ),
    ("HealthcareService: comment, coverageArea, appointmentRequired, endpoint", "not in a directory entry"),
];

/// The samples, or `None` where they are not there, which is said aloud and is an error where everything has to be tested.
#[expect(clippy::print_stderr, reason = "a test that could not look says so")]
fn folders() -> Option<Vec<Folder>> {
    let folders = Folder::all();
    if folders.is_none() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "no samples at {}", Folder::place().display());
        eprintln!("\n!!! NOT TESTED: there are no samples at {}\n", Folder::place().display());
    }
    folders
}

/// Every element of every sample that a view must show is in the view. Prints the table.
#[test]
#[expect(clippy::print_stdout, reason = "the table is what `script/test --views` is for")]
fn no_element_is_missed() {
    let Some(folders) = folders() else { return };
    let views = views();
    let mut table = format!("{:<24}{:<24}{}\n", "samples", "view", Tally::HEADINGS);
    let (mut all, mut missed, mut unread) = (Tally::default(), BTreeSet::new(), BTreeSet::new());
    for folder in &folders {
        for view in &views {
            let tally = view.tally(folder);
            if tally.resources > 0 {
                let _ = writeln!(table, "{:<24}{:<24}{tally}", folder.name, view.name());
                missed.extend(tally.missed.iter().map(|missed| format!("{} {missed}", folder.name)));
                all += tally;
            }
        }
        unread.extend(folder.types().filter(|kind| !views.iter().any(|view| view.types().contains(kind))));
    }
    let _ = writeln!(table, "{:<48}{all}", "all");
    println!("{table}");
    println!("no view reads: {}", unread.into_iter().collect::<Vec<_>>().join(", "));
    for (what, why) in NO_PLACE {
        println!("no view has a place for {what}: {why}");
    }
    for missed in &missed {
        println!("missed: {missed}");
    }
    assert!(missed.is_empty(), "{} elements are in a sample and not in its view", missed.len());
    assert!(all.resources > 0 && all.filled > 0, "the samples hold something");
}
