//! What a view says of its own accord, in `labels/en.txt`: that file is what a translator needs.
//!
//! A code system's table has the name of the last part of its URL, as in
//! `http://terminology.hl7.org/CodeSystem/condition-clinical`. [`SYSTEMS`] has names, which are not translated.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

const ENGLISH: &str = include_str!("labels/en.txt");

/// The labels of codes by table and code.
static LABELS: LazyLock<HashMap<(&str, &str), &str, FixedState>> =
    LazyLock::new(|| entries(ENGLISH).collect());

/// What is said where a record says nothing.
pub(crate) mod words {
    /// Words by their names in the file.
    macro_rules! words {
        ($($name:ident),+ $(,)?) => { $(pub(crate) const $name: &str = super::word(stringify!($name));)+ };
    }

    words! {
        AMOUNT,
        CARD_ACTIVE,
        CARD_CANCELLED,
        CARD_DRAFT,
        CARD_ENDED,
        CARD_NOT_YET,
        CARD_SINCE,
        CARD_UNTIL,
        CLASS,
        COPAY,
        INFORMATION,
        UNNAMED_ALLERGY,
        UNNAMED_CONDITION,
        UNNAMED_DEVICE,
        UNNAMED_DOCUMENT,
        UNNAMED_ENCOUNTER,
        UNNAMED_GOAL,
        UNNAMED_MEDICATION,
        UNNAMED_OBSERVATION,
        UNNAMED_PLAN,
        UNNAMED_PROCEDURE,
        UNNAMED_REPORT,
        UNNAMED_TEAM,
        UNNAMED_VACCINE,
        AS_NEEDED,
        AS_NEEDED_FOR,
        EVERY,
        ROLLING_LIMIT,
        MAXIMUM_DAILY,
        DAYS_SUPPLY_LIMIT,
        LIMIT_IN,
        LIMIT_FOR,
        YES,
        NO,
        SAMPLED_DATA,
    }
}

/// The text under this name, sought while the library is compiled: where one is missing, it does not compile.
const fn word(name: &str) -> &'static str {
    let (mut rest, name) = (ENGLISH.as_bytes(), name.as_bytes());
    while !rest.is_empty() {
        let mut end = 0;
        while end < rest.len() && rest[end] != b'\n' {
            end += 1;
        }
        let (line, after) = rest.split_at(end);
        if let Some(text) = text_of(line, name) {
            return text;
        }
        rest = if after.is_empty() { after } else { after.split_at(1).1 };
    }
    panic!("labels/en.txt has no such word")
}

/// What a line says under this name; `None` where it is another's.
const fn text_of(line: &'static [u8], name: &[u8]) -> Option<&'static str> {
    let mark = b" = ";
    if line.len() <= name.len() + mark.len() {
        return None;
    }
    let (start, text) = line.split_at(name.len() + mark.len());
    let mut at = 0;
    while at < start.len() {
        let expected = if at < name.len() { name[at] } else { mark[at - name.len()] };
        if start[at] != expected {
            return None;
        }
        at += 1;
    }
    match str::from_utf8(text) {
        Ok(text) => Some(text),
        Err(_) => None,
    }
}

/// Table, code and label of every line that has one.
fn entries(text: &str) -> impl Iterator<Item = ((&str, &str), &str)> {
    let mut table = "";
    text.lines().filter_map(move |line| {
        if let Some(name) = heading(line) {
            table = name;
            return None;
        }
        let (code, label) = line.split_once(" = ").filter(|_| !line.starts_with('#'))?;
        Some(((table, code), label))
    })
}

fn heading(line: &str) -> Option<&str> {
    line.strip_prefix('[')?.strip_suffix(']')
}

/// The label of a code in a table.
pub(crate) fn label(table: &str, code: &str) -> Option<&'static str> {
    LABELS.get(&(table, code)).copied()
}

/// The label of a code of that code system.
pub(crate) fn label_of(system: &str, code: &str) -> Option<&'static str> {
    let system = without_slash(system);
    let table = system.bytes().rposition(|byte| byte == b'/').map_or(system, |slash| &system[slash + 1..]);
    // So the US Drug Formulary STU2 marks systems that are to move; their codes are those of STU1.
    label(table.strip_suffix("-TEMPORARY-TRIAL-USE").unwrap_or(table), code)
}

