//! The clinical record as tables.

use billfold::record::{
    Allergy, CarePlan, CareTeam, Coded, Concept, Condition, Dates, Device, DiagnosticReport, Document,
    Encounter, Goal, Immunization, PartialDate, Participant, Procedure, Provenance, Standing, When,
};
use comfy_table::{Cell, Color, Table};

use super::{cell, day, finish, keep_whole, list, not_stated, row, table};

fn text(concept: Option<&Concept>) -> String {
    concept.map(|concept| concept.text.clone()).unwrap_or_default()
}

fn texts(concepts: &[Concept]) -> String {
    concepts.iter().map(|concept| concept.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn status(status: Option<&Coded>) -> String {
    status.map(|status| status.text.clone()).unwrap_or_default()
}

fn on(date: Option<&PartialDate>) -> String {
    day(date.map(PartialDate::as_str))
}

/// From when to when, as precise as it is stated.
fn span(dates: Option<&Dates>) -> String {
    let Some(Dates { start, end }) = dates else { return not_stated() };
    let day = |date: &Option<PartialDate>| date.as_ref().map_or("…".to_owned(), |date| on(Some(date)));
    if start == end { day(start) } else { format!("{} –\n{}", day(start), day(end)) }
}

/// The first day, or the payer's words where there is none.
pub(super) fn since(when: Option<&When>) -> Option<String> {
    let when = when?;
    when.first().map(|date| on(Some(date))).or_else(|| when.words.clone())
}

/// Cells of what is over or does not hold are dim.
fn standing(standing: Standing, text: &str) -> Cell {
    match standing {
        Standing::Active | Standing::Unknown => cell(text),
        Standing::Inactive | Standing::Refuted => cell(text).fg(Color::DarkGrey),
    }
}

fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => "active",
        Standing::Inactive => "over",
        Standing::Refuted => "refuted",
        Standing::Unknown => "not stated",
    }
}

fn dated(table: &mut Table) {
    keep_whole(table, &[0]);
}

/// The conditions.
pub fn conditions(conditions: &[Condition]) -> String {
    let mut table = list(&["Since", "Condition", "Standing", "Severity", "Payer"]);
    for one in conditions {
        let ended = since(one.abatement.as_ref()).map(|end| format!(" ({end})")).unwrap_or_default();
        let cells = [
            since(one.onset.as_ref()).unwrap_or_else(|| on(one.recorded.as_ref())),
            one.name.text.clone(),
            format!("{}{ended}", standing_word(one.standing)),
            text(one.severity.as_ref()),
            one.origin.payer_name.clone(),
        ];
        table.add_row(cells.iter().map(|text| standing(one.standing, text)));
    }
    dated(&mut table);
    finish(&table)
}

/// The allergies.
pub fn allergies(allergies: &[Allergy]) -> String {
    let mut table = list(&["Allergy", "Reactions", "Criticality", "Standing", "Payer"]);
    for one in allergies {
        let reactions = one.reactions.iter().map(|reaction| {
            let what = reaction.manifestations.iter().map(|found| found.text.as_str()).collect::<Vec<_>>();
            let severity = reaction
                .severity
                .as_ref()
                .map(|severity| format!(" ({})", severity.text))
                .unwrap_or_default();
            format!("{}{severity}", what.join(", "))
        });
        let mut cells = [
            one.name.text.clone(),
            reactions.collect::<Vec<_>>().join("\n"),
            status(one.criticality.as_ref()),
            standing_word(one.standing).to_owned(),
            one.origin.payer_name.clone(),
        ]
        .map(|text| standing(one.standing, &text));
        if one.criticality.as_ref().is_some_and(|criticality| criticality.is("high")) {
            cells[2] = cell(&status(one.criticality.as_ref())).fg(Color::Red);
        }
        table.add_row(cells);
    }
    finish(&table)
}

