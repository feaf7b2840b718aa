//! Care plan, care team and goals.

use serde_json::{Value, json};

use super::Record;
use crate::data::Payer;
use crate::data::builder::{Builder, Link, us_core};
use crate::data::carers::Clinician;
use crate::data::system;
use crate::data::value::{Coding, days_ago, period};

/// Adds the member's care plan, the goals it has, and who carries it out.
pub(super) fn add(b: &mut Builder, record: &Record<'_>) {
    let goals: Vec<Link> = record.member.story.goals.iter().map(|goal| add_goal(b, record, goal)).collect();
    let team = add_team(b, record);
    let story = record.member.story;
    let plan = b.link("CarePlan", story.care_plan.display);
    let addresses = record.conditions.first().map(|(_, condition)| json!([b.refer(condition)]));
    let goals = b.payer.offers("Goal").then(|| goals.iter().map(|goal| b.refer(goal)).collect::<Vec<_>>());
    let body = json!({
        "text": {
            "status": "additional",
            "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{}</div>", story.care_plan_text),
        },
        "status": "active",
        "intent": "plan",
        "category": [
            Coding::new("http://hl7.org/fhir/us/core/CodeSystem/careplan-category", "assess-plan", "Assessment and Plan of Treatment").concept(),
            story.care_plan.concept(),
        ],
        "title": story.care_plan.display,
        "description": story.care_plan_text,
        "subject": record.subject(b),
        "period": period(days_ago(340), None),
        "careTeam": [b.refer(&team)],
        "addresses": addresses,
        "goal": goals,
    });
    b.add(&plan, &[us_core("careplan")], days_ago(110), body);
}

fn add_goal(b: &mut Builder, record: &Record<'_>, text: &str) -> Link {
    let goal = b.link("Goal", text);
    let body = json!({
        "lifecycleStatus": "active",
        "achievementStatus": Coding::new(
            "http://terminology.hl7.org/CodeSystem/goal-achievement", "improving", "Improving",
        ).concept(),
        "description": {"text": text},
        "subject": record.subject(b),
        "startDate": days_ago(340).to_string(),
        "target": [{"dueDate": days_ago(-90).to_string()}],
        "expressedBy": b.refer(&record.doctor().practitioner),
    });
    b.add(&goal, &[us_core("goal")], days_ago(330), body);
    goal
}

fn add_team(b: &mut Builder, record: &Record<'_>) -> Link {
    let team = b.link("CareTeam", "Primary care team");
    let mut members = vec![record.doctor()];
    for event in record.member.story.events {
        let clinician = &record.carers.clinicians[event.clinician];
        if !members.iter().any(|member| member.practitioner.id == clinician.practitioner.id) {
            members.push(clinician);
        }
    }
    let participant = |clinician: &Clinician| {
        let member = if b.payer == Payer::BcbsMn { &clinician.role } else { &clinician.practitioner };
        json!({"role": [clinician.taxonomy.concept()], "member": b.refer(member)})
    };
    let mut participants: Vec<Value> = members.into_iter().map(participant).collect();
    participants.push(json!({
        "role": [Coding::new(system::SNOMED, "116154003", "Patient").concept()],
        "member": record.subject(b),
    }));
    let body = json!({
        "status": "active",
        "name": "Primary care team",
        "subject": record.subject(b),
        "period": period(days_ago(900), None),
        "participant": participants,
    });
    b.add(&team, &[us_core("careteam")], days_ago(200), body);
    team
}
