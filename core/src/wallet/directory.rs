//! Searching a payer's provider directory, live, page by page.
//!
//! The search parameters are those that Plan-Net requires of servers. What it has none for (words of a specialty,
//! languages, new patients) is left out of the pages that come.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use url::Url;

use crate::config::parse_endpoint;
use crate::error::{ConfigError, Error, QueryError};
use crate::fhir::{Entry, Reference};
use crate::record::{
    AcceptingPatients, Arena, DirectoryEntry, DirectoryNetwork, Position, Resolve, Value, Wanted, each, parse,
};
use crate::sort::sort_by;
use crate::wallet::Wallet;
use crate::wallet::open_search::{OpenEndpoint, OpenPage};
use crate::wallet::page::page_size;

/// Ids in one search: more would make its address too long for some servers.
const IDS: usize = 40;
/// Pages of the payer that are read for one page of ours, where most of what comes does not fit.
const PAGES: usize = 5;

/// What roles offer.
const SERVICE: &str = "HealthcareService";

/// What to look for in a provider directory. All that is given has to fit.
#[derive(Debug, Clone, Default)]
pub struct DirectoryQuery {
    /// Preset id of the payer.
    pub payer: String,
    /// FHIR base, instead of the preset's: for platforms of many plans.
    pub fhir_base: Option<String>,
    /// Whether to look for organizations, such as hospitals and pharmacies, instead of practitioners.
    pub organizations: bool,
    /// Beginning of the name, or of one of its parts.
    pub name: Option<String>,
    /// Specialty: a code, such as `207Q00000X` (NUCC), or words of it or of a service that is offered.
    pub specialty: Option<String>,
    /// Town, two letters of a state, or ZIP code.
    pub place: Option<String>,
    /// Network: its FHIR id, or words of its name.
    pub network: Option<String>,
    /// Language, such as `Spanish`. Of an organization none is told.
    pub language: Option<String>,
    /// Only who takes new patients.
    pub accepting_new_patients: bool,
    /// Place from which distances count; the nearest of each page come first.
    pub near: Option<Position>,
    /// Mark of the page before, to go on from there.
    pub after: Option<String>,
    /// How many on a page at least, where there are so many: 0 is the usual 50, and there are never more than 500.
    pub limit: u32,
}

/// A page of a directory.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryPage {
    /// What was found. A page may be short, or empty, and not be the last.
    pub items: Vec<DirectoryEntry>,
    /// Mark of the next page, to be given as `after` with the same query; `None` on the last one. It is opaque.
    pub next: Option<String>,
    /// How many the payer says there are on all pages; `None` where it does not say, or does not do all of the search.
    pub total: Option<u64>,
}

impl Wallet {
    /// Searches a payer's provider directory. Nothing of it is stored, and the member's token does not go along.
    pub async fn directory(&self, query: &DirectoryQuery) -> Result<DirectoryPage, Error> {
        let search = Search { wallet: self, at: self.open_directory(query)?, kind: Kind::of(query), query };
        search.page().await
    }

    fn open_directory(&self, query: &DirectoryQuery) -> Result<OpenEndpoint, Error> {
        let preset = self.preset(&query.payer)?;
        if query.near.as_ref().is_some_and(|near| !near.is_on_earth()) {
            return Err(QueryError::Position.into());
        }
        let role = Kind::of(query).role;
        if !preset.fetch.open_types.iter().any(|open| open == role) {
            return Err(QueryError::NoDirectory { payer: query.payer.clone() }.into());
        }
        let needed = || ConfigError::FhirBaseNeeded { payer: query.payer.clone() };
        let base = query.fhir_base.clone().or_else(|| preset.fhir_base.clone()).ok_or_else(needed)?;
        let fhir_base =
            parse_endpoint(&base).map_err(|rule| ConfigError::Url { what: "the FHIR base", rule })?;
        Ok(OpenEndpoint { preset, fhir_base })
    }
}

/// Types and parameters of one kind of entry.
struct Kind {
    role: &'static str,
    /// The type that has the name, and the parameter of the role that leads to it.
    named: (&'static str, &'static str),
    organization: &'static str,
}

impl Kind {
    fn of(query: &DirectoryQuery) -> Self {
        if query.organizations {
            Self {
                role: "OrganizationAffiliation",
                named: ("Organization", "participating-organization"),
                organization: "primary-organization",
            }
        } else {
            Self {
                role: "PractitionerRole",
                named: ("Practitioner", "practitioner"),
                organization: "organization",
            }
        }
    }
}

struct Search<'a> {
    wallet: &'a Wallet,
    at: OpenEndpoint,
    kind: Kind,
    query: &'a DirectoryQuery,
}