/// The immunizations.
pub fn immunizations(immunizations: &[Immunization]) -> String {
    let mut table = list(&["Date", "Vaccine", "Dose", "Lot", "Where", "Payer"]);
    for one in immunizations {
        let dose = if one.not_done {
            let why = text(one.status_reason.as_ref());
            if why.is_empty() { "not given".to_owned() } else { format!("not given: {why}") }
        } else {
            one.dose_number.clone().unwrap_or_default()
        };
        row(
            &mut table,
            [
                since(one.occurred.as_ref()).unwrap_or_else(not_stated),
                one.vaccine.text.clone(),
                dose,
                one.lot_number.clone().unwrap_or_default(),
                one.location.clone().or_else(|| one.performers.first().cloned()).unwrap_or_default(),
                one.origin.payer_name.clone(),
            ],
        );
    }
    dated(&mut table);
    finish(&table)
}

/// The diagnostic reports.
pub fn reports(reports: &[DiagnosticReport]) -> String {
    let mut table = table(&["Date", "Report", "Results", "Conclusion", "Payer"]);
    for one in reports {
        let results = one.results.iter().map(|result| {
            let value = result.value.as_ref().map(|value| format!(": {}", value.text)).unwrap_or_default();
            format!("{}{value}", result.name.text)
        });
        let missing = one.missing_results.iter().map(|name| format!("{name}: not in the wallet"));
        row(
            &mut table,
            [
                since(one.effective.as_ref()).unwrap_or_else(|| on(one.issued.as_ref())),
                one.name.text.clone(),
                results.chain(missing).collect::<Vec<_>>().join("\n"),
                one.conclusion.clone().unwrap_or_default(),
                one.origin.payer_name.clone(),
            ],
        );
    }
    dated(&mut table);
    finish(&table)
}

fn people(participants: &[Participant]) -> String {
    participants.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join("\n")
}

/// The procedures.
pub fn procedures(procedures: &[Procedure]) -> String {
    let mut table = list(&["Date", "Procedure", "Status", "By", "Why", "Payer"]);
    for one in procedures {
        let reason = one.status_reason.as_ref().filter(|_| one.not_done);
        let reason = reason.map(|reason| format!(": {}", reason.text)).unwrap_or_default();
        row(
            &mut table,
            [
                since(one.performed.as_ref()).unwrap_or_else(not_stated),
                one.name.text.clone(),
                format!("{}{reason}", status(one.status.as_ref())),
                people(&one.performers),
                one.reasons.join("\n"),
                one.origin.payer_name.clone(),
            ],
        );
    }
    dated(&mut table);
    finish(&table)
}

/// The visits and stays.
pub fn encounters(encounters: &[Encounter]) -> String {
    let mut table = list(&["When", "Visit", "Setting", "Where", "Why", "Payer"]);
    for one in encounters {
        let place = one.service_provider.clone().into_iter().chain(one.locations.clone());
        let why = one.reasons.iter().chain(&one.diagnoses).cloned();
        row(
            &mut table,
            [
                span(one.period.as_ref()),
                one.name.clone(),
                text(one.setting.as_ref()),
                place.collect::<Vec<_>>().join("\n"),
                why.collect::<Vec<_>>().join("\n"),
                one.origin.payer_name.clone(),
            ],
        );
    }
    dated(&mut table);
    finish(&table)
}

/// The documents.
pub fn documents(documents: &[Document]) -> String {
    let mut table = list(&["Date", "Document", "Status", "By", "Content", "Record"]);
    for one in documents {
        let content = one.attachments.iter().filter_map(|one| one.content_type.clone());
        row(
            &mut table,
            [
                on(one.date.as_ref()),
                one.title.clone(),
                status(one.document_status.as_ref().or(one.status.as_ref())),
                one.authors.join("\n"),
                content.collect::<Vec<_>>().join("\n"),
                one.origin.reference.to_text(),
            ],
        );
    }
    dated(&mut table);
    finish(&table)
}

