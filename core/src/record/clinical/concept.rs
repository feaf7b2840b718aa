//! Codes, with words for people.

use crate::record::json::{Value, coding_label, each, label, text};
use crate::record::labels;

/// A code of a code system.
#[derive(Clone, PartialEq, Eq)]
pub struct Code {
    /// The system's URI, such as `http://loinc.org`.
    pub system: Option<String>,
    /// The code, such as `4548-4`.
    pub code: String,
}

/// A CodeableConcept: words for people, codes for programs.
#[derive(Clone, PartialEq, Eq)]
pub struct Concept {
    /// A coding's display, else its text, else our label, else a code with its system's short name.
    pub text: String,
    /// Its codes, as the payer ordered them.
    pub codes: Vec<Code>,
}

/// A code of an element that has a fixed list of codes, such as a status.
#[derive(Clone, PartialEq, Eq)]
pub struct Coded {
    /// The code, such as `not-done`.
    pub code: String,
    /// Its label, such as `Not done`.
    pub text: String,
}

impl Concept {
    /// Reads a CodeableConcept. `None` where it says nothing.
    pub(crate) fn read(concept: &Value<'_>) -> Option<Self> {
        Some(Self { text: label(concept)?, codes: Code::all(&concept["coding"]) })
    }

    /// Reads a single Coding.
    pub(super) fn read_coding(coding: &Value<'_>) -> Option<Self> {
        Some(Self { text: coding_label(coding)?, codes: Code::all(coding) })
    }

    /// Reads a CodeableConcept that says why there is no value.
    pub(super) fn read_absence(concept: &Value<'_>) -> Option<Self> {
        Self::read(concept).or_else(|| each(&concept["coding"]).find_map(Self::read_coding))
    }

    /// Reads a CodeableConcept, or takes these words where it says nothing.
    pub(crate) fn named(concept: &Value<'_>, otherwise: &str) -> Self {
        Self::read(concept).unwrap_or_else(|| Self { text: otherwise.to_owned(), codes: Vec::new() })
    }

    /// Reads an array of CodeableConcepts.
    pub(super) fn all(concepts: &Value<'_>) -> Vec<Self> {
        each(concepts).filter_map(Self::read).collect()
    }

    /// Whether it has this code, of whichever system: `4548-4`; or of this system: `http://loinc.org|4548-4`.
    pub fn has_code(&self, token: &str) -> bool {
        let (system, code) = match token.split_once('|') {
            Some((system, code)) => (Some(system), code),
            None => (None, token),
        };
        self.codes.iter().any(|known| {
            known.code.eq_ignore_ascii_case(code)
                && system.is_none_or(|system| known.system.as_deref() == Some(system))
        })
    }
}

impl Code {
    fn all(codings: &Value<'_>) -> Vec<Self> {
        let read =
            |coding: &Value<'_>| Some(Self { code: text(&coding["code"])?, system: text(&coding["system"]) });
        each(codings).filter_map(read).collect()
    }
}

impl Coded {
    /// Reads a code whose labels stand in that table.
    pub(crate) fn read(code: &Value<'_>, table: &str) -> Option<Self> {
        let code = text(code)?;
        let text = labels::label(table, &code).map_or_else(|| code.clone(), str::to_owned);
        Some(Self { code, text })
    }

    /// Whether it is this code.
    pub fn is(&self, code: &str) -> bool {
        self.code == code
    }
}