impl Search<'_> {
    async fn page(&self) -> Result<DirectoryPage, Error> {
        let wanted = page_size(self.query.limit);
        let mut answer = match &self.query.after {
            Some(mark) => {
                let url = Url::parse(mark).map_err(|_| QueryError::Mark)?;
                Some(self.wallet.open_page(&self.at, &url).await?)
            }
            None => self.first(wanted).await?,
        };
        let mut page = DirectoryPage { items: Vec::new(), next: None, total: None };
        for read in 1..=PAGES {
            let Some(found) = answer.take() else {
                page.total = Some(0);
                break;
            };
            let (next, total) = (found.next.clone(), found.total);
            let (entries, all) = self.entries(found).await?;
            // What was left out here is in the payer's number.
            page.total = total.filter(|_| all && read == 1 && self.query.name.is_none());
            page.items.extend(entries);
            page.next = next.as_ref().map(Url::to_string);
            let Some(next) = next.filter(|_| page.items.len() < wanted) else { break };
            answer = if read < PAGES { Some(self.wallet.open_page(&self.at, &next).await?) } else { None };
            if answer.is_none() {
                break;
            }
        }
        if self.query.near.is_some() {
            let distance = |entry: &DirectoryEntry| {
                let known = entry.locations.iter().filter_map(|location| location.distance_km);
                known.fold(f64::INFINITY, f64::min)
            };
            sort_by(&mut page.items, |a, b| distance(a).total_cmp(&distance(b)));
        }
        Ok(page)
    }

    /// The first page of the payer's. `None` where it is clear that nothing fits.
    async fn first(&self, wanted: usize) -> Result<Option<OpenPage>, Error> {
        let count = wanted.to_string();
        if let Some(name) = &self.query.name {
            let (named, leads) = self.kind.named;
            let roles = format!("{}:{leads}", self.kind.role);
            let parameters = [("name", name.as_str()), ("_revinclude", &roles), ("_count", &count)];
            return Ok(Some(self.wallet.open_search(&self.at, named, &parameters).await?));
        }
        let mut parameters = vec![("_count".to_owned(), count)];
        for parameter in [self.kind.named.1, self.kind.organization, "location", "network", "service"] {
            parameters.push(("_include".to_owned(), format!("{}:{parameter}", self.kind.role)));
        }
        if let Some(specialty) = self.query.specialty.as_ref().filter(|text| is_code(text)) {
            parameters.push(("specialty".to_owned(), specialty.clone()));
        }
        if let Some(network) = self.query.network.as_ref().filter(|text| is_id(text)) {
            parameters.push(("network".to_owned(), format!("Organization/{}", network_id(network))));
        }
        if let Some(place) = &self.query.place {
            match self.locations(place).await? {
                Some(ids) if ids.is_empty() => return Ok(None),
                Some(ids) => parameters.push(("location".to_owned(), ids.join(","))),
                // Too many to name: the pages are sifted instead.
                None => {}
            }
        }
        let parameters: Vec<(&str, &str)> =
            parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Ok(Some(self.wallet.open_search(&self.at, self.kind.role, &parameters).await?))
    }

    /// The locations at a place; `None` where there are too many to name them all.
    async fn locations(&self, place: &str) -> Result<Option<Vec<String>>, Error> {
        let (parameter, count) = (place_parameter(place), (IDS + 1).to_string());
        let parameters = [(parameter, place.trim()), ("_count", count.as_str())];
        let page = self.wallet.open_search(&self.at, "Location", &parameters).await?;
        let ids: Vec<String> = page
            .entries
            .iter()
            .filter(|entry| !entry.included)
            .map(|entry| entry.reference.to_text())
            .collect();
        Ok((ids.len() <= IDS && page.next.is_none()).then_some(ids))
    }

    /// The entries of a page that fit, and whether all did.
    async fn entries(&self, page: OpenPage) -> Result<(Vec<DirectoryEntry>, bool), Error> {
        let base = self.at.fhir_base.as_str();
        let roles: Vec<Reference> = page
            .entries
            .iter()
            .filter(|entry| entry.reference.resource_type == self.kind.role)
            .map(|entry| entry.reference.clone())
            .collect();
        let entries = self.completed(page.entries).await?;
        let arena = Arena::new();
        let known = Known::read(base, &entries, &arena);
        let read = |reference: Reference| {
            let role = known.found.get(&reference)?;
            let payer = &self.at.preset.id;
            DirectoryEntry::read(payer, reference, role, &known, self.query.near.as_ref())
        };
        let all: Vec<DirectoryEntry> = roles.into_iter().filter_map(read).collect();
        let count = all.len();
        let fitting: Vec<DirectoryEntry> = all.into_iter().filter(|entry| self.fits(entry)).collect();
        let whole = fitting.len() == count;
        Ok((fitting, whole))
    }

    /// Adds what the roles refer to and the page did not bring along, then what the services among that refer to: one
    /// search for each type, by ids.
    async fn completed(&self, mut entries: Vec<Entry>) -> Result<Vec<Entry>, Error> {
        let mut asked = BTreeSet::new();
        for _ in 0..2 {
            for (kind, ids) in self.missing(&entries) {
                let ids: Vec<String> =
                    ids.into_iter().filter(|id| asked.insert((kind, id.clone()))).collect();
                for some in ids.chunks(IDS) {
                    let (ids, count) = (some.join(","), some.len().to_string());
                    let parameters = [("_id", ids.as_str()), ("_count", count.as_str())];
                    entries.extend(self.wallet.open_search(&self.at, kind, &parameters).await?.entries);
                }
            }
        }
        Ok(entries)
    }

    /// What the roles and services among these refer to and is not among these: ids by type.
    fn missing(&self, entries: &[Entry]) -> BTreeMap<&'static str, BTreeSet<String>> {
        let arena = Arena::new();
        let known = Known::read(self.at.fhir_base.as_str(), entries, &arena);
        let mut missing: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let members = [
            "practitioner",
            "organization",
            "participatingOrganization",
            "location",
            "network",
            "healthcareService",
            "providedBy",
        ];
        let refers = |kind: &str| kind == self.kind.role || kind == SERVICE;
        for (_, role) in known.found.iter().filter(|(key, _)| refers(&key.resource_type)) {
            let named = members.iter().flat_map(|member| each(&role[*member]));
            for reference in named.filter_map(|reference| reference["reference"].as_str()) {
                let Some(reference) = known.reference(reference) else { continue };
                for kind in ["Practitioner", "Organization", "Location", SERVICE] {
                    if reference.resource_type == kind && !known.found.contains_key(&reference) {
                        missing.entry(kind).or_default().insert(reference.id.clone());
                    }
                }
            }
        }
        missing
    }

    fn fits(&self, entry: &DirectoryEntry) -> bool {
        let query = self.query;
        let says = |wanted: &Option<String>, texts: &[String]| {
            let Some(wanted) = wanted.as_deref().and_then(Wanted::parse) else { return true };
            wanted.all_of(texts)
        };
        let specialty = [entry.specialties.as_slice(), &entry.specialty_codes, &entry.services].concat();
        let in_network = |wanted: &String| {
            let of_id = |network: &DirectoryNetwork| network.id.as_deref() == Some(network_id(wanted));
            let names: Vec<String> =
                entry.networks.iter().filter_map(|network| network.name.clone()).collect();
            entry.networks.iter().any(of_id) || says(&Some(wanted.clone()), &names)
        };
        let at_place = |place: &String| {
            entry.locations.iter().any(|location| {
                let texts = [&location.city, &location.state, &location.postal_code];
                let Some(wanted) = Wanted::parse(place) else { return true };
                texts.into_iter().flatten().any(|text| wanted.all_of(std::slice::from_ref(text)))
            })
        };
        entry.active != Some(false)
            && says(&query.specialty, &specialty)
            && query.network.as_ref().is_none_or(in_network)
            && says(&query.language, &entry.languages)
            && query.place.as_ref().is_none_or(at_place)
            && (!query.accepting_new_patients || entry.accepting == Some(AcceptingPatients::New))
    }
}

