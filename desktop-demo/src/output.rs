//! Standard output: events in JSON, or text to read. Standard error: notes and failures.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::failure::Failure;

/// The form of what a command tells.
pub struct Output {
    json: bool,
}

impl Output {
    /// Events in JSON, or text to read.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether programs read along.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Tells of something, in the form that was asked for.
    pub fn tell(&self, event: impl FnOnce() -> Value, text: impl FnOnce() -> String) -> Result<(), Failure> {
        if self.json { self.event(&event()) } else { self.text(&text()) }
    }

    /// Tells programs of something that people are told in another way.
    pub fn event(&self, event: &Value) -> Result<(), Failure> {
        if self.json { print(&format!("{event}\n")) } else { Ok(()) }
    }

    /// Tells people of something that programs are told in another way.
    pub fn text(&self, text: &str) -> Result<(), Failure> {
        if self.json { Ok(()) } else { print(&format!("{text}\n")) }
    }

    /// A record's JSON, byte for byte; in JSON mode as one line.
    pub fn record(&self, text: &str) -> Result<(), Failure> {
        if self.json {
            let one_line = if text.contains(['\n', '\r']) { compact(text) } else { text.to_owned() };
            return print(&format!("{one_line}\n"));
        }
        print(text)?;
        // A file gets the bytes alone; a terminal's prompt needs a line of its own.
        if io::stdout().is_terminal() { print("\n") } else { Ok(()) }
    }

    /// Says why the command ends, and gives its exit status. Whoever closed the output has read enough: no failure.
    pub fn failure(&self, failure: &Failure) -> ExitCode {
        match failure {
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Failure::Told => {}
            Failure::Output(_) => note(&failure.to_string()),
            Failure::Wallet(_) | Failure::Command { .. } => self.tell_failure(failure, None),
        }
        ExitCode::FAILURE
    }

    /// Tells of a failure, of one connection where the others go on.
    pub fn tell_failure(&self, failure: &Failure, connection: Option<&str>) {
        if !self.json {
            match connection {
                Some(connection) => note(&format!("{connection}: {failure}")),
                None => note(&failure.to_string()),
            }
            return;
        }
        let mut event = json!({"event": "error"});
        if let Some(connection) = connection {
            event["connection"] = connection.into();
        }
        event["kind"] = json!(failure.kind());
        event["detail"] = failure.to_string().into();
        // The exit status still tells those who do not listen.
        let _ = print(&format!("{event}\n"));
    }
}

/// A line on standard error.
pub fn note(line: &str) {
    // If standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "billfold: {line}");
}

fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(Failure::Output)
}

/// Numbers keep their digits and members their order.
fn compact(text: &str) -> String {
    serde_json::from_str::<Value>(text).map_or_else(|_| json!(text).to_string(), |value| value.to_string())
}
