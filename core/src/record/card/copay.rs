//! What the member bears: `Coverage.costToBeneficiary`.

use crate::record::json::{Value, each, label, text};
use crate::record::labels::words;
use crate::record::{Money, PartialDate, Quantity};

/// A copay or another part of the cost that the member bears.
#[derive(Clone, PartialEq, Eq)]
pub struct Copay {
    /// What for.
    pub label: String,
    /// The amount, where it is one of money.
    pub money: Option<Money>,
    /// The amount in words, where it is none of money: `20 %`, or the card's own words such as `DED THEN $10/$40`.
    pub words: Option<String>,
    /// When it does not apply.
    pub exceptions: Vec<CopayException>,
}

/// An exception from a copay, such as that of a retired member.
#[derive(Clone, PartialEq, Eq)]
pub struct CopayException {
    /// What the exception is.
    pub label: String,
    /// Since when.
    pub start: Option<PartialDate>,
    /// Until when.
    pub end: Option<PartialDate>,
}

impl Copay {
    pub(super) fn read(cost: &Value<'_>) -> Option<Self> {
        let money = Money::read(&cost["valueMoney"]);
        let quantity = &cost["valueQuantity"];
        // C4DIC puts the card's own words where it has no amount.
        let own_words = [&cost["valueMoney"], quantity, cost]
            .into_iter()
            .flat_map(|holder| each(&holder["extension"]))
            .filter(|extension| ends_with(extension, "BeneficiaryCostString-extension"))
            .find_map(|extension| text(&extension["valueString"]));
        let words = own_words.or_else(|| Quantity::read(quantity).map(|quantity| quantity.to_text()));
        (money.is_some() || words.is_some()).then(|| Self {
            label: label(&cost["type"]).unwrap_or_else(|| words::COPAY.to_owned()),
            money,
            words,
            exceptions: each(&cost["exception"]).filter_map(exception).collect(),
        })
    }
}

fn exception(exception: &Value<'_>) -> Option<CopayException> {
    Some(CopayException {
        label: label(&exception["type"])?,
        start: PartialDate::read(&exception["period"]["start"]),
        end: PartialDate::read(&exception["period"]["end"]),
    })
}

/// Whether an extension's URL ends so.
pub(super) fn ends_with(extension: &Value<'_>, end: &str) -> bool {
    extension["url"].as_str().is_some_and(|url| url.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copays_are_amounts_or_words_never_made_up() {
        for (cost, expected) in [
            (r#"{"valueMoney": {"value": 25.00, "currency": "USD"}}"#, Some((Some("25.00"), None))),
            (r#"{"valueQuantity": {"value": 20, "unit": "%"}}"#, Some((None, Some("20 %")))),
            (
                r#"{"valueMoney": {"extension": [{"url": "http://x/C4DIC-BeneficiaryCostString-extension", "valueString": "N/A"}]}}"#,
                Some((None, Some("N/A"))),
            ),
            (r#"{"valueMoney": {"value": 1e400}}"#, None),
            (r#"{"type": {"text": "Visit"}}"#, None),
        ] {
            let read = Copay::read(&crate::record::json::kept_text(cost));
            let amount =
                read.as_ref().map(|copay| copay.money.as_ref().map(|money| money.amount.to_string()));
            let found = read
                .as_ref()
                .zip(amount.as_ref())
                .map(|(copay, amount)| (amount.as_deref(), copay.words.as_deref()));
            assert_eq!(found, expected, "{cost}");
        }
    }

    #[test]
    fn an_exception_says_when_it_holds() {
        let cost = crate::record::json::json!({"valueMoney": {"value": 1}, "exception": [
            {"type": {"coding": [{"code": "retired", "display": "Retired"}]}, "period": {"start": "2026"}}, {"period": {}},
        ]});
        let exceptions = Copay::read(&cost).unwrap().exceptions;
        assert!(exceptions.len() == 1 && exceptions[0].label == "Retired");
        assert_eq!(exceptions[0].start.as_ref().map(PartialDate::as_str), Some("2026"));
    }
}
