//! The clinical record of a member, told by their story.

mod event;
mod medication;
mod observation;
mod plan;
mod problem;
mod provenance;
mod visit;

pub(super) use medication::Fill;
pub(super) use provenance::add as add_provenance;

use rand::Rng;
use serde_json::Value;
use time::Date;

use super::builder::{Builder, Link};
use super::carers::{Carers, Clinician};
use super::member::Member;
use super::tables::conditions::Condition;
use super::tables::services::Service;
use super::tables::stories::Event;
use super::value::days_ago;

/// A visit to a clinician, as it will be billed.
pub(super) struct Visit {
    pub day: Date,
    /// Place of the clinician among the carers.
    pub clinician: usize,
    pub reasons: Vec<&'static Condition>,
    pub services: Vec<Service>,
}

/// What happened to a member that somebody bills for.
#[derive(Default)]
pub(super) struct Chart {
    pub visits: Vec<Visit>,
    pub events: Vec<&'static Event>,
    pub fills: Vec<Fill>,
}

/// A member's record while it is written.
pub(super) struct Record<'a> {
    pub member: &'a Member,
    pub carers: &'a Carers,
    pub conditions: Vec<(&'static Condition, Link)>,
}

impl Record<'_> {
    fn subject(&self, b: &Builder) -> Value {
        b.refer(&self.member.patient)
    }

    /// The member's own doctor.
    fn doctor(&self) -> &Clinician {
        &self.carers.clinicians[self.member.story.doctor]
    }

    fn condition(&self, condition: &Condition) -> Option<&Link> {
        self.conditions.iter().find(|(known, _)| *known == condition).map(|(_, link)| link)
    }
}

/// How far a story has come: this visit and the number of all of them.
#[derive(Clone, Copy)]
pub(super) struct Progress {
    pub step: i64,
    pub of: i64,
}

impl Progress {
    /// The value on the way from the first to the last, give or take `spread`.
    fn along(self, b: &mut Builder, (first, last): (i64, i64), spread: i64) -> i64 {
        let gone = if self.of > 1 { (last - first) * self.step / (self.of - 1) } else { last - first };
        first + gone + b.rng.gen_range(-spread..=spread)
    }
}

/// Adds the clinical record that the member's story tells.
pub(super) fn add<'a>(b: &mut Builder, carers: &'a Carers, member: &'a Member) -> (Record<'a>, Chart) {
    let story = member.story;
    let mut record = Record { member, carers, conditions: Vec::new() };
    let mut chart = Chart::default();
    problem::add_conditions(b, &mut record);
    problem::add_allergies(b, &record);
    problem::add_immunizations(b, &record);
    for step in 0..story.visits {
        let day = days_ago((story.visits - 1 - step) * story.visit_gap + 21 + b.rng.gen_range(0..9));
        let progress = Progress { step, of: story.visits };
        let panels: Vec<_> =
            story.panels.iter().filter(|(_, every)| step % every == 0).map(|(panel, _)| *panel).collect();
        chart.visits.push(visit::add(b, &record, day, progress, &panels));
    }
    for event in story.events {
        event::add(b, &record, event);
        chart.events.push(event);
    }
    for course in story.courses {
        chart.fills.extend(medication::add(b, &record, course));
    }
    plan::add(b, &record);
    (record, chart)
}

/// Adds one more visit with one panel and one fill, for members whose record is to be large.
pub(super) fn add_more(
    b: &mut Builder,
    record: &Record<'_>,
    progress: Progress,
    day: Date,
) -> (Visit, Vec<Fill>) {
    let story = record.member.story;
    let (panel, _) = story.panels[b.rng.gen_range(0..story.panels.len())];
    let visit = visit::add(b, record, day, progress, &[panel]);
    let course = &story.courses[b.rng.gen_range(0..story.courses.len())];
    let fills = medication::add_since(b, record, course, day, 1);
    (visit, fills)
}
