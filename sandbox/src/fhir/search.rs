//! Searching the records of one type.

use axum::http::{HeaderMap, StatusCode};

use super::bundle::{Bundle, Mode};
use super::date::DateBound;
use super::include::{self, Includes};
use super::outcome::Refusal;
use super::page::Page;
use super::parameters::{self, Form, Parameter};
use super::records::Record;
use super::values::Indexed;
use super::{Reader, fail_if_told};
use crate::faults::{ChangesFault, Faults};
use crate::payer::{FhirRules, Profile};
use crate::quirks::Quirk;
use crate::server::Server;
use crate::wire::{Parameters, Reply};

/// Parameters that shape the answer and do not filter.
const SHAPING: &[&str] = &["_count", "_format", "_pretty", "_total"];

/// `GET {type}?..`.
pub(super) fn search(
    server: &Server,
    headers: &HeaderMap,
    kind: &str,
    query: &Parameters,
) -> Result<Reply, Refusal> {
    let reader = Reader::of(server, headers, kind)?;
    fail_if_told(server, kind)?;
    let page = Page::of(query, server.profile.fhir.page_size)?;
    refuse_by_quirk(&server.profile, kind, &page.query)?;
    let faults = server.faults.current();
    if kind == "Coverage" && faults.coverage_unsearchable {
        return Err(Refusal::bad_search("not-supported", "Coverage cannot be searched"));
    }
    if page.query.get("_lastUpdated").is_some() && faults.changes == Some(ChangesFault::Refused) {
        return Err(Refusal::bad_search("not-supported", "_lastUpdated is not supported"));
    }
    let criteria = criteria(&server.profile, kind, &page.query, reader.patient())?;
    if server.profile.has(Quirk::UnfilteredRefused) && criteria.is_empty() && server.profile.is_open(kind) {
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too-costly", "please filter"));
    }
    check_needed(&server.profile.fhir, kind, &page.query)?;
    let includes = Includes::parse(&page.query)?;
    let fits = |position: &usize| {
        let record = server.records.get(*position);
        !faults.withdrawn.contains(&record.reference())
            && criteria.iter().all(|criterion| criterion.admits(record, &faults))
    };
    let matches: Vec<usize> = if kind == "Patient" && faults.several_patients {
        server.records.of_every_member(kind).collect()
    } else {
        server.records.of_kind(kind, reader.patient()).filter(fits).collect()
    };
    let (part, more) = page.part(&matches);
    let mut entries: Vec<_> = part.iter().map(|position| (*position, Mode::Match)).collect();
    entries.extend(includes.of(server, &reader, part).into_iter().map(|position| (position, Mode::Include)));
    let url = format!("{}/{kind}", server.fhir_base);
    let misspelt = server.profile.paths.fhir.last().filter(|_| server.profile.has(Quirk::LinksMisspelt));
    let self_url = misspelt.map_or_else(|| url.clone(), |base| format!("{}/{kind}", server.url(base)));
    // A client follows what a link says.
    let url = if misspelt.is_some() { &self_url } else { &url };
    let bundle = Bundle { page: &page, url, self_url: &self_url, total: matches.len(), more, entries };
    Ok(bundle.reply(server, headers))
}

/// Parameters that a server without them calls unknown.
const OFTEN_UNKNOWN: &[&str] = &["_count", "_include", "_revinclude", "_lastUpdated"];

/// Searches that a quirk refuses.
fn refuse_by_quirk(profile: &Profile, kind: &str, query: &Parameters) -> Result<(), Refusal> {
    let unknown = OFTEN_UNKNOWN.iter().find(|name| query.get(name).is_some());
    if let Some(name) = unknown.filter(|_| profile.has(Quirk::UnknownParametersRefused)) {
        return Err(Refusal::bad_search("not-supported", format!("unknown parameter {name}")));
    }
    if profile.has(Quirk::PatientSearchRefused) && kind == "Patient" && query.get("_id").is_some() {
        return Err(Refusal::bad_search("required", "a search for Patient needs family and birthdate"));
    }
    let by_npi = kind == "Practitioner" && query.get("identifier").is_some();
    if profile.has(Quirk::ReferencesWithType) && by_npi {
        return Err(Refusal::bad_search("not-supported", "Practitioner cannot be searched by identifier"));
    }
    Ok(())
}

/// US Core lets a server insist on a second parameter for some types.
fn check_needed(rules: &FhirRules, kind: &str, query: &Parameters) -> Result<(), Refusal> {
    let Some((_, names)) = rules.needs_one_of.iter().find(|(needy, _)| *needy == kind) else { return Ok(()) };
    if query.get("_id").is_some() || names.iter().any(|name| query.get(name).is_some()) {
        return Ok(());
    }
    let names = names.join(" or ");
    Err(Refusal::bad_search("required", format!("a search for {kind} needs the parameter {names}")))
}

