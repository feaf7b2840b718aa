//! What the commands show of a wallet with two payers: the clinical record, sums, single claims, people and drug lists.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Finished, run};

/// A wallet that `demo --save` filled from all simulated payers, made once for these tests.
fn wallet() -> &'static Path {
    static WALLET: OnceLock<(TempDir, std::path::PathBuf)> = OnceLock::new();
    let (_, path) = WALLET.get_or_init(|| {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("wallet");
        let saved = run(&["demo", "--json", "--save", &path.display().to_string()], &[]);
        assert_eq!(saved.status, Some(0), "{}{}", saved.stdout, saved.stderr);
        (directory, path)
    });
    path
}

fn show(wallet: &Path, arguments: &[&str]) -> Finished {
    let wallet = wallet.display().to_string();
    let shown = run(&[arguments, &["--wallet", &wallet]].concat(), &[("NO_COLOR", "1")]);
    assert_eq!(shown.status, Some(0), "{arguments:?}: {}{}", shown.stdout, shown.stderr);
    shown
}

fn events(wallet: &Path, arguments: &[&str]) -> Vec<Value> {
    show(wallet, &[arguments, &["--json"]].concat()).events
}

#[test]
fn every_kind_of_the_clinical_record_is_shown_in_both_forms() {
    for (command, event, name) in [
        ("conditions", "condition", "/name/text"),
        ("allergies", "allergy", "/name/text"),
        ("immunizations", "immunization", "/vaccine/text"),
        ("labs", "observation", "/name/text"),
        ("vitals", "observation", "/name/text"),
        ("observations", "observation", "/name/text"),
        ("reports", "report", "/name/text"),
        ("procedures", "procedure", "/name/text"),
        ("encounters", "encounter", "/name"),
        ("documents", "document", "/title"),
        ("care-teams", "care_team", "/name"),
        ("care-plans", "care_plan", "/title"),
        ("goals", "goal", "/description/text"),
        ("devices", "device", "/name"),
    ] {
        let found = events(wallet(), &[command]);
        assert!(!found.is_empty(), "the simulated payers have {command}");
        for one in &found {
            assert_eq!(one["event"], event, "{command}");
            let whole = one["reference"].is_string() && one["connection"].is_string();
            assert!(whole && one.pointer(name).is_some_and(Value::is_string), "{command}: {one}");
        }
        let limited = events(wallet(), &[command, "--limit", "1"]);
        assert_eq!(limited, found[..1], "{command}");
        let text = show(wallet(), &[command]).stdout;
        let newest = found[0].pointer(name).and_then(Value::as_str).unwrap();
        let word = newest.split_whitespace().next().unwrap();
        assert!(text.contains(word), "{command} shows {newest}: {text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= 100),
            "{command} fits the usual width: {text}"
        );
    }
}

#[test]
fn results_have_a_course_and_a_trend() {
    let labs = events(wallet(), &["labs"]);
    let is_lab = |lab: &Value| lab["categories"][0]["codes"].to_string().contains("laboratory");
    assert!(labs.iter().all(is_lab));
    let code = labs.iter().find_map(|lab| {
        let code = lab["name"]["codes"][0]["code"].as_str()?;
        let numbers = labs.iter().filter(|other| other["name"]["codes"][0]["code"] == code);
        (numbers.filter(|other| other["value"]["quantity"].is_object()).count() > 2).then_some(code)
    });
    let code = code.expect("a test was repeated");
    let [trend] = events(wallet(), &["trend", code]).try_into().unwrap();
    let points = trend["points"].as_array().unwrap();
    assert!(
        points.len() > 2 && points.is_sorted_by_key(|point| point["date"].as_str().unwrap()[..10].to_owned())
    );
    let drawn = show(wallet(), &["trend", code]).stdout;
    assert!(drawn.contains('█') && drawn.contains(points[0]["value"].as_str().unwrap()), "{drawn}");
    let course = show(wallet(), &["labs"]).stdout;
    assert!(course.contains(['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']), "{course}");

    let path = wallet().display().to_string();
    let unknown = run(&["trend", "0000-0", "--json", "--wallet", &path], &[]);
    assert_eq!((unknown.status, unknown.events[0]["kind"].as_str()), (Some(1), Some("not_found")));
}

#[test]
fn a_category_narrows_and_one_that_nothing_has_leaves_nothing() {
    let all = events(wallet(), &["conditions"]);
    let problems = events(wallet(), &["conditions", "--category", "problem-list-item"]);
    assert!(problems.len() <= all.len());
    assert_eq!(
        show(wallet(), &["conditions", "--category", "nothing"]).stdout,
        "There is nothing to show.\n"
    );
}

#[test]
fn one_claim_is_shown_with_all_that_it_says() {
    let claims = events(wallet(), &["claims", "--limit", "5"]);
    for claim in &claims {
        let (reference, connection) =
            (claim["reference"].as_str().unwrap(), claim["connection"].as_str().unwrap());
        let [one] = events(wallet(), &["claim", reference, "--connection", connection]).try_into().unwrap();
        assert_eq!(one, *claim);
        let text = show(wallet(), &["claim", reference, "--connection", connection]).stdout;
        let number = claim["claim_number"].as_str().unwrap();
        assert!(text.contains(number), "{text}");
    }
    let path = wallet().display().to_string();
    let gone = run(&["claim", "ExplanationOfBenefit/none", "--json", "--wallet", &path], &[]);
    assert_eq!((gone.status, gone.events[0]["kind"].as_str()), (Some(1), Some("not_found")));
}

