//! Progress on standard error: a line that changes where that is a terminal, else now and then a new one.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use billfold::SyncProgress;

/// Where no line can change, a new one comes no more often than this.
const BETWEEN_LINES: Duration = Duration::from_secs(2);

/// The progress of one payer.
pub struct Progress {
    label: String,
    terminal: bool,
    told: Mutex<Option<Instant>>,
}

impl Progress {
    /// Progress that begins with `label`.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), terminal: io::stderr().is_terminal(), told: Mutex::default() }
    }

    /// How far a sync has come.
    pub fn sync(&self, progress: &SyncProgress) {
        let SyncProgress { resource_type, records, done, planned, expected, .. } = progress;
        let of = expected.map(|expected| format!(" of about {expected}")).unwrap_or_default();
        let text = format!("{records}{of} records, {done} of {planned} searches and reads {resource_type}");
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if self.terminal {
            self.write(&text, false);
        } else if told.is_none_or(|told| told.elapsed() >= BETWEEN_LINES) {
            self.write(&text, true);
            *told = Some(Instant::now());
        }
    }

    /// A step that takes a while.
    pub fn step(&self, text: &str) {
        self.write(text, !self.terminal);
    }

    /// The last line.
    pub fn end(&self, text: &str) {
        self.write(text, true);
    }

    fn write(&self, text: &str, ends: bool) {
        let (start, end) = (if self.terminal { "\r\x1b[2K" } else { "" }, if ends { "\n" } else { "" });
        let mut stderr = io::stderr().lock();
        // Progress is no result: without a place to go it is left out.
        let _ = write!(stderr, "{start}{:<15} {}{end}", self.label, text.trim_end());
        let _ = stderr.flush();
    }
}
