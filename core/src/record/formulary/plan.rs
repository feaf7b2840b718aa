//! The plans whose drug lists they are, and what drugs cost there.

use rust_decimal::Decimal;
use time::Date;

use super::{extension, extensions, part};
use crate::record::card::{ContactChannel, PayerContact, contacts};
use crate::record::clinical::Concept;
use crate::record::json::{Resolve, Value, codes, each, has_code, referenced_name, text};
use crate::record::money::decimal;
use crate::record::{Dates, Money, labels};

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
    /// FHIR status of the plan: `active`, or `current` in STU1, where it is offered.
    pub status: Option<String>,
    /// Kinds of plan, such as `Medicare Advantage`.
    pub kinds: Vec<Concept>,
    /// When it is offered.
    pub period: Option<Dates>,
    /// Where it is offered.
    pub areas: Vec<String>,
    /// Its networks of pharmacies.
    pub networks: Vec<String>,
    /// How it is reached, and where its summary and its whole drug list are on the web.
    pub contacts: Vec<PayerContact>,
    /// Whether drugs of this tier come by mail.
    pub mail_order: Option<bool>,
    /// What the drug costs by type of pharmacy.
    pub costs: Vec<CostSharing>,
    /// Whether a `Coverage` of the member that is in force names this plan.
    pub is_mine: bool,
}

crate::secret::opaque_debug!(CostSharing, FormularyPlan);

/// The plans of a payer, whole: a drug is on the lists of some of them.
pub(crate) struct Plans<'a> {
    /// `List` (STU1) and `InsurancePlan` (STU2) resources, with their types and ids.
    pub(crate) all: Vec<(String, Value<'a>)>,
    /// Ids and names of the plans that the member's coverages in force name.
    pub(crate) mine: Vec<String>,
}

impl Plans<'_> {
    /// The plans that have this entry on their list.
    pub(super) fn of(
        &self,
        entry: &Value<'_>,
        tier: &Value<'_>,
        resolve: &dyn Resolve,
    ) -> Vec<FormularyPlan> {
        // STU1: by the plan's id.
        let ids = extensions(entry, "PlanID").filter_map(|extension| text(&extension["valueString"]));
        let mut found: Vec<FormularyPlan> = ids
            .map(|id| {
                let list = self.all.iter().find(|(reference, plan)| {
                    reference.starts_with("List/")
                        && each(&plan["identifier"]).any(|identifier| identifier["value"] == id.as_str())
                });
                let list = list.map_or(&Value::Null, |(_, list)| list);
                let is_mine = self.is_mine(list, &id);
                FormularyPlan { id: Some(id), is_mine, ..FormularyPlan::of_list(list, tier) }
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
            let read = FormularyPlan::of_insurance_plan(plan, tier, resolve);
            let is_mine = self.is_mine(plan, read.id.as_deref().unwrap_or_default());
            found.push(FormularyPlan { is_mine, ..read });
        }
        if found.is_empty() {
            // Plans that are not there leave the name of the list itself.
            let list = self.all.iter().find(|(reference, _)| reference == formulary).map(|(_, list)| list);
            found.extend(list.map(|list| FormularyPlan::of_insurance_plan(list, tier, resolve)));
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

impl FormularyPlan {
    /// Reads a plan of STU1 with the costs of a tier: a `List`.
    pub(in crate::record) fn of_list(list: &Value<'_>, tier: &Value<'_>) -> Self {
        let definition = tier_of(list, tier);
        Self {
            id: each(&list["identifier"]).find_map(|identifier| text(&identifier["value"])),
            name: text(&list["title"]),
            status: text(&list["status"]),
            kinds: Concept::read(&list["code"]).into_iter().collect(),
            period: None,
            areas: Vec::new(),
            networks: extensions(list, "Network").filter_map(|name| text(&name["valueString"])).collect(),
            contacts: contacts_of_list(list),
            mail_order: definition
                .and_then(|definition| part(definition, "mailOrder")["valueBoolean"].as_bool()),
            costs: definition.map(costs_of_list).unwrap_or_default(),
            is_mine: false,
        }
    }

    /// Reads a plan, or a list without plans, of STU2 with the costs of a tier: an `InsurancePlan`.
    pub(in crate::record) fn of_insurance_plan(
        plan: &Value<'_>,
        tier: &Value<'_>,
        resolve: &dyn Resolve,
    ) -> Self {
        let names = |references: &Value<'_>| {
            each(references).filter_map(|reference| referenced_name(reference, plan, resolve)).collect()
        };
        Self {
            id: each(&plan["identifier"]).find_map(|identifier| text(&identifier["value"])),
            name: text(&plan["name"]),
            status: text(&plan["status"]),
            kinds: each(&plan["type"]).filter_map(Concept::read).collect(),
            period: Dates::read(&plan["period"]),
            areas: names(&plan["coverageArea"]),
            networks: names(&plan["network"]),
            contacts: contacts(plan),
            mail_order: None,
            costs: costs_of_plan(plan, tier),
            is_mine: false,
        }
    }
}

/// The addresses that a plan of STU1 has in extensions, by the purposes that STU2 has for them.
fn contacts_of_list(list: &Value<'_>) -> Vec<PayerContact> {
    let addresses = [
        ("EmailPlanContact", None),
        ("MarketingURL", Some("MARKETING")),
        ("SummaryURL", Some("SUMMARY")),
        ("FormularyURL", Some("FORMULARY")),
    ];
    let contact = |(name, purpose): (&'static str, Option<&str>)| {
        let address = text(&extension(list, name)?["valueUrl"])?;
        let (channel, value) = match address.strip_prefix("mailto:") {
            Some(mailbox) => (ContactChannel::Email, mailbox.to_owned()),
            None => (ContactChannel::Web, address),
        };
        let purpose = purpose.and_then(|code| labels::label("usdf-PlanContactTypeCS", code));
        Some(PayerContact { purpose: purpose.map(str::to_owned), channel, value })
    };
    addresses.into_iter().filter_map(contact).collect()
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
