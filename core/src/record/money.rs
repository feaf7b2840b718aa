//! Money: decimal from the text of the JSON number to the screen, never a floating-point number.

use std::str::FromStr as _;

use rust_decimal::Decimal;
use serde_json::Value;

/// An amount.
#[derive(Clone, PartialEq, Eq)]
pub struct Money {
    /// The amount, with as many places as the payer wrote.
    pub amount: Decimal,
    /// ISO 4217 code.
    pub currency: String,
    /// `false` where the payer left the currency out and `USD` is assumed.
    pub currency_stated: bool,
}

/// Where a figure of a claim was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureSource {
    /// `ExplanationOfBenefit.total`.
    Total,
    /// `ExplanationOfBenefit.adjudication`.
    Header,
    /// The sum of `ExplanationOfBenefit.item.adjudication`.
    ItemSum,
}

/// A figure of a claim, with where it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Figure {
    /// The amount.
    pub money: Money,
    /// Where it was read.
    pub source: FigureSource,
}

impl Money {
    /// Reads a FHIR Money, or a Quantity in a currency's place. `None` where there is no amount that can be kept exactly.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let amount = decimal(&value["value"])?;
        let stated =
            value["currency"].as_str().or_else(|| value["code"].as_str()).filter(|code| code.len() == 3);
        Some(Self { amount, currency: stated.unwrap_or("USD").to_owned(), currency_stated: stated.is_some() })
    }

    /// The sum, or `None` where currencies differ or the sum cannot be kept exactly.
    pub(super) fn plus(&self, other: &Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        let amount = self.amount.checked_add(other.amount)?;
        let currency_stated = self.currency_stated && other.currency_stated;
        Some(Self { amount, currency: self.currency.clone(), currency_stated })
    }
}

/// A JSON number, or a number in a string, exactly as written.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    Decimal::from_str_exact(&text)
        .or_else(|_| {
            if text.contains(['e', 'E']) { Decimal::from_scientific(&text) } else { Decimal::from_str(&text) }
        })
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stay_as_they_were_written() {
        for (json, expected) in [
            (r#"{"value": 120.10, "currency": "USD"}"#, Some("120.10")),
            (r#"{"value": 0.1}"#, Some("0.1")),
            (r#"{"value": -3}"#, Some("-3")),
            (r#"{"value": 1.5e2}"#, Some("150")),
            (r#"{"value": "12.50"}"#, Some("12.50")),
            (r#"{"value": 1e400}"#, None),
            (r#"{"value": "free"}"#, None),
            (r#"{"currency": "USD"}"#, None),
            ("null", None),
        ] {
            let money = Money::read(&serde_json::from_str(json).unwrap());
            assert_eq!(money.map(|money| money.amount.to_string()).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn sums_are_exact_and_of_one_currency() {
        let money = |json: &str| Money::read(&serde_json::from_str(json).unwrap()).unwrap();
        let sum = money(r#"{"value": 0.10, "currency": "USD"}"#).plus(&money(r#"{"value": 0.20}"#)).unwrap();
        assert_eq!((sum.amount.to_string().as_str(), sum.currency_stated), ("0.30", false));
        assert!(
            money(r#"{"value": 1, "currency": "USD"}"#)
                .plus(&money(r#"{"value": 1, "currency": "CAD"}"#))
                .is_none()
        );
    }
}
