//! What a claim says besides: `supportingInfo`, `benefitBalance`, notes.

use super::figures::{is, is_any};
use crate::record::json::{Resolve, Value, coding_label, each, label, referenced_name, text};
use crate::record::labels::words;
use crate::record::money::decimal;
use crate::record::{Dates, Money, PartialDate, Quantity};
use rust_decimal::Decimal;

/// What a pharmacy's claim says of the prescription.
#[derive(Clone, PartialEq, Eq)]
pub struct PharmacyDetails {
    /// For how many days it lasts.
    pub days_supply: Option<Decimal>,
    /// Which refill it is; 0 is the first fill.
    pub refill_number: Option<Decimal>,
    /// How many refills were prescribed.
    pub refills_authorized: Option<Decimal>,
    /// Whether another product may be given (NCPDP dispense as written).
    pub dispensed_as_written: Option<String>,
    /// Whether it is a brand or a generic.
    pub brand_or_generic: Option<String>,
    /// Whether it was compounded.
    pub compound: Option<String>,
    /// How the prescription came to the pharmacy.
    pub prescription_origin: Option<String>,
}

/// Anything else that the payer says of a claim.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimInformation {
    /// What it is, such as `Discharge status`.
    pub label: String,
    /// What it says.
    pub value: String,
}

/// What is left of a benefit, as the payer states it on a claim.
#[derive(Clone, PartialEq, Eq)]
pub struct BenefitBalance {
    /// The benefit, such as `Medical care`.
    pub benefit: Option<String>,
    /// What is counted, such as `Deductible`.
    pub label: String,
    /// The limit.
    pub allowed: Option<Money>,
    /// What of it is used.
    pub used: Option<Money>,
    /// The limit, where it is none of money, such as visits.
    pub allowed_count: Option<Decimal>,
    /// What of it is used, where it is none of money.
    pub used_count: Option<Decimal>,
}

/// Categories of supporting information that have a place of their own.
const OWN_PLACE: [&str; 10] = [
    "clmrecvddate",
    "servicefacility",
    "dayssupply",
    "refillnum",
    "refillsauthorized",
    "dawcode",
    "brandgenericindicator",
    "compoundcode",
    "rxorigincode",
    "benefitpaymentstatus",
];

fn of_category<'a>(eob: &'a Value<'a>, category: &str) -> &'a Value<'a> {
    each(&eob["supportingInfo"])
        .find(|information| is(&information["category"], category))
        .unwrap_or(&Value::Null)
}

/// When the payer received the claim.
pub(super) fn received(eob: &Value<'_>) -> Option<PartialDate> {
    PartialDate::read(&of_category(eob, "clmrecvddate")["timingDate"])
}

impl PharmacyDetails {
    pub(super) fn read(eob: &Value<'_>) -> Option<Self> {
        let number = |category: &str| decimal(&of_category(eob, category)["valueQuantity"]["value"]);
        let word = |category: &str| {
            let information = of_category(eob, category);
            label(&information["code"]).or_else(|| text(&information["valueString"]))
        };
        let read = Self {
            days_supply: number("dayssupply"),
            refill_number: number("refillnum"),
            refills_authorized: number("refillsauthorized"),
            dispensed_as_written: word("dawcode"),
            brand_or_generic: word("brandgenericindicator"),
            compound: word("compoundcode"),
            prescription_origin: word("rxorigincode"),
        };
        let Self {
            days_supply,
            refill_number,
            refills_authorized,
            dispensed_as_written,
            brand_or_generic,
            compound,
            prescription_origin,
        } = &read;
        let numbers = [days_supply, refill_number, refills_authorized].into_iter().any(Option::is_some);
        let words = [dispensed_as_written, brand_or_generic, compound, prescription_origin];
        (numbers || words.into_iter().any(Option::is_some)).then_some(read)
    }
}

pub(super) fn information(eob: &Value<'_>, resolve: &dyn Resolve) -> Vec<ClaimInformation> {
    each(&eob["supportingInfo"])
        .filter(|information| !is_any(&information["category"], &OWN_PLACE))
        .filter_map(|information| {
            Some(ClaimInformation {
                label: label(&information["category"]).unwrap_or_else(|| words::INFORMATION.to_owned()),
                value: value(information, eob, resolve)?,
            })
        })
        .collect()
}

