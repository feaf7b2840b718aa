//! An entry of a provider directory: who, what for, where, when, and in which networks.
//!
//! Source: `PractitionerRole` and `OrganizationAffiliation` by Da Vinci PDex Plan-Net 1.1, with what they refer to. What
//! a role leaves to the `HealthcareService`s that it offers is taken from these.

use crate::fhir::Reference;
use crate::record::distance::{Kilometers, Position};
use crate::record::json::{Resolve, Value, codes, each, label, referenced, referenced_name, text};

/// Whether a provider takes new patients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptingPatients {
    /// New patients are taken.
    New,
    /// Existing patients only.
    Existing,
    /// Existing patients and their families.
    ExistingAndFamily,
    /// No patients.
    No,
}

/// When a place is open, or somebody is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningHours {
    /// Days of the week, as `mon` to `sun`.
    pub days: Vec<String>,
    /// Whether it is all day.
    pub all_day: bool,
    /// From this time of the day, as `08:30:00`.
    pub opens: Option<String>,
    /// Until this time of the day.
    pub closes: Option<String>,
}

/// Where care is given.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryLocation {
    /// Name.
    pub name: Option<String>,
    /// What is told of it.
    pub description: Option<String>,
    /// Address, line by line.
    pub address: Vec<String>,
    /// Town.
    pub city: Option<String>,
    /// State, as the payer writes it.
    pub state: Option<String>,
    /// ZIP code.
    pub postal_code: Option<String>,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// When it is open.
    pub hours: Vec<OpeningHours>,
    /// When it is not, in words.
    pub exceptions: Option<String>,
    /// What helps people with disabilities.
    pub accessibility: Vec<String>,
    /// Where it is.
    pub position: Option<Position>,
    /// Kilometres from the place that was asked for, where both have coordinates.
    pub distance_km: Option<Kilometers>,
}

/// A network of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryNetwork {
    /// Its FHIR id at the payer, to search by.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
}

/// A provider in a directory, in one of their roles.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryEntry {
    /// Preset id of the payer whose directory it is.
    pub payer: String,
    /// The role in that directory: a `PractitionerRole` or an `OrganizationAffiliation`.
    pub reference: Reference,
    /// Name of the practitioner; of the organization, where the entry is one of an organization.
    pub name: Option<String>,
    /// The organization for which the practitioner works, or with which the organization is affiliated.
    pub organization: Option<String>,
    /// National Provider Identifier.
    pub npi: Option<String>,
    /// Whether the role is in force, where the payer says so.
    pub active: Option<bool>,
    /// What the provider is there, such as `Doctor`.
    pub roles: Vec<String>,
    /// Specialties.
    pub specialties: Vec<String>,
    /// Codes of the specialties, to search for more of the kind.
    pub specialty_codes: Vec<String>,
    /// Services that are offered: their names, kinds and categories, such as `Inpatient rehabilitation`.
    pub services: Vec<String>,
    /// Degrees and certificates.
    pub qualifications: Vec<String>,
    /// Languages that are spoken.
    pub languages: Vec<String>,
    /// Networks to which the role belongs.
    pub networks: Vec<DirectoryNetwork>,
    /// Whether new patients are taken; where networks differ, what is said of the first that takes them.
    pub accepting: Option<AcceptingPatients>,
    /// Which new patients are taken, in words.
    pub accepting_note: Option<String>,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// When the provider is there.
    pub hours: Vec<OpeningHours>,
    /// Where.
    pub locations: Vec<DirectoryLocation>,
}

impl DirectoryEntry {
    /// Reads a role. `None` for another type. `near` is the place from which distances count.
    pub(crate) fn read(
        payer: &str,
        reference: Reference,
        role: &Value<'_>,
        resolve: &dyn Resolve,
        near: Option<&Position>,
    ) -> Option<Self> {
        let (who, where_to) = match reference.resource_type.as_str() {
            "PractitionerRole" => ("practitioner", "organization"),
            "OrganizationAffiliation" => ("participatingOrganization", "organization"),
            _ => return None,
        };
        let provider = referenced(&role[who], role, resolve).unwrap_or_default();
        let services: Vec<Value<'_>> = each(&role["healthcareService"])
            .filter_map(|service| referenced(service, role, resolve))
            .filter(|service| service["active"].as_bool() != Some(false))
            .collect();
        let concepts = |member: &'static str| {
            let of_services = services.iter().flat_map(move |service| each(&service[member]));
            each(&role[member]).chain(of_services)
        };
        let places = |holder: &Value<'_>| -> Vec<DirectoryLocation> {
            each(&holder["location"])
                .filter_map(|location| DirectoryLocation::read(location, holder, resolve, near))
                .collect()
        };
        let specialties = || concepts("specialty");
        Some(Self {
            payer: payer.to_owned(),
            name: referenced_name(&role[who], role, resolve),
            organization: referenced_name(&role[where_to], role, resolve).or_else(|| {
                let own = |service: &Value<'_>| referenced_name(&service["providedBy"], service, resolve);
                services.iter().find_map(own)
            }),
            // Some payers misspell the system before its last part.
            npi: each(&provider["identifier"])
                .find(|identifier| {
                    identifier["system"].as_str().is_some_and(|system| system.ends_with("/us-npi"))
                })
                .and_then(|identifier| text(&identifier["value"])),
            active: role["active"].as_bool(),
            roles: labels(&role["code"]),
            specialties: distinct(specialties().filter_map(label)),
            specialty_codes: distinct(specialties().flat_map(|concept| codes(concept)).map(str::to_owned)),
            services: distinct(each(&role["healthcareService"]).flat_map(|service| {
                let found = referenced(service, role, resolve).unwrap_or_default();
                let is_offered = found["active"].as_bool() != Some(false);
                let name = text(&service["display"]).or_else(|| text(&found["name"]));
                let kinds = [&found["type"], &found["category"]].map(labels).concat();
                name.into_iter().chain(kinds).filter(move |_| is_offered)
            })),
            qualifications: distinct(
                each(&provider["qualification"]).filter_map(|qualification| label(&qualification["code"])),
            ),
            languages: distinct(
                each(&provider["communication"]).chain(concepts("communication")).filter_map(label),
            ),
            networks: own_or(networks(role, resolve), &services, |service| networks(service, resolve)),
            accepting: accepting(role)
                .or_else(|| accepting(&provider))
                .or_else(|| services.iter().find_map(accepting)),
            accepting_note: extensions(role, "newpatientprofile").find_map(|note| text(&note["valueString"])),
            phones: own_or(own_or(phones(role), &[provider], phones), &services, phones),
            hours: own_or(available(role), &services, available),
            locations: own_or(places(role), &services, places),
            reference,
        })
    }
}