/// What is known of a page and of what it refers to.
struct Known<'a> {
    base: &'a str,
    found: HashMap<Reference, Value<'a>>,
}

impl<'a> Known<'a> {
    fn read(base: &'a str, entries: &'a [Entry], arena: &'a Arena) -> Self {
        // They were read as JSON before.
        let read = |entry: &'a Entry| Some((entry.reference.clone(), parse(&entry.json, arena)?));
        Self { base, found: entries.iter().filter_map(read).collect() }
    }
}

impl Resolve for Known<'_> {
    fn resolve(&self, reference: &str) -> Option<Value<'_>> {
        self.found.get(&self.reference(reference)?).copied()
    }

    fn reference(&self, reference: &str) -> Option<Reference> {
        Reference::parse(reference, self.base)
    }
}

/// Which parameter of Location a place is searched by.
fn place_parameter(place: &str) -> &'static str {
    let place = place.trim();
    if place.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        "address-postalcode"
    } else if place.len() == 2 {
        "address-state"
    } else {
        "address-city"
    }
}

/// Whether it is a code and no word: all codes of specialties have digits.
fn is_code(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit()) && !text.contains(char::is_whitespace)
}

fn network_id(text: &str) -> &str {
    text.strip_prefix("Organization/").unwrap_or(text)
}

/// Whether it may be a FHIR id: those that servers give have a digit, or a prefix says so.
fn is_id(text: &str) -> bool {
    text.starts_with("Organization/") || is_code(text)
}
