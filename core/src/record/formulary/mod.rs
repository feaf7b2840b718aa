//! A drug on a plan's drug list: its tier, what must be asked for first, and what it costs where.
//!
//! Source: Da Vinci PDex US Drug Formulary. STU1: `MedicationKnowledge` is a drug on the list of one plan, whose `List` has
//! the costs. STU2: `Basic` puts a `MedicationKnowledge` on a formulary, and the `InsurancePlan`s that use the formulary
//! have the costs.

use rust_decimal::Decimal;
use time::Date;

use crate::record::clinical::Concept;
use crate::record::json::{Resolve, Value, codes, each, has_code, label, referenced, text};
use crate::record::money::decimal;
use crate::record::{Dates, Money, Origin, Quantity, labels};

/// What a drug costs at one type of pharmacy.
#[derive(Clone, PartialEq, Eq)]
pub struct CostSharing {
    /// Type of pharmacy, with the supply that it gives, such as `1 month in network retail`.
    pub pharmacy: Option<Concept>,
    /// Copay.
    pub copay: Option<Money>,
    /// When the copay is due, such as `After Deductible`.
    pub copay_option: Option<Concept>,
    /// Coinsurance in percent of what the plan allows.
    pub coinsurance_percent: Option<Decimal>,
    /// When the coinsurance is due.
    pub coinsurance_option: Option<Concept>,
}

/// A plan whose drug list it is.
#[derive(Clone, PartialEq, Eq)]
pub struct FormularyPlan {
    /// The plan's id, such as a HIOS plan id.
    pub id: Option<String>,
    /// The plan's name.
    pub name: Option<String>,
    /// Whether drugs of this tier come by mail.
    pub mail_order: Option<bool>,
    /// What the drug costs by type of pharmacy.
    pub costs: Vec<CostSharing>,
    /// Whether a `Coverage` of the member that is in force names this plan.
    pub is_mine: bool,
}

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

crate::secret::opaque_debug!(CostSharing, FormularyPlan, FormularyDrug);

/// The plans of a payer, whole: a drug is on the lists of some of them.
pub(crate) struct Plans<'a> {
    /// `List` (STU1) and `InsurancePlan` (STU2) resources, with their types and ids.
    pub(crate) all: Vec<(String, Value<'a>)>,
    /// Ids and names of the plans that the member's coverages in force name.
    pub(crate) mine: Vec<String>,
}

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
            plans: plans.of(entry, tier.unwrap_or(&Value::Null)),
            drug,
            origin,
        })
    }
}

impl Plans<'_> {
    /// The plans that have this entry on their list.
    fn of(&self, entry: &Value<'_>, tier: &Value<'_>) -> Vec<FormularyPlan> {
        // STU1: by the plan's id.
        let ids = extensions(entry, "PlanID").filter_map(|extension| text(&extension["valueString"]));
        let mut found: Vec<FormularyPlan> = ids
            .map(|id| {
                let list = self.all.iter().find(|(reference, plan)| {
                    reference.starts_with("List/")
                        && each(&plan["identifier"]).any(|identifier| identifier["value"] == id.as_str())
                });
                let list = list.map_or(&Value::Null, |(_, list)| list);
                FormularyPlan {
                    name: text(&list["title"]),
                    mail_order: tier_of(list, tier)
                        .and_then(|tier| part(tier, "mailOrder")["valueBoolean"].as_bool()),
                    costs: tier_of(list, tier).map(costs_of_list).unwrap_or_default(),
                    is_mine: self.is_mine(list, &id),
                    id: Some(id),
                }
            })
            .collect();
        // STU2: by the formulary, which plans name as the list that they use.
        let formulary = extension(entry, "FormularyReference");
        let Some(formulary) =
            formulary.and_then(|extension| extension["valueReference"]["reference"].as_str())
        else {
            return found;
        };
        let uses = |plan: &Value<'_>| {
            each(&plan["coverage"])
                .flat_map(|coverage| extensions(coverage, "FormularyReference"))
                .any(|extension| extension["valueReference"]["reference"] == formulary)
        };
        for (_, plan) in self.all.iter().filter(|(_, plan)| uses(plan)) {
            let id = each(&plan["identifier"]).find_map(|identifier| text(&identifier["value"]));
            found.push(FormularyPlan {
                name: text(&plan["name"]),
                mail_order: None,
                costs: costs_of_plan(plan, tier),
                is_mine: self.is_mine(plan, id.as_deref().unwrap_or_default()),
                id,
            });
        }
        if found.is_empty() {
            // Plans that are not there leave the name of the list itself.
            let list = self.all.iter().find(|(reference, _)| reference == formulary).map(|(_, list)| list);
            found.extend(list.map(|list| FormularyPlan {
                id: each(&list["identifier"]).find_map(|identifier| text(&identifier["value"])),
                name: text(&list["name"]),
                mail_order: None,
                costs: Vec::new(),
                is_mine: false,
            }));
        }
        found
    }

    fn is_mine(&self, plan: &Value<'_>, id: &str) -> bool {
        let names = [&plan["title"], &plan["name"]].into_iter().filter_map(text);
        let ids = each(&plan["identifier"]).filter_map(|identifier| text(&identifier["value"]));
        names
            .chain(ids)
            .chain(Some(id.to_owned()).filter(|id| !id.is_empty()))
            .any(|known| self.mine.contains(&known))
    }
}