impl DirectoryLocation {
    fn read(
        reference: &Value<'_>,
        role: &Value<'_>,
        resolve: &dyn Resolve,
        near: Option<&Position>,
    ) -> Option<Self> {
        let location = referenced(reference, role, resolve).unwrap_or_default();
        let name = text(&reference["display"]).or_else(|| text(&location["name"]));
        let position = Position::read(&location["position"]);
        let address = &location["address"];
        let (city, state, postal_code) =
            (text(&address["city"]), text(&address["state"]), text(&address["postalCode"]));
        let place =
            [&city, &state, &postal_code].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        let lines =
            each(&address["line"]).filter_map(text).chain(Some(place).filter(|place| !place.is_empty()));
        let found = Self {
            description: text(&location["description"]),
            address: lines.collect(),
            phones: phones(&location),
            hours: hours(&location["hoursOfOperation"], "openingTime", "closingTime"),
            exceptions: text(&location["availabilityExceptions"]),
            accessibility: extensions(&location, "accessibility")
                .filter_map(|extension| label(&extension["valueCodeableConcept"]))
                .collect(),
            distance_km: near.zip(position.as_ref()).and_then(|(near, position)| near.distance_km(position)),
            name,
            city,
            state,
            postal_code,
            position,
        };
        (found.name.is_some() || !found.address.is_empty() || found.position.is_some()).then_some(found)
    }
}

/// The extensions whose URL ends so.
fn extensions<'a>(element: &'a Value<'a>, name: &'a str) -> impl Iterator<Item = &'a Value<'a>> {
    each(&element["extension"])
        .filter(move |extension| extension["url"].as_str().is_some_and(|url| url.ends_with(name)))
}

fn labels(concepts: &Value<'_>) -> Vec<String> {
    distinct(each(concepts).filter_map(label))
}

fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// What is said of the role; where nothing is, what the others say.
fn own_or<T: PartialEq>(own: Vec<T>, others: &[Value<'_>], read: impl Fn(&Value<'_>) -> Vec<T>) -> Vec<T> {
    if own.is_empty() { distinct(others.iter().flat_map(read)) } else { own }
}

fn networks(role: &Value<'_>, resolve: &dyn Resolve) -> Vec<DirectoryNetwork> {
    let of_role = extensions(role, "network-reference").map(|extension| &extension["valueReference"]);
    let all = of_role.chain(each(&role["network"])).map(|network| DirectoryNetwork {
        id: network["reference"].as_str().and_then(|text| resolve.reference(text)).map(|network| network.id),
        name: referenced_name(network, role, resolve),
    });
    all.filter(|network| network.id.is_some() || network.name.is_some()).collect()
}

/// Taking new patients in any network counts first.
fn accepting(element: &Value<'_>) -> Option<AcceptingPatients> {
    let stated: Vec<AcceptingPatients> = extensions(element, "newpatients")
        .flat_map(|extension| each(&extension["extension"]))
        .filter_map(stated)
        .collect();
    stated.iter().find(|stated| **stated == AcceptingPatients::New).or(stated.first()).copied()
}

fn stated(extension: &Value<'_>) -> Option<AcceptingPatients> {
    if extension["url"] != "acceptingPatients" {
        return None;
    }
    // Version 1.0 of the guide has a boolean, later ones a code.
    match extension["valueBoolean"].as_bool() {
        Some(true) => return Some(AcceptingPatients::New),
        Some(false) => return Some(AcceptingPatients::No),
        None => {}
    }
    codes(&extension["valueCodeableConcept"]).find_map(|code| {
        Some(match code {
            "newpt" => AcceptingPatients::New,
            "nopt" => AcceptingPatients::No,
            "existptonly" => AcceptingPatients::Existing,
            "existptfam" => AcceptingPatients::ExistingAndFamily,
            _ => return None,
        })
    })
}

fn phones(element: &Value<'_>) -> Vec<String> {
    let phone = |telecom: &&Value<'_>| telecom["system"] == "phone";
    distinct(each(&element["telecom"]).filter(phone).filter_map(|telecom| text(&telecom["value"])))
}

/// When somebody is there, or a service is offered.
fn available(element: &Value<'_>) -> Vec<OpeningHours> {
    hours(&element["availableTime"], "availableStartTime", "availableEndTime")
}

fn hours(times: &Value<'_>, opens: &str, closes: &str) -> Vec<OpeningHours> {
    each(times)
        .filter(|time| time.is_object())
        .map(|time| OpeningHours {
            days: each(&time["daysOfWeek"]).filter_map(text).collect(),
            all_day: time["allDay"].as_bool().unwrap_or_default(),
            opens: text(&time[opens]),
            closes: text(&time[closes]),
        })
        .collect()
}
