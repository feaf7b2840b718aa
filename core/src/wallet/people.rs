//! The people whose records are in the wallet.
//!
//! Each connection opens the records of one person. That two payers' members are one person is the user's to say: names
//! and birthdays are shared by twins and namesakes, and a wrong match would mix two people's records.

use std::collections::BTreeMap;

use crate::error::{Error, QueryError, StoreError};
use crate::fhir::Reference;
use crate::record::{self, Arena, PartialDate};
use crate::secret::random_id;
use crate::store::{ConnectionState, Store};
use crate::wallet::Wallet;

/// A person whose records are in the wallet.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Names the person in queries. It says nothing about them, and changes when they are linked or unlinked.
    pub id: String,
    /// Name, by the payer that was connected first and tells it.
    pub name: Option<String>,
    /// Date of birth.
    pub birth_date: Option<PartialDate>,
    /// The connections that open this person's records, the oldest first.
    pub connections: Vec<String>,
    /// Other people in the wallet, by their ids, who have the same name and date of birth at other payers. Ask the user
    /// whether they are the same person, and link them if so.
    pub may_be: Vec<String>,
}

crate::secret::opaque_debug!(Person);

/// What a payer says of its member.
struct Member {
    connection: String,
    person: String,
    name: Option<String>,
    birth_date: Option<PartialDate>,
}

impl Wallet {
    /// The people whose records are in the wallet, in the order of their first connections.
    pub fn people(&self) -> Result<Vec<Person>, Error> {
        let store = &self.inner.store;
        let members: Vec<Member> = store
            .connections()?
            .iter()
            .map(|(connection, state)| Member::read(store, connection, state))
            .collect::<Result<_, _>>()?;
        let mut people: Vec<Person> = Vec::new();
        for member in &members {
            match people.iter_mut().find(|person| person.id == member.person) {
                Some(person) => {
                    person.connections.push(member.connection.clone());
                    person.name = person.name.take().or_else(|| member.name.clone());
                    person.birth_date = person.birth_date.take().or_else(|| member.birth_date.clone());
                }
                None => people.push(Person {
                    id: member.person.clone(),
                    name: member.name.clone(),
                    birth_date: member.birth_date.clone(),
                    connections: vec![member.connection.clone()],
                    may_be: Vec::new(),
                }),
            }
        }
        let alike = alike(&members);
        for person in &mut people {
            let likes = alike.iter().filter(|group| group.contains(&person.id));
            let mut others: Vec<String> = likes.flatten().filter(|id| **id != person.id).cloned().collect();
            others.sort_unstable();
            others.dedup();
            person.may_be = others;
        }
        Ok(people)
    }

    /// Notes that these are one person, because the user said so, and gives that person. Changes stored state.
    pub fn link_people(&self, people: &[String]) -> Result<Person, Error> {
        let store = &self.inner.store;
        let id = random_id();
        {
            // Read and written alone: the member may be signing in anew meanwhile.
            let _alone = store.decide();
            let known = store.connections()?;
            let is_known = |person: &String| {
                known.iter().any(|(connection, state)| *person == person_of(connection, state))
            };
            if people.is_empty() || !people.iter().all(is_known) {
                return Err(QueryError::UnknownPerson.into());
            }
            let linked: Vec<_> = known
                .into_iter()
                .filter(|(connection, state)| people.contains(&person_of(connection, state)))
                .map(|(connection, state)| {
                    (connection, ConnectionState { person: Some(id.clone()), ..state })
                })
                .collect();
            store.update_connections(&linked)?;
        }
        self.people()?
            .into_iter()
            .find(|person| person.id == id)
            .ok_or_else(|| QueryError::UnknownPerson.into())
    }

    /// Notes that whose records this connection opens is a person of their own again. Changes stored state.
    pub fn unlink(&self, connection: &str) -> Result<(), Error> {
        let store = &self.inner.store;
        let _alone = store.decide();
        let state = ConnectionState { person: None, ..store.connection(connection)? };
        Ok(store.update_connection(connection, &state)?)
    }
}

/// The person whose records a connection opens: whom it was linked to, else a person of its own.
pub(super) fn person_of(connection: &str, state: &ConnectionState) -> String {
    state.person.clone().unwrap_or_else(|| connection.to_owned())
}

impl Member {
    fn read(store: &Store, connection: &str, state: &ConnectionState) -> Result<Self, StoreError> {
        let id = state.patient.expose().clone();
        let reference = Reference { resource_type: "Patient".to_owned(), id };
        let record = store.record(connection, &reference)?;
        let arena = Arena::new();
        let patient =
            record.as_ref().and_then(|record| record::parse(&record.json, &arena)).unwrap_or_default();
        Ok(Self {
            connection: connection.to_owned(),
            person: person_of(connection, state),
            name: record::human_name(&patient["name"]),
            birth_date: patient["birthDate"].as_str().and_then(PartialDate::parse),
        })
    }
}

/// Ids of people, in groups of the same name and date of birth.
fn alike(members: &[Member]) -> Vec<Vec<String>> {
    let mut groups: BTreeMap<(Vec<String>, &str), Vec<String>> = BTreeMap::new();
    for member in members {
        let (Some(name), Some(birth_date)) = (&member.name, &member.birth_date) else { continue };
        let mut words: Vec<String> = record::words(name).collect();
        // Some payers write the family name first, and some leave out what stands between.
        words.retain(|word| word.chars().count() > 1);
        words.sort_unstable();
        groups.entry((words, birth_date.as_str())).or_default().push(member.person.clone());
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(person: &str, name: &str, birth_date: &str) -> Member {
        Member {
            connection: person.to_owned(),
            person: person.to_owned(),
            name: (!name.is_empty()).then(|| name.to_owned()),
            birth_date: PartialDate::parse(birth_date),
        }
    }

    #[test]
    fn people_are_alike_by_name_and_birthday_however_the_name_is_written() {
        for (name, birth_date, is_alike) in [
            ("Ada M. Lund", "1980-02-03", true),
            ("LUND, Ada", "1980-02-03", true),
            ("Áda Lund", "1980-02-03", true),
            ("Ada Lund", "1980-02-04", false),
            ("Ada Lund", "1980-02", false),
            ("Ada Lund", "", false),
            ("Ada Berg", "1980-02-03", false),
            ("Ada Lund Berg", "1980-02-03", false),
            ("", "1980-02-03", false),
        ] {
            let members = [member("a", "Ada Lund", "1980-02-03"), member("b", name, birth_date)];
            let together = alike(&members).iter().any(|group| group.len() == 2);
            assert_eq!(together, is_alike, "{name} {birth_date}");
        }
    }
}
