//! Measured amounts: exact decimals with the text of their unit.
//!
//! Source: FHIR R4 `Quantity`, `Range` and `Ratio` (datatypes.html#Quantity).

use crate::record::json::{Value, text};
use crate::record::labels;
use crate::record::money::decimal;
use rust_decimal::Decimal;

/// A measured amount.
#[derive(Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The number, with as many places as were written.
    pub value: Decimal,
    /// `<`, `<=`, `>=` or `>`, where the true value is below or above the number.
    pub comparator: Option<String>,
    /// The unit for people, such as `mg/dL`.
    pub unit: Option<String>,
    /// The unit's code, UCUM almost always, such as `mm[Hg]`.
    pub unit_code: Option<String>,
}

crate::secret::opaque_debug!(Quantity);

impl Quantity {
    /// Reads a Quantity, Age, Duration or SimpleQuantity. `None` where there is no number that can be kept exactly.
    pub(crate) fn read(quantity: &Value<'_>) -> Option<Self> {
        Some(Self {
            value: decimal(&quantity["value"])?,
            comparator: text(&quantity["comparator"]),
            unit_code: text(&quantity["code"]),
            unit: text(&quantity["unit"]),
        })
    }

    /// The amount for people, such as `< 5.0 mg/dL`.
    pub fn to_text(&self) -> String {
        let number = match &self.comparator {
            Some(comparator) => format!("{comparator} {}", self.value),
            None => self.value.to_string(),
        };
        match self.unit_text() {
            // UCUM's `1` and annotations such as `{score}` are no words.
            None | Some("1") => number,
            Some("%") => format!("{number} %"),
            Some(unit) if unit.starts_with('{') && unit.ends_with('}') => number,
            Some(unit) => format!("{number} {unit}"),
        }
    }

    /// The unit for people: as the payer wrote it, else a label for its code, else the code.
    fn unit_text(&self) -> Option<&str> {
        let code = self.unit_code.as_deref();
        self.unit.as_deref().or_else(|| code.and_then(|code| labels::label("ucum", code))).or(code)
    }
}

/// A Quantity for people.
pub(super) fn in_words(quantity: &Value<'_>) -> Option<String> {
    Quantity::read(quantity).map(|quantity| quantity.to_text())
}

/// A Range for people, such as `5 – 9 years`.
pub(super) fn range_in_words(range: &Value<'_>) -> Option<String> {
    words_between(Quantity::read(&range["low"]).as_ref(), Quantity::read(&range["high"]).as_ref())
}

/// What lies between two bounds, of which one may be missing.
pub(super) fn words_between(low: Option<&Quantity>, high: Option<&Quantity>) -> Option<String> {
    match (low, high) {
        (Some(low), Some(high)) => {
            let unit = low.unit_text().filter(|unit| Some(*unit) != high.unit_text());
            let low = unit.map_or_else(|| low.value.to_string(), |_| low.to_text());
            Some(format!("{low} – {}", high.to_text()))
        }
        (Some(low), None) => Some(format!("≥ {}", low.to_text())),
        (None, Some(high)) => Some(format!("≤ {}", high.to_text())),
        (None, None) => None,
    }
}

/// A Ratio for people, such as `1 : 128`.
pub(super) fn ratio_in_words(ratio: &Value<'_>) -> Option<String> {
    Some(format!("{} : {}", in_words(&ratio["numerator"])?, in_words(&ratio["denominator"])?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value<'static> {
        crate::record::json::kept_text(text)
    }

    #[test]
    fn amounts_are_told_as_they_were_written() {
        for (quantity, expected) in [
            (r#"{"value": 6.30, "unit": "%"}"#, Some("6.30 %")),
            (r#"{"value": 5, "comparator": "<", "unit": "mg/dL"}"#, Some("< 5 mg/dL")),
            (r#"{"value": 120, "code": "mm[Hg]"}"#, Some("120 mmHg")),
            (r#"{"value": 3, "unit": "{score}"}"#, Some("3")),
            (r#"{"value": 1.5}"#, Some("1.5")),
            (r#"{"value": 1e400, "unit": "g"}"#, None),
            (r#"{"unit": "g"}"#, None),
            (r#"{"value": true}"#, None),
            ("[]", None),
        ] {
            assert_eq!(in_words(&json(quantity)).as_deref(), expected, "{quantity}");
        }
    }

    #[test]
    fn ranges_name_a_unit_once_and_both_where_they_differ() {
        for (range, expected) in [
            (
                r#"{"low": {"value": 3.5, "unit": "mmol/L"}, "high": {"value": 5.1, "unit": "mmol/L"}}"#,
                Some("3.5 – 5.1 mmol/L"),
            ),
            (
                r#"{"low": {"value": 6, "unit": "months"}, "high": {"value": 2, "unit": "years"}}"#,
                Some("6 months – 2 years"),
            ),
            (r#"{"low": {"value": 60, "unit": "mL"}}"#, Some("≥ 60 mL")),
            (r#"{"high": {"value": 5}}"#, Some("≤ 5")),
            ("{}", None),
        ] {
            assert_eq!(range_in_words(&json(range)).as_deref(), expected, "{range}");
        }
        let titre = json(r#"{"numerator": {"value": 1}, "denominator": {"value": 128}}"#);
        assert_eq!(ratio_in_words(&titre).as_deref(), Some("1 : 128"));
    }
}