fn without_slash(system: &str) -> &str {
    system.strip_suffix('/').unwrap_or(system)
}

/// Short names of code systems, for codes that have no words at all.
const SYSTEMS: &[(&str, &str)] = &[
    ("http://terminology.hl7.org/CodeSystem/ADAUniversalToothDesignationSystem", "Tooth"),
    ("http://terminology.hl7.org/CodeSystem/NCPDPRejectCode", "NCPDP reject code"),
    ("https://x12.org/codes/claim-adjustment-reason-codes", "CARC"),
    ("http://hl7.org/fhir/sid/cvx", "CVX"),
    ("http://hl7.org/fhir/sid/icd-10", "ICD-10"),
    ("http://hl7.org/fhir/sid/icd-10-cm", "ICD-10"),
    ("http://hl7.org/fhir/sid/icd-9-cm", "ICD-9"),
    ("http://hl7.org/fhir/sid/ndc", "NDC"),
    ("http://hl7.org/fhir/sid/us-npi", "NPI"),
    ("http://loinc.org", "LOINC"),
    ("http://nucc.org/provider-taxonomy", "NUCC"),
    ("http://snomed.info/sct", "SNOMED"),
    ("http://unitsofmeasure.org", "UCUM"),
    ("http://www.ada.org/cdt", "CDT"),
    ("http://www.ama-assn.org/go/cpt", "CPT"),
    ("http://www.cms.gov/Medicare/Coding/ICD10", "ICD-10-PCS"),
    ("http://www.nlm.nih.gov/research/umls/rxnorm", "RxNorm"),
    ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "HCPCS"),
    (
        "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/MS-DRG-Classifications-and-Software",
        "MS-DRG",
    ),
    ("https://www.nubc.org/CodeSystem/RevenueCodes", "Revenue code"),
    ("urn:oid:2.16.840.1.113883.6.285", "HCPCS"),
];

/// The short name of a code system.
pub(crate) fn system_name(system: &str) -> Option<&'static str> {
    let system = without_slash(system);
    SYSTEMS.iter().find(|(url, _)| *url == system).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_of_the_file_is_read_and_every_code_has_one_label() {
        let is_aside = |line: &&str| line.is_empty() || line.starts_with('#') || heading(line).is_some();
        let lines = ENGLISH.lines().filter(|line| !is_aside(line)).count();
        let all: Vec<_> = entries(ENGLISH).collect();
        assert_eq!((all.len(), LABELS.len()), (lines, lines));
        for ((table, code), text) in all {
            let is_clean =
                !table.is_empty() && code.trim() == code && text.trim() == text && !text.is_empty();
            assert!(is_clean, "[{table}] {code} = {text}");
        }
    }

    #[test]
    fn a_translator_finds_a_table_by_its_name() {
        let headings: Vec<_> = ENGLISH.lines().filter_map(heading).skip(1).collect();
        assert!(headings.is_sorted() && headings.iter().collect::<BTreeSet<_>>().len() == headings.len());
    }

    #[test]
    fn labels_are_found_by_the_system_of_the_code() {
        let system = "http://terminology.hl7.org/CodeSystem/condition-clinical";
        assert_eq!(label_of(system, "resolved"), Some("Resolved"));
        assert_eq!(label_of(system, "Resolved"), None);
        assert_eq!(label_of("", "resolved"), None);
        let on_trial =
            "http://hl7.org/fhir/us/davinci-drug-formulary/CodeSystem/usdf-DrugTierCS-TEMPORARY-TRIAL-USE";
        assert_eq!(label_of(on_trial, "non-preferred-brand"), Some("Non-preferred brand"));
        assert_eq!(label("ucum", "[degF]"), Some("°F"));
        assert_eq!(system_name("http://loinc.org/"), Some("LOINC"));
        assert_eq!(words::UNNAMED_VACCINE, "Unnamed vaccine");
    }
}
