//! Money: decimal from the text of the JSON number to the screen, never a floating-point number.

use crate::record::json::{Value, text};
use rust_decimal::Decimal;

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

impl Money {
    /// Reads a FHIR Money, or a Quantity in a currency's place. `None` where there is no amount that can be kept exactly.
    pub(super) fn read(value: &Value<'_>) -> Option<Self> {
        let amount = decimal(&value["value"])?;
        let code = || text(&value["code"]).filter(|code| code.len() == 3);
        let stated = text(&value["currency"]).or_else(code);
        let currency_stated = stated.is_some();
        Some(Self { amount, currency: stated.unwrap_or_else(|| "USD".to_owned()), currency_stated })
    }

    /// The sum, or `None` where currencies differ or the sum cannot be kept exactly.
    pub(super) fn plus(self, other: &Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        let amount = self.amount.checked_add(other.amount)?;
        let currency_stated = self.currency_stated && other.currency_stated;
        Some(Self { amount, currency: self.currency, currency_stated })
    }
}

/// A JSON number, or a number in a string, exactly as written. `None` for what is no number, and for numbers of more than
/// 28 digits, which would not stay what they are.
pub(super) fn decimal(value: &Value<'_>) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => *number,
        Value::String(_) => value.said()?,
        _ => return None,
    };
    let exponent = text.bytes().position(|byte| matches!(byte, b'e' | b'E'));
    let (digits, exponent) = exponent.map_or((text, "0"), |place| (&text[..place], &text[place + 1..]));
    // The library also reads separators, which no payer means.
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.')) {
        return None;
    }
    let mut number = Decimal::from_str_exact(digits).ok()?;
    if number.is_zero() {
        // No debt is the same with a minus before it.
        number.set_sign_positive(true);
    }
    let scale = i64::from(number.scale()).checked_sub(exponent.parse().ok()?)?;
    if let Ok(scale) = u32::try_from(scale) {
        number.set_scale(scale).ok()?;
    } else {
        // Larger than it is written by as many zeros, of which 28 find room.
        number.set_scale(0).ok()?;
        for _ in 0..u32::try_from(scale.unsigned_abs()).ok().filter(|zeros| *zeros <= 28)? {
            number = number.checked_mul(Decimal::TEN)?;
        }
    }
    Some(number)
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
            (r#"{"value": 1.5E+2}"#, Some("150")),
            (r#"{"value": 125e-2}"#, Some("1.25")),
            (r#"{"value": 100e-2}"#, Some("1.00")),
            (r#"{"value": -0.00}"#, Some("0.00")),
            (r#"{"value": 0e400}"#, None),
            (r#"{"value": 1e28}"#, Some("10000000000000000000000000000")),
            (r#"{"value": 1e400}"#, None),
            (r#"{"value": 1E-30}"#, None),
            (r#"{"value": 1e999999999999999999999}"#, None),
            (r#"{"value": 1e-99999999}"#, None),
            (r#"{"value": 0.12345678901234567890123456789}"#, None),
            (r#"{"value": 99999999999999999999999999999.99}"#, None),
            (r#"{"value": "1_000"}"#, None),
            (r#"{"value": "1,000.00"}"#, None),
            (r#"{"value": ""}"#, None),
            (r#"{"value": "."}"#, None),
            (r#"{"value": "e5"}"#, None),
            (r#"{"value": [1]}"#, None),
            (r#"{"value": "free"}"#, None),
            (r#"{"currency": "USD"}"#, None),
            ("null", None),
        ] {
            let money = Money::read(&crate::record::json::kept_text(json));
            assert_eq!(money.map(|money| money.amount.to_string()).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn a_currency_is_assumed_only_where_none_is_named() {
        for (json, currency, stated) in [
            (r#"{"value": 1, "currency": "CAD"}"#, "CAD", true),
            (r#"{"value": 1, "code": "CAD"}"#, "CAD", true),
            (r#"{"value": 1, "currency": "dollars"}"#, "dollars", true),
            (r#"{"value": 1, "currency": " "}"#, "USD", false),
            (r#"{"value": 1}"#, "USD", false),
        ] {
            let money = Money::read(&crate::record::json::kept_text(json)).unwrap();
            assert_eq!((money.currency.as_str(), money.currency_stated), (currency, stated), "{json}");
        }
    }

    #[test]
    fn sums_are_exact_and_of_one_currency() {
        let money = |json: &str| Money::read(&crate::record::json::kept_text(json)).unwrap();
        let sum = money(r#"{"value": 0.10, "currency": "USD"}"#).plus(&money(r#"{"value": 0.20}"#)).unwrap();
        assert_eq!((sum.amount.to_string().as_str(), sum.currency_stated), ("0.30", false));
        assert!(
            money(r#"{"value": 1, "currency": "USD"}"#)
                .plus(&money(r#"{"value": 1, "currency": "CAD"}"#))
                .is_none()
        );
    }
}