/// The care teams.
pub fn care_teams(teams: &[CareTeam]) -> String {
    let mut table = table(&["Team", "Status", "Members", "Payer"]);
    for one in teams {
        let members = one.members.iter().map(|member| {
            let roles: Vec<&str> = member.roles.iter().map(|role| role.text.as_str()).collect();
            let name = member.name.clone().or_else(|| member.on_behalf_of.clone()).unwrap_or_else(not_stated);
            if roles.is_empty() { name } else { format!("{name} ({})", roles.join(", ")) }
        });
        row(
            &mut table,
            [
                one.name.clone(),
                status(one.status.as_ref()),
                members.collect::<Vec<_>>().join("\n"),
                one.origin.payer_name.clone(),
            ],
        );
    }
    finish(&table)
}

/// The care plans.
pub fn care_plans(plans: &[CarePlan]) -> String {
    let mut table = table(&["When", "Plan", "Status", "For", "Activities", "Payer"]);
    for one in plans {
        let activities = one.activities.iter().map(|activity| {
            let status = status(activity.status.as_ref());
            if status.is_empty() { activity.text.clone() } else { format!("{} ({status})", activity.text) }
        });
        row(
            &mut table,
            [
                span(one.period.as_ref()),
                one.title.clone(),
                status(one.status.as_ref()),
                one.addresses.join("\n"),
                activities.collect::<Vec<_>>().join("\n"),
                one.origin.payer_name.clone(),
            ],
        );
    }
    dated(&mut table);
    finish(&table)
}

/// The goals.
pub fn goals(goals: &[Goal]) -> String {
    let mut table = list(&["Since", "Goal", "Status", "Achievement", "Target", "Payer"]);
    for one in goals {
        let targets = one.targets.iter().map(|target| {
            let due = since(target.due.as_ref()).map(|due| format!("by {due}"));
            target.detail.clone().into_iter().chain(due).collect::<Vec<_>>().join(" ")
        });
        row(
            &mut table,
            [
                since(one.start.as_ref()).unwrap_or_else(|| on(one.status_date.as_ref())),
                one.description.text.clone(),
                status(one.lifecycle_status.as_ref()),
                text(one.achievement.as_ref()),
                targets.collect::<Vec<_>>().join("\n"),
                one.origin.payer_name.clone(),
            ],
        );
    }
    dated(&mut table);
    finish(&table)
}

/// The devices.
pub fn devices(devices: &[Device]) -> String {
    let mut table = list(&["Device", "Kind", "Manufacturer", "Serial or lot", "Expires", "Payer"]);
    for one in devices {
        let number = one.serial_number.clone().or_else(|| one.lot_number.clone());
        row(
            &mut table,
            [
                one.name.clone(),
                text(one.kind.as_ref()),
                one.manufacturer.clone().unwrap_or_default(),
                number.unwrap_or_default(),
                on(one.expires.as_ref()),
                one.origin.payer_name.clone(),
            ],
        );
    }
    finish(&table)
}

/// How results are judged, where they are.
pub(super) fn judged(interpretations: &[Concept]) -> String {
    texts(interpretations)
}

/// Who wrote a record, who passed it on and when.
pub fn provenance(told: &[Provenance]) -> String {
    let mut table = table(&["Recorded", "Who", "Part", "For", "Made from", "Payer"]);
    for one in told {
        let each = |said: &dyn Fn(&billfold::record::ProvenanceAgent) -> Option<String>| {
            let lines = one.agents.iter().map(|agent| said(agent).unwrap_or_else(not_stated));
            lines.collect::<Vec<_>>().join("\n")
        };
        row(
            &mut table,
            [
                on(one.recorded.as_ref()),
                each(&|agent| agent.name.clone()),
                each(&|agent| agent.role.as_ref().map(|role| role.text.clone())),
                each(&|agent| agent.on_behalf_of.clone()),
                texts(&one.source_formats),
                one.origin.payer_name.clone(),
            ],
        );
    }
    dated(&mut table);
    finish(&table)
}
