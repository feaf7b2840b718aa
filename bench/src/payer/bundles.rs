//! Bundles out of the sandbox's records.

use std::collections::BTreeMap;
use std::io::Write;

use billfold_sandbox::data::{Payer, Resource, generate};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Outcome;

/// The sandbox makes so many thousand at once; more of them are the same with other ids.
const MOST: u32 = 50;
/// Entries of a page, as payers have it.
const PAGE: usize = 100;

/// All bundles of a payer, compressed.
pub struct Bundles {
    pub everything: Bytes,
    /// By type, one after the other.
    pub pages: BTreeMap<String, Vec<Bytes>>,
    pub counts: BTreeMap<String, u64>,
    /// Of `everything`, before compression.
    pub bytes: u64,
}

/// The resources of a member and what members share, as type, id and text.
pub fn resources(thousands: u32) -> impl Iterator<Item = (&'static str, String, String)> {
    let mut population = generate(Payer::BcbsNc, 1, "https://payer.example/fhir", Some(thousands.min(MOST)));
    let copies = thousands.div_ceil(MOST);
    // A wallet refuses what is about somebody else.
    let member = population.logins.first().map(|login| login.patient.clone());
    population.resources.retain(|resource| resource.patient.is_none() || resource.patient == member);
    population.resources.into_iter().flat_map(move |resource| {
        let copies = if resource.resource_type == "Patient" { 1 } else { copies };
        (0..copies).map(move |copy| {
            let Resource { resource_type, id, mut json, .. } = resource.clone();
            if copy == 0 {
                return (resource_type, id, json.to_string());
            }
            let id = format!("{id}-{copy}");
            json["id"] = id.as_str().into();
            (resource_type, id, json.to_string())
        })
    })
}

pub fn make(thousands: u32, base: &str) -> Outcome<Bundles> {
    let mut everything = Growing::new("")?;
    let mut bundles =
        Bundles { everything: Bytes::new(), pages: BTreeMap::new(), counts: BTreeMap::new(), bytes: 0 };
    let mut open: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for (resource_type, id, text) in resources(thousands) {
        let entry = format!(
            r#"{{"fullUrl":"{base}/{resource_type}/{id}","resource":{text},"search":{{"mode":"match"}}}}"#
        );
        everything.push(&entry)?;
        *bundles.counts.entry(resource_type.to_owned()).or_default() += 1;
        let page = open.entry(resource_type).or_default();
        page.push(entry);
        if page.len() == PAGE {
            bundles.add_page(resource_type, &std::mem::take(page), base, true)?;
        }
    }
    for (resource_type, entries) in open {
        bundles.add_page(resource_type, &entries, base, false)?;
    }
    (bundles.everything, bundles.bytes) = everything.finish()?;
    Ok(bundles)
}

impl Bundles {
    fn add_page(&mut self, resource_type: &str, entries: &[String], base: &str, more: bool) -> Outcome<()> {
        let pages = self.pages.entry(resource_type.to_owned()).or_default();
        let next = format!("{base}/{resource_type}?page={}", pages.len() + 1);
        let link = format!(r#""link":[{{"relation":"next","url":"{next}"}}],"#);
        let mut page = Growing::new(if more { &link } else { "" })?;
        for entry in entries {
            page.push(entry)?;
        }
        pages.push(page.finish()?.0);
        Ok(())
    }
}

/// A bundle that is being written.
struct Growing {
    encoder: GzEncoder<Vec<u8>>,
    bytes: u64,
    is_first: bool,
}

impl Growing {
    fn new(link: &str) -> Outcome<Self> {
        let encoder = GzEncoder::new(Vec::new(), Compression::default());
        let mut growing = Self { encoder, bytes: 0, is_first: true };
        growing.write(&format!(r#"{{"resourceType":"Bundle","type":"searchset",{link}"entry":["#))?;
        Ok(growing)
    }

    fn push(&mut self, entry: &str) -> Outcome<()> {
        if !std::mem::take(&mut self.is_first) {
            self.write(",")?;
        }
        self.write(entry)
    }

    fn write(&mut self, text: &str) -> Outcome<()> {
        self.bytes += text.len() as u64;
        Ok(self.encoder.write_all(text.as_bytes())?)
    }

    fn finish(mut self) -> Outcome<(Bytes, u64)> {
        self.write("]}")?;
        Ok((self.encoder.finish()?.into(), self.bytes))
    }
}
