//! Real sample data, read where it lies: Synthea's members, as transaction bundles.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use serde_json::Value;

use crate::Outcome;

/// A bundle of one member's whole record.
pub struct Sample {
    pub file: PathBuf,
    pub patient: String,
    /// How many resources it has of each type.
    pub counts: BTreeMap<String, u64>,
}

impl Sample {
    pub fn read(name: &str) -> Outcome<Self> {
        let directory = std::env::var_os("BILLFOLD_SAMPLES")
            .map_or_else(|| "../shared/fhir-samples".into(), PathBuf::from);
        let file = directory.join(name);
        let opened = File::open(&file).map_err(|error| {
            format!("{}: {error}; BILLFOLD_SAMPLES says where the samples are", file.display())
        })?;
        let bundle: Value = serde_json::from_reader(BufReader::new(opened))?;
        let mut sample = Self { file, patient: String::new(), counts: BTreeMap::new() };
        for entry in bundle["entry"].as_array().into_iter().flatten() {
            let resource = &entry["resource"];
            let resource_type = resource["resourceType"].as_str().ok_or("a resource without a type")?;
            *sample.counts.entry(resource_type.to_owned()).or_default() += 1;
            if resource_type == "Patient" {
                resource["id"].as_str().ok_or("a patient without an id")?.clone_into(&mut sample.patient);
            }
        }
        Ok(sample)
    }

    pub fn resources(&self) -> u64 {
        self.counts.values().sum()
    }

    /// What a wallet holds that asks for these types only.
    pub fn of<'a>(&self, types: impl Iterator<Item = &'a str>) -> BTreeMap<String, u64> {
        types
            .filter_map(|name| self.counts.get_key_value(name))
            .map(|(name, count)| (name.clone(), *count))
            .collect()
    }
}

/// A member with few records, and one with many.
pub const SMALL: &str = "synthea-patients/small_cc3bf71c.json";
pub const LARGE: &str = "synthea-patients/large_9aaf0e69.json";
