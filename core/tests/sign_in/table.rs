//! The table in `README.md` and the tests agree.

use std::collections::BTreeSet;
use std::path::Path;

fn sources(directory: &Path, found: &mut String) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_rule_has_its_test_and_every_test_its_rule() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(root.join("tests/README.md")).unwrap();
    let named: BTreeSet<&str> = table
        .lines()
        .filter(|line| line.starts_with("| "))
        .filter_map(|line| line.trim_end_matches([' ', '|']).rsplit('|').next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    let mut code = String::new();
    sources(&root.join("src"), &mut code);
    sources(&root.join("tests"), &mut code);
    sources(&root.join("../broker/tests"), &mut code);
    let unknown: Vec<&&str> = named.iter().filter(|name| !code.contains(&format!("fn {name}("))).collect();
    assert!(unknown.is_empty(), "no such test: {unknown:?}");

    let mut own = String::new();
    sources(&root.join("tests/sign_in"), &mut own);
    let tests = own.split("#[tokio::test(flavor = \"multi_thread\")]\nasync fn ").skip(1);
    let untold: Vec<&str> = tests
        .filter_map(|rest| rest.split('(').next())
        .filter(|name| !name.contains('"') && !named.contains(name))
        .collect();
    assert!(untold.is_empty(), "not in the table: {untold:?}");
}