/// The ids and names by which a Coverage that is in force names its plan.
pub(crate) fn plans_of_coverage(coverage: &Value<'_>, today: Date) -> impl Iterator<Item = String> {
    let period = Dates::read(&coverage["period"]).unwrap_or_default();
    let in_force = coverage["status"].as_str().is_none_or(|status| status == "active")
        && period.start.is_none_or(|start| start.first_day() <= today)
        && period.end.is_none_or(|end| end.last_day() >= today);
    each(&coverage["class"])
        .filter(move |_| in_force)
        .filter(|class| has_code(&class["type"], "plan"))
        .flat_map(|class| [text(&class["value"]), text(&class["name"])])
        .flatten()
}

/// The definition of a tier in a plan's List.
fn tier_of<'a>(list: &'a Value<'a>, tier: &Value<'_>) -> Option<&'a Value<'a>> {
    extensions(list, "DrugTierDefinition").find(|definition| {
        let defined = &part(definition, "drugTierID")["valueCodeableConcept"];
        codes(defined).any(|code| has_code(tier, code))
    })
}

fn costs_of_list(definition: &Value<'_>) -> Vec<CostSharing> {
    let shared = each(&definition["extension"]).filter(|part| part["url"] == "costSharing");
    shared
        .map(|sharing| {
            let concept = |name| Concept::read(&part(sharing, name)["valueCodeableConcept"]);
            let rate = decimal(&part(sharing, "coinsuranceRate")["valueDecimal"]);
            CostSharing {
                pharmacy: concept("pharmacyType"),
                copay: Money::read(&part(sharing, "copayAmount")["valueMoney"]),
                copay_option: concept("copayOption"),
                // A rate: 0.2 is 20 %.
                coinsurance_percent: rate
                    .and_then(|rate| rate.checked_mul(Decimal::ONE_HUNDRED))
                    .map(|rate| rate.normalize()),
                coinsurance_option: concept("coinsuranceOption"),
            }
        })
        .collect()
}

fn costs_of_plan(plan: &Value<'_>, tier: &Value<'_>) -> Vec<CostSharing> {
    let specific = each(&plan["plan"]).flat_map(|plan| each(&plan["specificCost"]));
    specific
        .flat_map(|specific| {
            let of_tier = |benefit: &&Value<'_>| codes(&benefit["type"]).any(|code| has_code(tier, code));
            each(&specific["benefit"]).filter(of_tier).map(|benefit| {
                let cost = |code: &str| {
                    each(&benefit["cost"]).find(|cost| has_code(&cost["type"], code)).unwrap_or(&Value::Null)
                };
                let option = |cost: &Value<'_>| each(&cost["qualifiers"]).find_map(Concept::read);
                CostSharing {
                    pharmacy: Concept::read(&specific["category"]),
                    copay: Money::read(&cost("copay")["value"]),
                    copay_option: option(cost("copay")),
                    coinsurance_percent: decimal(&cost("coinsurance")["value"]["value"]),
                    coinsurance_option: option(cost("coinsurance")),
                }
            })
        })
        .collect()
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
    let every = period.map(|(period, unit)| format!(" in {period} {unit}")).unwrap_or_default();
    let long = bounds.map(|bounds| format!(", for {}", bounds.to_text())).unwrap_or_default();
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
