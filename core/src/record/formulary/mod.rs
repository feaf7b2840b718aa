//! A drug on a plan's drug list: its tier, what must be asked for first, and what it costs where.
//!
//! Source: Da Vinci PDex US Drug Formulary. STU1: `MedicationKnowledge` is a drug on the list of one plan, whose `List` has
//! the costs. STU2: `Basic` puts a `MedicationKnowledge` on a formulary, and the `InsurancePlan`s that use the formulary
//! have the costs.

mod plan;

pub use plan::{CostSharing, FormularyPlan};
pub(crate) use plan::{Plans, plans_of_coverage};

use crate::record::clinical::Concept;
use crate::record::json::{Resolve, Value, each, has_code, label, referenced, text};
use crate::record::money::decimal;
use crate::record::{Dates, Origin, Quantity, labels};

/// A drug on a drug list.
#[derive(Clone, PartialEq, Eq)]
pub struct FormularyDrug {
    /// Where it comes from.
    pub origin: Origin,
    /// The drug.
    pub drug: Option<Concept>,
    /// FHIR status of the entry: `active` where it is on the list.
    pub status: Option<String>,
    /// Tier.
    pub tier: Option<Concept>,
    /// Whether the plan must be asked before.
    pub prior_authorization: Option<bool>,
    /// Whether that is so for those only who begin to take it.
    pub prior_authorization_new_starts_only: Option<bool>,
    /// Whether other drugs must be tried before.
    pub step_therapy: Option<bool>,
    /// Whether that is so for those only who begin to take it.
    pub step_therapy_new_starts_only: Option<bool>,
    /// Whether the amount is limited.
    pub quantity_limit: Option<bool>,
    /// How much may be had, in words.
    pub quantity_limits: Vec<String>,
    /// When it is on the list.
    pub available: Option<Dates>,
    /// Types of pharmacies at which it is covered, where the list says so (STU2).
    pub pharmacies: Vec<Concept>,
    /// Other drugs that the list names in its place.
    pub alternatives: Vec<String>,
    /// The plans whose list it is, with what the drug costs there.
    pub plans: Vec<FormularyPlan>,
}

crate::secret::opaque_debug!(FormularyDrug);

impl FormularyDrug {
    /// Reads a `MedicationKnowledge` of STU1 or a `Basic` of STU2. `None` for one that puts no drug on a list.
    pub(crate) fn read(
        origin: Origin,
        entry: &Value<'_>,
        resolve: &dyn Resolve,
        plans: &Plans<'_>,
    ) -> Option<Self> {
        let subject = referenced(&entry["subject"], entry, resolve);
        let drug = match entry["resourceType"].as_str()? {
            // In STU2 the drug itself says nothing of a list.
            "MedicationKnowledge"
                if extension(entry, "DrugTierID").is_some() || extension(entry, "PlanID").is_some() =>
            {
                Concept::read(&entry["code"])
            }
            "Basic" if has_code(&entry["code"], "formulary-item") => {
                subject.as_ref().and_then(|drug| Concept::read(&drug["code"])).or_else(|| {
                    text(&entry["subject"]["display"]).map(|name| Concept::named(&Value::Null, &name))
                })
            }
            _ => return None,
        };
        let flag = |name| extension(entry, name).and_then(|extension| extension["valueBoolean"].as_bool());
        let concept = |name| {
            extension(entry, name).and_then(|extension| Concept::read(&extension["valueCodeableConcept"]))
        };
        let tier = extension(entry, "DrugTierID").map(|extension| &extension["valueCodeableConcept"]);
        let of = |extension: &Value<'_>| Concept::read(&extension["valueCodeableConcept"]);
        Some(Self {
            status: extension(entry, "AvailabilityStatus")
                .and_then(|extension| text(&extension["valueCode"]))
                .or_else(|| text(&entry["status"])),
            tier: concept("DrugTierID"),
            prior_authorization: flag("PriorAuthorization"),
            prior_authorization_new_starts_only: flag("PriorAuthorizationNewStartsOnly"),
            step_therapy: flag("StepTherapyLimit"),
            step_therapy_new_starts_only: flag("StepTherapyLimitNewStartsOnly"),
            quantity_limit: flag("QuantityLimit"),
            quantity_limits: extension(entry, "QuantityLimitDetail").map(quantity_limits).unwrap_or_default(),
            available: extension(entry, "AvailabilityPeriod")
                .and_then(|extension| Dates::read(&extension["valuePeriod"])),
            pharmacies: extensions(entry, "PharmacyBenefitType").filter_map(of).collect(),
            alternatives: extensions(entry, "DrugAlternatives")
                .filter_map(|extension| {
                    let reference = &extension["valueReference"];
                    text(&reference["display"]).or_else(|| {
                        referenced(reference, entry, resolve).and_then(|drug| label(&drug["code"]))
                    })
                })
                .collect(),
            plans: plans.of(entry, tier.unwrap_or(&Value::Null), resolve),
            drug,
            origin,
        })
    }
}

/// The limits of an amount: of a period, of a day, of the days that are supplied.
fn quantity_limits(detail: &Value<'_>) -> Vec<String> {
    each(&detail["extension"])
        .filter_map(|limit| {
            let what = match limit["url"].as_str()? {
                "Rolling" => labels::words::ROLLING_LIMIT,
                "MaximumDaily" => labels::words::MAXIMUM_DAILY,
                "DaysSupply" => labels::words::DAYS_SUPPLY_LIMIT,
                _ => return None,
            };
            let daily = Quantity::read(&limit["valueQuantity"]).map(|quantity| quantity.to_text());
            Some(format!("{what}: {}", daily.or_else(|| how_often(&limit["valueTiming"]["repeat"]))?))
        })
        .collect()
}

/// As `60 in 30 d`, with for how long where that is said.
fn how_often(repeat: &Value<'_>) -> Option<String> {
    let count = decimal(&repeat["count"])?;
    let period = decimal(&repeat["period"]).zip(text(&repeat["periodUnit"]));
    let bounds = Quantity::read(&repeat["boundsDuration"]);
    let (within, during) = (labels::words::LIMIT_IN, labels::words::LIMIT_FOR);
    let every = period.map(|(period, unit)| format!(" {within} {period} {unit}")).unwrap_or_default();
    let long = bounds.map(|bounds| format!(", {during} {}", bounds.to_text())).unwrap_or_default();
    Some(format!("{count}{every}{long}"))
}

/// The extension of this short name, as `usdf-{name}-extension`.
fn extension<'a>(element: &'a Value<'a>, name: &'a str) -> Option<&'a Value<'a>> {
    extensions(element, name).next()
}

fn extensions<'a>(element: &'a Value<'a>, name: &'a str) -> impl Iterator<Item = &'a Value<'a>> {
    each(&element["extension"]).filter(move |extension| {
        let url = extension["url"].as_str().and_then(|url| url.rsplit('/').next());
        url.and_then(|url| url.strip_prefix("usdf-")?.strip_suffix("-extension")) == Some(name)
    })
}

/// A part of a complex extension; `null` where it is not there.
fn part<'a>(extension: &'a Value<'a>, name: &str) -> &'a Value<'a> {
    each(&extension["extension"]).find(|part| part["url"] == name).unwrap_or(&Value::Null)
}
