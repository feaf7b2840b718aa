//! `sandbox/QUIRKS.md`, the sandbox's registry and the tests agree.

use std::path::Path;

use billfold_sandbox::Quirk;

#[test]
fn every_quirk_is_told_and_tested() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(root.join("../sandbox/QUIRKS.md")).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches(['|', ' ']).split(" | ").map(str::trim).collect())
        .collect();
    let names: Vec<&str> = rows.iter().map(|row| row[0].trim_matches('`')).collect();
    assert_eq!(names, Quirk::ALL.iter().map(|quirk| quirk.name()).collect::<Vec<_>>());

    let mut tests = String::new();
    for folder in ["tests", "tests/quirks", "tests/sign_in"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                tests.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    for (quirk, row) in Quirk::ALL.iter().zip(&rows) {
        let [_, summary, seen, does, by] = row.as_slice() else { panic!("{row:?}") };
        assert_eq!((*summary, *seen), (quirk.summary(), quirk.seen()), "{}", quirk.name());
        assert!(!does.is_empty(), "{}", quirk.name());
        let test = by.trim_matches('`');
        let body = tests.split(&format!("async fn {test}() {{")).nth(1);
        let body = body.unwrap_or_else(|| panic!("{}: there is no test {test}", quirk.name()));
        let body = body.split("\n}").next().unwrap_or_default();
        assert!(body.contains(&format!("Quirk::{quirk:?}")), "{test} does not switch {} on", quirk.name());
    }
}