/// All that a piece of information says, in one line.
fn value(information: &Value<'_>, eob: &Value<'_>, resolve: &dyn Resolve) -> Option<String> {
    let dates = Dates::read(&information["timingPeriod"]).or_else(|| Dates::read(&information["timingDate"]));
    let yes_or_no = information["valueBoolean"].as_bool().map(|yes| if yes { words::YES } else { words::NO });
    let parts: Vec<String> = [
        label(&information["code"]),
        text(&information["valueString"]),
        Quantity::read(&information["valueQuantity"]).map(|quantity| quantity.to_text()),
        yes_or_no.map(str::to_owned),
        referenced_name(&information["valueReference"], eob, resolve),
        text(&information["valueAttachment"]["title"]),
        coding_label(&information["reason"]),
        dates.map(|dates| span(&dates)),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn span(dates: &Dates) -> String {
    let text = |date: &Option<PartialDate>| date.as_ref().map_or("…", PartialDate::as_str).to_owned();
    if dates.start == dates.end {
        text(&dates.start)
    } else {
        format!("{} – {}", text(&dates.start), text(&dates.end))
    }
}

pub(super) fn balances(eob: &Value<'_>) -> Vec<BenefitBalance> {
    let balances = each(&eob["benefitBalance"]);
    balances
        .flat_map(|balance| {
            let benefit = label(&balance["category"]).or_else(|| text(&balance["name"]));
            each(&balance["financial"]).map(move |financial| BenefitBalance {
                benefit: benefit.clone(),
                label: label(&financial["type"]).unwrap_or_else(|| words::AMOUNT.to_owned()),
                allowed: Money::read(&financial["allowedMoney"]),
                used: Money::read(&financial["usedMoney"]),
                allowed_count: decimal(&financial["allowedUnsignedInt"]),
                used_count: decimal(&financial["usedUnsignedInt"]),
            })
        })
        .filter(|balance| {
            balance.allowed.is_some()
                || balance.used.is_some()
                || balance.allowed_count.is_some()
                || balance.used_count.is_some()
        })
        .collect()
}

/// The payer's notes.
pub(in crate::record) fn notes(eob: &Value<'_>) -> Vec<String> {
    each(&eob["processNote"]).filter_map(|note| text(&note["text"])).collect()
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;
    use crate::record::samples::alone::Nothing;

    fn concept(code: &str) -> Value<'static> {
        json!({"coding": [{"code": code}]})
    }

    #[test]
    fn a_pharmacys_claim_tells_of_the_prescription() {
        let eob = json!({"supportingInfo": [
            {"category": concept("dayssupply"), "valueQuantity": {"value": 30}},
            {"category": concept("refillnum"), "valueQuantity": {"value": 0}},
            {"category": concept("dawcode"), "code": {"text": "No other product"}},
            {"category": concept("clmrecvddate"), "timingDate": "2026-01-05"},
        ]});
        let details = PharmacyDetails::read(&eob).unwrap();
        let number = |number: Option<Decimal>| number.map(|number| number.to_string());
        assert_eq!(
            (number(details.days_supply), number(details.refill_number)),
            (Some("30".into()), Some("0".into()))
        );
        assert_eq!(
            (details.refills_authorized, details.dispensed_as_written.as_deref()),
            (None, Some("No other product"))
        );
        assert_eq!(received(&eob).unwrap().as_str(), "2026-01-05");
        assert!(information(&eob, &Nothing).is_empty(), "what has a place of its own is not said twice");
        assert!(PharmacyDetails::read(&json!({})).is_none());
    }

    #[test]
    fn any_other_information_is_told_whatever_its_kind() {
        let eob = json!({"supportingInfo": [
            {"category": {"text": "Stay"}, "timingPeriod": {"start": "2026-01-05", "end": "2026-01-07"}},
            {"category": {"text": "Since"}, "timingPeriod": {"start": "2026"}},
            {"category": {"text": "Distance"}, "valueQuantity": {"value": 21, "unit": "mi"}},
            {"category": {"text": "Prosthesis"}, "valueBoolean": false},
            {"category": {"text": "Reason"}, "reason": {"display": "Far away"}},
            {"category": {"text": "Nothing"}},
        ]});
        let said: Vec<_> = information(&eob, &Nothing)
            .into_iter()
            .map(|one| format!("{}: {}", one.label, one.value))
            .collect();
        assert_eq!(
            said,
            [
                "Stay: 2026-01-05 – 2026-01-07",
                "Since: 2026 – …",
                "Distance: 21 mi",
                "Prosthesis: No",
                "Reason: Far away"
            ]
        );
    }

    #[test]
    fn balances_are_money_or_counts() {
        let eob = json!({"benefitBalance": {"category": {"text": "Medical"}, "financial": [
            {"type": {"text": "Deductible"}, "allowedMoney": {"value": 500}, "usedMoney": {"value": "125.50"}},
            {"type": {"text": "Days"}, "usedUnsignedInt": 12}, {"type": {"text": "Nothing"}},
        ]}});
        let [deductible, days] = balances(&eob).try_into().ok().unwrap();
        assert_eq!(
            (deductible.benefit.as_deref(), deductible.used.unwrap().amount.to_string().as_str()),
            (Some("Medical"), "125.50")
        );
        assert_eq!((days.used, days.used_count), (None, Some(Decimal::from(12))));
    }
}
