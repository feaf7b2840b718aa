//! `_include` and `_revinclude`: what a page brings along.

use std::collections::BTreeSet;

use super::Reader;
use super::outcome::Refusal;
use super::parameters::{self, Form};
use super::values::Indexed;
use crate::server::Server;
use crate::wire::Parameters;

/// What to bring along.
#[derive(Default)]
pub(super) struct Includes {
    /// Everything that a match refers to.
    all: bool,
    /// Type and reference parameter; whether it also applies to what was brought along.
    along: Vec<(String, &'static str, bool)>,
    /// Type and reference parameter: the records that refer to a match by it.
    back: Vec<(String, &'static str)>,
}

/// The names under which a search asks for it.
pub(super) const NAMES: &[&str] =
    &["_include", "_include:iterate", "_include:recurse", "_includes", "_revinclude"];

impl Includes {
    pub(super) fn parse(query: &Parameters) -> Result<Self, Refusal> {
        let mut includes = Self::default();
        for (name, value) in query.0.iter().filter(|(name, _)| NAMES.contains(&name.as_str())) {
            let unknown = || Refusal::bad_search("value", format!("{name}={value} is not supported"));
            let mut parts = value.split(':');
            match (parts.next(), parts.next()) {
                (Some(kind), Some(name_of_parameter)) if name == "_revinclude" => {
                    let parameter = parameters::find(kind, name_of_parameter)
                        .filter(|parameter| parameter.form == Form::Reference)
                        .ok_or_else(unknown)?;
                    includes.back.push((kind.to_owned(), parameter.name));
                }
                (_, None) if name == "_revinclude" => return Err(unknown()),
                (Some("*"), None) | (Some(_), Some("*")) => includes.all = true,
                (Some(kind), Some(name_of_parameter)) => {
                    let parameter = parameters::find(kind, name_of_parameter)
                        .filter(|parameter| parameter.form == Form::Reference)
                        .ok_or_else(unknown)?;
                    includes.along.push((kind.to_owned(), parameter.name, name != "_include"));
                }
                _ => return Err(unknown()),
            }
        }
        Ok(includes)
    }

    /// Positions of what `matches` bring along, each once.
    pub(super) fn of(&self, server: &Server, reader: &Reader, matches: &[usize]) -> Vec<usize> {
        let mut seen: BTreeSet<usize> = matches.iter().copied().collect();
        let mut brought = Vec::new();
        for position in matches {
            self.follow(server, reader, *position, false, &mut seen, &mut brought);
        }
        let mut next = 0;
        while let Some(position) = brought.get(next).copied() {
            next += 1;
            self.follow(server, reader, position, true, &mut seen, &mut brought);
        }
        for (kind, parameter) in &self.back {
            add_referring(server, reader, (kind, parameter), matches, &mut seen, &mut brought);
        }
        brought
    }

    fn follow(
        &self,
        server: &Server,
        reader: &Reader,
        position: usize,
        iterated: bool,
        seen: &mut BTreeSet<usize>,
        brought: &mut Vec<usize>,
    ) {
        let record = server.records.get(position);
        let mut bring = |reference: &str| {
            let Some(found) = server.records.position(reference) else { return };
            if reader.may_read(&server.profile, server.records.get(found)) && seen.insert(found) {
                brought.push(found);
            }
        };
        if self.all && !iterated {
            record.references.iter().for_each(|reference| bring(reference));
        }
        for (parameter, value) in &record.values {
            let wanted = self.along.iter().any(|(kind, name, iterates)| {
                kind == record.kind && *name == parameter.name && (*iterates || !iterated)
            });
            if let (true, Indexed::Reference(reference)) = (wanted, value) {
                bring(reference);
            }
        }
    }
}

/// The records of a type that refer to `matches` by this parameter.
fn add_referring(
    server: &Server,
    reader: &Reader,
    (kind, name): (&str, &str),
    matches: &[usize],
    seen: &mut BTreeSet<usize>,
    brought: &mut Vec<usize>,
) {
    let targets: BTreeSet<String> =
        matches.iter().map(|position| server.records.get(*position).reference()).collect();
    for position in server.records.of_kind(kind, reader.patient()) {
        let record = server.records.get(position);
        let refers = record.values.iter().any(|(parameter, value)| {
            parameter.name == name
                && matches!(value, Indexed::Reference(reference) if targets.contains(reference))
        });
        if refers && reader.may_read(&server.profile, record) && seen.insert(position) {
            brought.push(position);
        }
    }
}
