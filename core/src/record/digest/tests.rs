//! What a digest holds of records of every kind, and that it comes back as it was kept.

use super::*;
use crate::record::PartialDate;
use crate::record::json::{Value, json, kept};

/// The digest of a resource, and what is read of it.
fn read(resource: &serde_json::Value, check: impl FnOnce(Digest<'_>)) {
    let resource_type = resource["resourceType"].as_str().unwrap_or("Basic").to_owned();
    let reference = Reference { resource_type, id: "1".to_owned() };
    let stored = digest(&reference, 7, &kept(resource));
    let digest = Digest::decode(&stored).unwrap();
    assert_eq!((digest.resource_type, digest.id, digest.fetched), (&*reference.resource_type, "1", 7));
    check(digest);
}

#[test]
fn the_date_is_that_of_the_kind() {
    use serde_json::json;
    for (kind, members, expected) in [
        ("Condition", json!({"onsetPeriod": {"start": "2020"}, "recordedDate": "2021-01-01"}), Some("2020")),
        ("Condition", json!({"onsetAge": {"value": 5}, "recordedDate": "2021-01-01"}), Some("2021-01-01")),
        ("Condition", json!({"onsetTiming": {"event": ["2021-05", "2021-03"]}}), Some("2021-03")),
        ("Condition", json!({"abatementDateTime": "2022-02"}), Some("2022-02")),
        ("AllergyIntolerance", json!({"lastOccurrence": "2019-05-05"}), Some("2019-05-05")),
        ("Observation", json!({"effectiveInstant": "2021-01-01T10:00:00Z"}), Some("2021-01-01T10:00:00Z")),
        (
            "Observation",
            json!({"effectiveDateTime": "2021-02-30", "issued": "2021-03-01"}),
            Some("2021-03-01"),
        ),
        ("DocumentReference", json!({"context": {"period": {"end": "2018-01"}}}), Some("2018-01")),
        ("Goal", json!({"startCodeableConcept": {}, "statusDate": "2017"}), Some("2017")),
        ("Device", json!({"manufactureDate": "2016", "expirationDate": "2030"}), Some("2016")),
        ("Encounter", json!({"period": {"end": "2015-12-31"}}), Some("2015-12-31")),
        (
            "MedicationDispense",
            json!({"whenPrepared": "2014-01-01", "whenHandedOver": "2014-01-02"}),
            Some("2014-01-02"),
        ),
        (
            "ExplanationOfBenefit",
            json!({"item": [{"servicedDate": "2013-02"}, {"servicedDate": "2013-01"}], "created": "2014"}),
            Some("2013-01"),
        ),
        ("ExplanationOfBenefit", json!({"created": "2014"}), Some("2014")),
        ("CareTeam", json!({}), None),
    ] {
        let mut resource = members;
        resource["resourceType"] = kind.into();
        read(&resource, |digest| assert_eq!(digest.date, expected, "{resource}"));
    }
}

#[test]
fn what_a_record_is_filed_under_is_found_with_and_without_its_system() {
    use serde_json::json;
    let coding = |code: &str| json!({"system": "http://x.example/s", "code": code});
    for resource in [
        json!({"resourceType": "Observation", "category": [{"coding": [coding("laboratory")]}]}),
        json!({"resourceType": "Encounter", "class": coding("laboratory")}),
    ] {
        read(&resource, |digest| {
            assert!(digest.is_in_category("laboratory") && digest.is_in_category("Laboratory"));
            assert!(digest.is_in_category("http://x.example/s|laboratory"));
            assert!(!digest.is_in_category("http://y.example/s|laboratory") && !digest.is_in_category("lab"));
        });
    }
    let allergy = json!({"resourceType": "AllergyIntolerance", "category": ["food"]});
    read(&allergy, |digest| assert!(digest.is_in_category("food") && !digest.is_in_category("x|food")));
}

#[test]
fn what_was_observed_is_told_as_it_was_written() {
    use serde_json::json;
    for (quantity, expected) in [
        (json!({"value": "5.10", "comparator": "<", "unit": " mg/dL "}), Some("<5.10 mg/dL")),
        (json!({"value": 7, "code": "mmol/L"}), Some("7 mmol/L")),
        (json!({"value": 98, "unit": " "}), Some("98")),
        (json!({"comparator": ">", "unit": "mg"}), None),
    ] {
        let resource = json!({"resourceType": "Observation", "valueQuantity": quantity});
        read(&resource, |digest| assert_eq!(digest.detail, expected, "{resource}"));
    }
}

#[test]
fn results_are_found_by_their_codes_and_those_of_their_components() {
    let concept = |code: &str| serde_json::json!({"coding": [{"system": "http://loinc.org", "code": code}]});
    let pressure = serde_json::json!({"resourceType": "Observation", "code": concept("85354-9"),
        "component": [{"code": concept("8480-6")}, {"code": concept("8462-4")}]});
    read(&pressure, |digest| {
        for token in ["85354-9", "8480-6", "http://loinc.org|8462-4"] {
            assert!(digest.may_tell_of(token), "{token}");
        }
        assert!(!digest.may_tell_of("4548-4"));
    });
}

#[test]
fn what_was_entered_in_error_is_hidden_wherever_that_stands() {
    use serde_json::json;
    let concept = json!({"coding": [{"code": "entered-in-error"}]});
    for (resource, hidden) in [
        (json!({"resourceType": "Procedure", "status": "entered-in-error"}), true),
        (json!({"resourceType": "Goal", "lifecycleStatus": "entered-in-error"}), true),
        (
            json!({"resourceType": "DocumentReference", "status": "current", "docStatus": "entered-in-error"}),
            true,
        ),
        (json!({"resourceType": "Condition", "verificationStatus": concept}), true),
        (
            json!({"resourceType": "Condition", "verificationStatus": {"coding": [{"code": "refuted"}]}}),
            false,
        ),
    ] {
        read(&resource, |digest| assert_eq!(digest.hidden, hidden, "{resource}"));
    }
}

#[test]
fn a_record_that_is_no_json_has_a_digest_of_its_name() {
    let reference = Reference { resource_type: "Claim".to_owned(), id: "9".to_owned() };
    let stored = digest(&reference, 1, &Value::Null);
    let read = Digest::decode(&stored).unwrap();
    assert_eq!((read.resource_type, read.id, read.title, read.words), ("Claim", "9", None, ""));
    assert!(Digest::decode(&stored[..3]).is_none());
}

#[test]
fn the_words_are_those_that_people_search_for() {
    let claim = serde_json::json!({"resourceType": "ExplanationOfBenefit", "id": "hidden",
        "patient": {"display": "Somebody"},
        "provider": {"display": "Lakeside Clinic"},
        "diagnosis": [{"diagnosisCodeableConcept": {"coding": [{"display": "Asthma", "code": "J45"}]}}],
        "total": [{"category": {"text": "Submitted"}}]});
    read(&claim, |digest| {
        assert_eq!(digest.title, Some("Lakeside Clinic"));
        for (word, is_there) in [
            (" lakeside", true),
            (" asthma", true),
            (" somebody", false),
            (" submitted", false),
            (" hidden", false),
        ] {
            assert_eq!(digest.words.contains(word), is_there, "{word}");
        }
    });
}

#[test]
fn the_same_fact_of_two_payers_shares_a_hash() {
    let lab = |value: &str, day: &str| {
        let number: serde_json::Value = serde_json::from_str(value).unwrap();
        json!({"resourceType": "Observation", "effectiveDateTime": day,
            "code": {"coding": [{"system": "http://loinc.org", "code": "4548-4"}]},
            "valueQuantity": {"value": number, "unit": "%"}})
    };
    let facts = |value: &Value<'_>, day: &str| {
        fact::facts(RecordKind::LabResult, PartialDate::parse(day).as_ref(), value)
    };
    let one = facts(&lab("6.30", "2021-01-02"), "2021-01-02");
    assert_eq!(one.len(), 1);
    assert_eq!(one, facts(&lab("6.3", "2021-01-02"), "2021-01-02T08:00:00Z"));
    assert_ne!(one, facts(&lab("6.4", "2021-01-02"), "2021-01-02"));
    assert_ne!(one, facts(&lab("6.3", "2021-01-03"), "2021-01-03"));
    assert!(facts(&lab("6.3", "2021-01"), "2021-01").is_empty(), "a month is no day");
}
