//! The clinical record: `conditions`, `allergies`, `labs` and the other kinds, and the trend of a value.

use billfold::record::Observation;
use billfold::wallet::{ClinicalQuery, Page};
use billfold::{Error, ErrorKind, Wallet};
use serde_json::Value;

use crate::cli::{CategoryArguments, ClinicalCommand, Which};
use crate::commands::views::pages;
use crate::draw;
use crate::failure::Failure;
use crate::json_views;
use crate::output::Output;

/// Shows the records of one kind, the newest first.
pub fn list(wallet: &Wallet, command: &ClinicalCommand, output: &Output) -> Result<(), Failure> {
    use ClinicalCommand as Show;
    let to = output;
    let observed = |category: Option<&str>, which: &Which| {
        let page = |query: &ClinicalQuery| wallet.observations(query);
        let people = wallet.people()?;
        let draw = |found: &[Observation]| draw::observations(found, &people);
        show(category, which, to, page, json_views::observation, draw)
    };
    match command {
        Show::Conditions(CategoryArguments { category, which }) => {
            let page = |query: &ClinicalQuery| wallet.conditions(query);
            show(category.as_deref(), which, to, page, json_views::condition, draw::conditions)
        }
        Show::Allergies(CategoryArguments { category, which }) => {
            let page = |query: &ClinicalQuery| wallet.allergies(query);
            show(category.as_deref(), which, to, page, json_views::allergy, draw::allergies)
        }
        Show::Immunizations(which) => {
            let page = |query: &ClinicalQuery| wallet.immunizations(query);
            show(None, which, to, page, json_views::immunization, draw::immunizations)
        }
        Show::Labs(which) => observed(Some("laboratory"), which),
        Show::Vitals(which) => observed(Some("vital-signs"), which),
        Show::Observations(CategoryArguments { category, which }) => observed(category.as_deref(), which),
        Show::Reports(CategoryArguments { category, which }) => {
            let page = |query: &ClinicalQuery| wallet.diagnostic_reports(query);
            show(category.as_deref(), which, to, page, json_views::report, draw::reports)
        }
        Show::Procedures(CategoryArguments { category, which }) => {
            let page = |query: &ClinicalQuery| wallet.procedures(query);
            show(category.as_deref(), which, to, page, json_views::procedure, draw::procedures)
        }
        Show::Encounters(CategoryArguments { category, which }) => {
            let page = |query: &ClinicalQuery| wallet.encounters(query);
            show(category.as_deref(), which, to, page, json_views::encounter, draw::encounters)
        }
        Show::Documents(CategoryArguments { category, which }) => {
            let page = |query: &ClinicalQuery| wallet.documents(query);
            show(category.as_deref(), which, to, page, json_views::document, draw::documents)
        }
        Show::CareTeams(CategoryArguments { category, which }) => {
            let page = |query: &ClinicalQuery| wallet.care_teams(query);
            show(category.as_deref(), which, to, page, json_views::care_team, draw::care_teams)
        }
        Show::CarePlans(CategoryArguments { category, which }) => {
            let page = |query: &ClinicalQuery| wallet.care_plans(query);
            show(category.as_deref(), which, to, page, json_views::care_plan, draw::care_plans)
        }
        Show::Goals(CategoryArguments { category, which }) => {
            let page = |query: &ClinicalQuery| wallet.goals(query);
            show(category.as_deref(), which, to, page, json_views::goal, draw::goals)
        }
        Show::Devices(which) => {
            let page = |query: &ClinicalQuery| wallet.devices(query);
            show(None, which, to, page, json_views::device, draw::devices)
        }
    }
}

/// All pages of a list, in the form that was asked for.
fn show<T>(
    category: Option<&str>,
    which: &Which,
    output: &Output,
    page: impl Fn(&ClinicalQuery) -> Result<Page<T>, Error>,
    json: impl Fn(&T) -> Value,
    draw: impl FnOnce(&[T]) -> String,
) -> Result<(), Failure> {
    let query = ClinicalQuery {
        category: category.map(str::to_owned),
        connection: which.connection.clone(),
        person: which.person.clone(),
        ..ClinicalQuery::default()
    };
    let items = pages(which.limit, |after, limit| page(&ClinicalQuery { after, limit, ..query.clone() }))?;
    if output.is_json() {
        return items.iter().try_for_each(|item| output.event(&json(item)));
    }
    output.text(&draw(&items))
}

/// Shows the values of a code over time.
pub fn trend(wallet: &Wallet, code: &str, person: Option<&str>, output: &Output) -> Result<(), Failure> {
    let trends = wallet.trend(code, person)?;
    if trends.is_empty() {
        let detail = "no result with this code has a number and a date: `labs` and `vitals` list the codes";
        return Err(Failure::new(ErrorKind::NotFound, detail));
    }
    if output.is_json() {
        return trends.iter().try_for_each(|trend| output.event(&json_views::trend(trend)));
    }
    output.text(&trends.iter().map(draw::trend).collect::<Vec<_>>().join("\n\n"))
}
