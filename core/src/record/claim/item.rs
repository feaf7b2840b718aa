//! The lines of a claim.

use super::decision::Reasons;
use super::figures::{Amounts, FigureKind, NamedFigure, is};
use crate::record::json::{Value, each, label, says_absent, text};
use crate::record::money::decimal;
use crate::record::{Dates, Money, PartialDate, Quantity, labels};
use rust_decimal::Decimal;

/// One line of a claim.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimItem {
    /// Number of the line.
    pub sequence: Option<String>,
    /// What was done or given; what the revenue code says, where there is no more.
    pub description: Option<String>,
    /// What was done or given, as a code with its system's short name, such as `CPT 99213`.
    pub service_code: Option<String>,
    /// The hospital's department or service, by its revenue code.
    pub revenue: Option<String>,
    /// What it was a part of, such as `Medical care`.
    pub category: Option<String>,
    /// How much.
    pub quantity: Option<Quantity>,
    /// What modifies the service code.
    pub modifiers: Vec<String>,
    /// Where it was done.
    pub place: Option<String>,
    /// Tooth, quadrant, or another site of the body.
    pub body_site: Option<String>,
    /// Surfaces of the tooth, or other parts of the site.
    pub sub_sites: Vec<String>,
    /// First day of service.
    pub service_start: Option<PartialDate>,
    /// Last day of service.
    pub service_end: Option<PartialDate>,
    /// Charged by the provider.
    pub charged: Option<Money>,
    /// Allowed by the plan.
    pub allowed: Option<Money>,
    /// Paid by the plan.
    pub plan_paid: Option<Money>,
    /// Owed by the member.
    pub member_owes: Option<Money>,
    /// What of it counts to the deductible.
    pub deductible: Option<Money>,
    /// What of it is a copay.
    pub copay: Option<Money>,
    /// What of it is coinsurance.
    pub coinsurance: Option<Money>,
    /// Not covered by the plan.
    pub not_covered: Option<Money>,
    /// Amounts under any other name.
    pub other_figures: Vec<NamedFigure>,
    /// How many units the plan allowed.
    pub allowed_units: Option<Decimal>,
    /// Why the payer did not pay the line.
    pub denial_reasons: Vec<String>,
    /// Why amounts were adjusted.
    pub adjustment_reasons: Vec<String>,
    /// What it is made of, such as the drugs of a compound.
    pub details: Vec<ClaimItemDetail>,
}

/// A part of a line.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimItemDetail {
    /// What it is.
    pub description: String,
    /// How much.
    pub quantity: Option<Quantity>,
}

/// When a line's service was given.
pub(super) fn serviced(item: &Value<'_>) -> Dates {
    Dates::read(&item["servicedPeriod"]).or_else(|| Dates::read(&item["servicedDate"])).unwrap_or_default()
}

impl ClaimItem {
    pub(in crate::record) fn read(item: &Value<'_>) -> Self {
        Self::with(item, Amounts::of_line(item))
    }

    /// Reads a line whose amounts have been read.
    pub(super) fn with(item: &Value<'_>, amounts: Amounts) -> Self {
        let figure = |kind| amounts.figure(kind).cloned();
        let Dates { start, end } = serviced(item);
        let reasons = Reasons::of_line(item);
        let (service, revenue) = (service(item), label(&item["revenue"]));
        Self {
            sequence: decimal(&item["sequence"]).map(|number| number.to_string()),
            description: service.or_else(|| revenue.clone()),
            service_code: code(&item["productOrService"]),
            revenue,
            category: label(&item["category"]),
            quantity: Quantity::read(&item["quantity"]),
            modifiers: each(&item["modifier"]).filter_map(label).collect(),
            place: place(item),
            body_site: label(&item["bodySite"]),
            sub_sites: each(&item["subSite"]).filter_map(label).collect(),
            service_start: start,
            service_end: end,
            charged: figure(FigureKind::Charged),
            allowed: figure(FigureKind::Allowed),
            plan_paid: figure(FigureKind::PlanPaid),
            member_owes: figure(FigureKind::MemberOwes),
            deductible: figure(FigureKind::Deductible),
            copay: figure(FigureKind::Copay),
            coinsurance: figure(FigureKind::Coinsurance),
            not_covered: figure(FigureKind::NotCovered),
            other_figures: amounts.others(),
            allowed_units: units(item, "allowedunits"),
            denial_reasons: reasons.said(&["denialreason", "rejectreason"]),
            adjustment_reasons: reasons.said(&["adjustmentreason"]),
            details: each(&item["detail"]).filter_map(detail).collect(),
        }
    }
}