#[test]
fn claims_are_narrowed_by_kind_and_by_what_became_of_the_payment() {
    let all = events(wallet(), &["claims"]);
    let with = |kinds: &[&str], statuses: &[&str]| -> Vec<Value> {
        let fits = |member: &Value, wanted: &[&str]| {
            wanted.is_empty() || member.as_str().is_some_and(|name| wanted.contains(&name))
        };
        let claims = all
            .iter()
            .filter(|claim| fits(&claim["kind"], kinds) && fits(&claim["payment"]["status"], statuses));
        claims.cloned().collect()
    };
    for (arguments, expected) in [
        (&["--kind", "pharmacy"][..], with(&["pharmacy"], &[])),
        (&["--kind", "inpatient", "--kind", "outpatient"], with(&["inpatient", "outpatient"], &[])),
        (&["--payment", "denied"], with(&[], &["denied"])),
        (&["--payment", "partially-paid", "--payment", "denied"], with(&[], &["partially_paid", "denied"])),
        (&["--kind", "professional", "--payment", "paid"], with(&["professional"], &["paid"])),
    ] {
        assert!(!expected.is_empty() && expected.len() < all.len(), "{arguments:?}");
        assert_eq!(events(wallet(), &[&["claims"], arguments].concat()), expected, "{arguments:?}");
    }
    let nothing = show(wallet(), &["claims", "--payment", "denied", "--from", "2999"]).stdout;
    assert_eq!(nothing, "There is nothing to show.\n");
}

#[test]
fn a_years_sums_count_the_claims_that_are_listed() {
    let claims = events(wallet(), &["claims"]);
    let year =
        claims.iter().find_map(|claim| Some(claim["service_start"].as_str()?[..4].to_owned())).unwrap();
    let [sums] = events(wallet(), &["year", &year]).try_into().unwrap();
    let counted: u64 =
        sums["sums"].as_array().unwrap().iter().map(|sums| sums["claims"].as_u64().unwrap()).sum();
    let left_out = sums["replaced"].as_u64().unwrap() + sums["not_active"].as_u64().unwrap();
    let is_of_year = |claim: &&Value| {
        claim["use"] == "claim"
            && claim["service_start"].as_str().is_some_and(|start| start.starts_with(&year))
    };
    assert_eq!(counted + left_out, claims.iter().filter(is_of_year).count() as u64, "{sums}");
    assert!(show(wallet(), &["year", &year]).stdout.contains('$'));
}

#[test]
fn prior_authorizations_are_shown() {
    let all = events(wallet(), &["authorizations"]);
    assert!(!all.is_empty() && all.iter().all(|one| one["event"] == "authorization"));
    let text = show(wallet(), &["authorizations"]).stdout;
    let number = all.iter().find_map(|one| one["number"].as_str().or_else(|| one["request_number"].as_str()));
    assert!(number.is_none_or(|number| text.contains(number)), "{text}");
}

#[test]
fn who_wrote_a_record_is_shown_where_the_payer_tells() {
    let told = events(wallet(), &["records", "--type", "Provenance"]);
    let own = told[0]["reference"].as_str().unwrap();
    let json: Value = serde_json::from_str(&show(wallet(), &["record", own]).stdout).unwrap();
    let target = json["target"][0]["reference"].as_str().unwrap();
    let found = events(wallet(), &["provenance", target]);
    assert!(found.iter().any(|one| one["event"] == "provenance" && one["reference"] == own), "{found:?}");
    let agent = found[0]["agents"][0]["name"].as_str().unwrap();
    let word = agent.split_whitespace().next().unwrap();
    assert!(show(wallet(), &["provenance", target]).stdout.contains(word), "{agent}");
    let unknown =
        run(&["provenance", "Condition/none", "--json", "--wallet", &wallet().display().to_string()], &[]);
    assert_eq!((unknown.status, unknown.events[0]["event"].as_str()), (Some(1), Some("error")));
}

#[test]
fn drugs_are_found_on_the_lists() {
    let drugs = events(wallet(), &["formulary", "--limit", "3"]);
    assert!(!drugs.is_empty() && drugs.iter().all(|drug| drug["event"] == "formulary_drug"));
    let name = drugs[0]["drug"]["text"].as_str().unwrap();
    let word = name.split_whitespace().next().unwrap();
    let found = events(wallet(), &["formulary", word]);
    assert!(found.iter().any(|drug| drug["drug"]["text"] == name), "{word}");
    assert!(show(wallet(), &["formulary", word]).stdout.contains(word));
    assert!(events(wallet(), &["formulary", "nosuchdrug"]).is_empty());
}

/// In a wallet of its own: it changes what the others look at.
#[test]
fn people_are_linked_and_unlinked() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wallet");
    let saved = run(&["demo", "--json", "--save", &path.display().to_string()], &[]);
    assert_eq!(saved.status, Some(0), "{}", saved.stderr);
    let before = events(&path, &["people"]);
    let ids: Vec<&str> = before.iter().map(|person| person["person"].as_str().unwrap()).collect();
    let [linked] = events(&path, &["link", ids[0], ids[1]]).try_into().unwrap();
    let connections = linked["connections"].as_array().unwrap();
    assert_eq!(connections.len(), 2);
    assert_eq!(events(&path, &["people"]).len(), before.len() - 1);
    let of_person = events(&path, &["conditions", "--person", linked["person"].as_str().unwrap()]);
    assert!(of_person.iter().all(|condition| connections.contains(&condition["connection"])));

    let after = events(&path, &["unlink", connections[1].as_str().unwrap()]);
    assert_eq!(after.len(), before.len());
    let unknown = run(&["link", "nobody", ids[2], "--json", "--wallet", &path.display().to_string()], &[]);
    assert_eq!((unknown.status, unknown.events[0]["event"].as_str()), (Some(1), Some("error")));
}
