//! What is wrong with a configuration, and where.

use std::fmt;
use std::ops::Range;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, counted from 1; `None` where something is missing from the file as a whole.
    pub line: Option<usize>,
    /// The field, as a path such as `payers.bcbsmn.client_id`.
    pub field: String,
    /// The rule that it breaks, and what would satisfy it.
    pub rule: String,
}

/// A configuration that cannot be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub file: String,
    /// All that is wrong with it, in the order of its lines.
    pub problems: Vec<Problem>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (count, problem) in self.problems.iter().enumerate() {
            let end = if count == 0 { "" } else { "\n" };
            let line = problem.line.map(|line| format!("{line}:")).unwrap_or_default();
            write!(f, "{end}{}:{line} {}: {}", self.file, problem.field, problem.rule)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Problems as they are found.
pub(super) struct Problems<'a> {
    text: &'a str,
    found: Vec<Problem>,
}

impl<'a> Problems<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, found: Vec::new() }
    }

    /// Notes what is wrong with the value at `span`.
    pub fn at(&mut self, span: Range<usize>, field: impl Into<String>, rule: impl Into<String>) {
        self.note(Some(span), field, rule);
    }

    /// Notes what is wrong, at a place or nowhere in particular.
    pub fn note(&mut self, span: Option<Range<usize>>, field: impl Into<String>, rule: impl Into<String>) {
        let line =
            span.map(|span| 1 + self.text.get(..span.start).unwrap_or(self.text).matches('\n').count());
        self.found.push(Problem { line, field: field.into(), rule: rule.into() });
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub fn into_error(mut self, file: &str) -> ConfigError {
        self.found.sort_by_key(|problem| problem.line);
        ConfigError { file: file.to_owned(), problems: self.found }
    }
}