/// A code with its system's short name, for who has to look it up.
pub(super) fn code(concept: &Value<'_>) -> Option<String> {
    let coding =
        each(&concept["coding"]).find(|coding| !says_absent(coding) && coding["code"].is_string())?;
    let code = text(&coding["code"])?;
    let system = coding["system"].as_str().and_then(labels::system_name);
    Some(system.map_or_else(|| code.clone(), |name| format!("{name} {code}")))
}

/// What was done. Facilities write there, as a code, that it does not apply.
fn service(item: &Value<'_>) -> Option<String> {
    let concept = &item["productOrService"];
    let is_stated = text(&concept["text"]).is_some() || !each(&concept["coding"]).all(says_absent);
    label(concept).filter(|_| is_stated)
}

/// How many units of a line an adjudication of this category states.
pub(in crate::record) fn units(item: &Value<'_>, category: &str) -> Option<Decimal> {
    // Hardly an adjudication has a value that is no amount of money: it is looked at first.
    each(&item["adjudication"])
        .filter(|element| element["value"] != Value::Null && is(&element["category"], category))
        .find_map(|element| decimal(&element["value"]))
}

fn place(item: &Value<'_>) -> Option<String> {
    let state = || text(&item["locationAddress"]["state"]);
    label(&item["locationCodeableConcept"]).or_else(state)
}

fn detail(detail: &Value<'_>) -> Option<ClaimItemDetail> {
    Some(ClaimItemDetail {
        description: label(&detail["productOrService"]).or_else(|| label(&detail["revenue"]))?,
        quantity: Quantity::read(&detail["quantity"]),
    })
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;

    #[test]
    fn a_line_says_all_that_it_is() {
        let item = ClaimItem::read(&json!({
            "sequence": 2,
            "productOrService": {"coding": [{"system": "http://www.ada.org/cdt", "code": "D0220", "display": "Radiograph"}]},
            "quantity": {"value": 2, "unit": "services"},
            "modifier": [{"coding": [{"code": "A1"}]}],
            "bodySite": {"coding": [{"display": "Upper right quadrant"}]},
            "subSite": {"coding": [{"code": "I"}]},
            "servicedDate": "2021-10-28",
            "net": {"value": 30},
            "adjudication": [{"category": {"coding": [{"code": "allowedunits"}]}, "value": 1}],
            "detail": [{"productOrService": {"text": "Film"}, "quantity": {"value": 1}}, {}],
        }));
        assert_eq!((item.sequence.as_deref(), item.description.as_deref()), (Some("2"), Some("Radiograph")));
        assert_eq!(
            (item.service_code.as_deref(), item.quantity.unwrap().to_text().as_str()),
            (Some("CDT D0220"), "2 services")
        );
        assert_eq!(
            (item.modifiers.as_slice(), item.sub_sites.as_slice()),
            (["A1".to_owned()].as_slice(), ["I".to_owned()].as_slice())
        );
        assert_eq!(item.service_start, item.service_end);
        assert_eq!(item.charged.unwrap().amount.to_string(), "30");
        assert!(item.plan_paid.is_none() && item.details.len() == 1);
        assert_eq!(item.allowed_units.unwrap().to_string(), "1");
    }

    #[test]
    fn a_product_that_is_not_stated_is_described_by_its_revenue_code() {
        let absent = json!({"coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "not-applicable", "display": "Not Applicable"}]});
        let item =
            ClaimItem::read(&json!({"productOrService": absent, "revenue": {"coding": [{"code": "0324"}]}}));
        assert_eq!((item.description.as_deref(), item.service_code), (Some("0324"), None));
    }
}