/// One parameter of a search: any of its values will do.
enum Criterion {
    Id(Vec<String>),
    /// The records of this member, without those that members share.
    Member(String),
    LastUpdated(Vec<DateBound>),
    /// Nothing fits.
    Never,
    Token(&'static Parameter, Vec<(Option<String>, Option<String>)>),
    Reference(&'static Parameter, Vec<String>),
    Date(&'static Parameter, Vec<DateBound>),
    Text(&'static Parameter, Vec<String>),
}

fn criteria(
    profile: &Profile,
    kind: &str,
    query: &Parameters,
    patient: Option<&str>,
) -> Result<Vec<Criterion>, Refusal> {
    let shapes = |name: &str| SHAPING.contains(&name) || include::NAMES.contains(&name);
    let filters = query.0.iter().filter(|(name, value)| !shapes(name) && !value.is_empty());
    filters.map(|(name, value)| criterion(profile, kind, name, value, patient)).collect()
}

fn criterion(
    profile: &Profile,
    kind: &str,
    name: &str,
    value: &str,
    patient: Option<&str>,
) -> Result<Criterion, Refusal> {
    let rules = &profile.fhir;
    match name {
        "_id" => return Ok(Criterion::Id(value.split(',').map(str::to_owned).collect())),
        "_lastUpdated" => {
            let bounds = dates(name, value)?;
            if rules.last_updated_instants_only && !bounds.iter().all(|bound| bound.is_instant) {
                return Ok(Criterion::Never);
            }
            return Ok(Criterion::LastUpdated(bounds));
        }
        _ => {}
    }
    let parameter =
        parameters::find(kind, name).filter(|_| is_offered(rules, kind, name)).ok_or_else(|| {
            Refusal::bad_search("not-supported", format!("{kind} cannot be searched by {name}"))
        })?;
    if parameters::COMPARTMENT.contains(&name) {
        let id = value.rsplit('/').next().unwrap_or(value);
        if patient != Some(id) {
            return Err(Refusal::other_member());
        }
        return Ok(Criterion::Member(id.to_owned()));
    }
    Ok(match parameter.form {
        Form::Token => Criterion::Token(parameter, value.split(',').map(token).collect()),
        Form::Reference if profile.has(Quirk::ReferencesWithType) && !value.contains('/') => Criterion::Never,
        Form::Reference => Criterion::Reference(parameter, value.split(',').map(str::to_owned).collect()),
        Form::Date => Criterion::Date(parameter, dates(name, value)?),
        Form::Text => Criterion::Text(parameter, value.split(',').map(str::to_lowercase).collect()),
    })
}

/// Whether this payer lets `kind` be searched by `name`: they differ in Coverage only.
pub(super) fn is_offered(rules: &FhirRules, kind: &str, name: &str) -> bool {
    kind != "Coverage" || !parameters::COMPARTMENT.contains(&name) || rules.coverage_by.contains(&name)
}

fn dates(name: &str, value: &str) -> Result<Vec<DateBound>, Refusal> {
    value
        .split(',')
        .map(DateBound::parse)
        .collect::<Option<_>>()
        .ok_or_else(|| Refusal::bad_search("value", format!("{name} is not a date that can be compared")))
}

/// `code`, `system|code`, `|code` (without a system) or `system|` (any code).
fn token(value: &str) -> (Option<String>, Option<String>) {
    match value.split_once('|') {
        None => (None, Some(value.to_owned())),
        Some((system, "")) => (Some(system.to_owned()), None),
        Some((system, code)) => (Some(system.to_owned()), Some(code.to_owned())),
    }
}

impl Criterion {
    fn admits(&self, record: &Record, faults: &Faults) -> bool {
        match self {
            Self::Id(ids) => ids.contains(&record.id),
            Self::Member(id) => record.patient.as_ref() == Some(id),
            Self::Never => false,
            Self::LastUpdated(bounds) => {
                faults.changes == Some(ChangesFault::Ignored)
                    || record
                        .updated(faults)
                        .is_some_and(|updated| bounds.iter().any(|bound| bound.admits(updated)))
            }
            Self::Token(parameter, wanted) => any(record, parameter, |value| {
                matches!(value, Indexed::Token { system, code }
                    if wanted.iter().any(|wanted| is_token(wanted, system.as_deref(), code)))
            }),
            Self::Reference(parameter, wanted) => any(record, parameter, |value| {
                matches!(value, Indexed::Reference(reference)
                    if wanted.iter().any(|wanted| is_reference(wanted, reference)))
            }),
            Self::Date(parameter, bounds) => any(
                record,
                parameter,
                |value| matches!(value, Indexed::Date(span) if bounds.iter().any(|bound| bound.admits(*span))),
            ),
            Self::Text(parameter, wanted) => any(record, parameter, |value| {
                matches!(value, Indexed::Text(text)
                    if wanted.iter().any(|wanted| text.starts_with(wanted.as_str())))
            }),
        }
    }
}

fn any(record: &Record, parameter: &Parameter, fits: impl Fn(&Indexed) -> bool) -> bool {
    record.values.iter().any(|(own, value)| std::ptr::eq(*own, parameter) && fits(value))
}

fn is_token(wanted: &(Option<String>, Option<String>), system: Option<&str>, code: &str) -> bool {
    let (wanted_system, wanted_code) = wanted;
    wanted_system.as_deref().is_none_or(|wanted| wanted == system.unwrap_or_default())
        && wanted_code.as_deref().is_none_or(|wanted| wanted == code)
}

/// A bare id fits a reference of any type; an absolute URL is compared by its end.
fn is_reference(wanted: &str, reference: &str) -> bool {
    reference == wanted
        || reference.split_once('/').is_some_and(|(_, id)| id == wanted)
        || wanted.strip_suffix(reference).is_some_and(|rest| rest.ends_with('/'))
}
