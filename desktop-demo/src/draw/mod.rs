//! What people read: tables, cards and lines, as wide as the terminal.

mod card;
mod claims;
mod clinical;
mod lists;
mod results;
mod sums;
mod tables;

pub use card::card;
pub use claims::{claim, claims};
pub use clinical::{
    allergies, care_plans, care_teams, conditions, devices, documents, encounters, goals, immunizations,
    procedures, provenance, reports,
};
pub use lists::{directory, formulary, people, timeline};
pub use results::{observations, trend};
pub use sums::{prior_authorizations, year};
pub use tables::{medications, records};

use std::time::{Duration, SystemTime};

use billfold::SyncReport;
use billfold::auth::SignInProtection;
use billfold::config::ClientAuthMethod;
use billfold::record::{Figure, Money};
use comfy_table::{Cell, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, presets};

/// Where there is no terminal to ask.
const USUAL_WIDTH: u16 = 100;

/// Characters in a line.
fn width() -> u16 {
    Table::new().width().unwrap_or(USUAL_WIDTH)
}

/// Rows of one line or two need no lines between them.
const LIST: TableStyle = TableStyle::new()
    .top_border(LineStyle::none().fill('─').junction('─'))
    .header_separator(LineStyle::none().fill('═').junction('═'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// An empty table for rows of several lines.
pub fn table(header: &[&str]) -> Table {
    styled(header, presets::UTF8_HORIZONTAL_ONLY)
}

/// An empty table for many short rows.
fn list(header: &[&str]) -> Table {
    styled(header, LIST)
}

/// An empty table, as wide as the terminal at most, and without colours where they are not wanted.
fn styled(header: &[&str], style: TableStyle) -> Table {
    let mut table = Table::new();
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width())
        .set_header(header.iter().map(|title| Cell::new(title).add_attribute(comfy_table::Attribute::Bold)));
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        table.force_no_tty();
    }
    table
}

/// Adds a row of texts that may come from a payer.
pub fn row(table: &mut Table, cells: impl IntoIterator<Item = String>) {
    table.add_row(cells.into_iter().map(|text| cell(&text)));
}

/// Keeps columns as wide as what is in them: nobody can copy a name that is broken.
pub fn keep_whole(table: &mut Table, columns: &[usize]) {
    for &index in columns {
        if let Some(column) = table.column_mut(index) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

/// A cell of text that may come from a payer. Its line breaks stay.
pub fn cell(text: &str) -> Cell {
    Cell::new(text.lines().map(clean).collect::<Vec<_>>().join("\n"))
}

/// The table, or that there is nothing in it.
pub fn finish(table: &Table) -> String {
    if table.is_empty() { "There is nothing to show.".to_owned() } else { table.trim_fmt() }
}

/// Text of a payer without what could steer the terminal.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Names and values below each other.
pub fn lines(pairs: &[(&str, String)]) -> String {
    pairs.iter().map(|(name, value)| hanging(&format!("  {name:<16}"), value)).collect()
}

/// Text that begins behind `lead` and goes on below itself.
pub fn hanging(lead: &str, text: &str) -> String {
    let indent = lead.chars().count();
    let room = usize::from(width()).saturating_sub(indent).max(20);
    let mut drawn = String::new();
    for (number, line) in wrap(&clean(text), room).iter().enumerate() {
        let lead = if number == 0 { lead.to_owned() } else { " ".repeat(indent) };
        drawn += format!("{lead}{line}").trim_end();
        drawn.push('\n');
    }
    drawn
}

/// Lines of at most `room` characters, broken between words. A word that is longer has a line of its own, whole: it
/// may be an address to copy.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            word.clone_into(line);
        } else if line.chars().count() + 1 + word.chars().count() <= room {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// How a sign-in was protected, in four short lines.
pub fn protection(protection: SignInProtection) -> String {
    let client = match protection.client_auth {
        ClientAuthMethod::None => "public client",
        method => method.as_str(),
    };
    format!(
        "PKCE {}\n{client}\nredirect {}\nexchange {}",
        protection.pkce.as_str(),
        protection.redirect.as_str(),
        protection.exchange.as_str()
    )
}

/// What a sync brought, in a sentence.
pub fn report(report: &SyncReport) -> String {
    let records: u64 = report.records.values().sum();
    let totals = format!(
        "{records} records of {} types, {} new, {} changed, {} missing; {} requests, {} kB, {:.1} s",
        report.records.len(),
        report.new,
        report.changed,
        report.missing,
        report.requests,
        report.bytes / 1000,
        report.elapsed.as_secs_f64()
    );
    let failures = report
        .failed
        .iter()
        .map(|failure| format!("  not whole: {}: {}", clean(&failure.resource_type), failure.error));
    [totals].into_iter().chain(failures).collect::<Vec<_>>().join(
        "
",
    )
}

/// Records by type, the total first.
pub fn counts(counts: &std::collections::BTreeMap<String, u64>) -> String {
    let total: u64 = counts.values().sum();
    let types: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    format!("{total}: {}", types.join(", "))
}

/// An amount. Dollars have their sign.
fn money(money: &Money) -> String {
    // Two places at least; more where the payer wrote more.
    let places = money.amount.scale().max(2) as usize;
    let (sign, amount) = (if money.amount.is_sign_negative() { "-" } else { "" }, money.amount.abs());
    match money.currency.as_str() {
        "USD" => format!("{sign}${amount:.places$}"),
        currency => format!("{sign}{amount:.places$} {currency}"),
    }
}

/// A figure, or that there is none.
fn figure(figure: Option<&Figure>) -> String {
    figure.map_or_else(not_stated, |figure| money(&figure.money))
}

fn not_stated() -> String {
    "not stated".to_owned()
}

/// The day of a FHIR date or instant.
fn day(date: Option<&str>) -> String {
    date.map_or_else(not_stated, |date| date.chars().take(10).collect())
}

/// A moment, in seconds since 1970, as people say it.
pub fn when(seconds: u64) -> String {
    let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    match SystemTime::now().duration_since(moment) {
        Ok(ago) => format!("{} ago", span(ago.as_secs())),
        Err(ahead) => format!("in {}", span(ahead.duration().as_secs())),
    }
}

fn span(seconds: u64) -> String {
    match seconds {
        0..=59 => format!("{seconds} s"),
        60..=3599 => format!("{} min", seconds / 60),
        3600..=86_399 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_never_cut() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("https://a.example/long x", 5), ["https://a.example/long", "x"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn a_payer_cannot_steer_the_terminal() {
        assert_eq!(clean("a\x1b[31mb\r\u{9b}c"), "a [31mb  c");
        assert!(!cell("a\x1b[2J\nb").content().contains('\x1b'));
    }

    #[test]
    fn spans_are_short() {
        for (seconds, expected) in [(59, "59 s"), (61, "1 min"), (7200, "2 h"), (200_000, "2 days")] {
            assert_eq!(span(seconds), expected);
        }
    }
}
