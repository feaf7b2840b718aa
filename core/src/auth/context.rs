//! The launch context beside the tokens (SMART App Launch 2.2 section 2.0.10 and 2.0.11).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

/// What the payer says about the place in which the app was opened. Most payers say nothing.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LaunchContext {
    /// FHIR id of the encounter.
    pub encounter: Option<String>,
    /// Other records that the app was opened with.
    pub fhir_context: Vec<FhirContext>,
    /// Whether the app must show whose records these are; `None` where nothing is said.
    pub need_patient_banner: Option<bool>,
    /// Where colours and sizes are told that the app should adopt.
    pub smart_style_url: Option<Url>,
    /// What the member wanted to do.
    pub intent: Option<String>,
}

/// A record that the app was opened with.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct FhirContext {
    /// Relative reference such as `ImagingStudy/123`, or the type alone where an identifier stands in its place.
    pub reference: String,
    /// Why it is there, as a URI; `None` means that it is what was open.
    pub role: Option<String>,
}

crate::secret::opaque_debug!(LaunchContext, FhirContext);

impl LaunchContext {
    /// Reads the members of a token response; whatever has another form than SMART's counts as unsaid.
    pub(super) fn read(members: &Map<String, Value>) -> Self {
        let text =
            |name: &str| members.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let contexts = members.get("fhirContext").and_then(Value::as_array);
        Self {
            encounter: text("encounter"),
            fhir_context: contexts.into_iter().flatten().filter_map(FhirContext::read).collect(),
            need_patient_banner: members.get("need_patient_banner").and_then(Value::as_bool),
            smart_style_url: text("smart_style_url")
                .and_then(|url| Url::parse(&url).ok())
                .filter(|url| url.scheme() == "https"),
            intent: text("intent"),
        }
    }
}

impl FhirContext {
    /// Drafts of SMART 2.0 had plain references, later versions have objects.
    fn read(value: &Value) -> Option<Self> {
        let text = |member: &Value| member.as_str().map(str::to_owned);
        match value {
            Value::String(reference) => Some(Self { reference: reference.clone(), role: None }),
            Value::Object(_) => {
                let reference = text(&value["reference"]).or_else(|| text(&value["type"]))?;
                Some(Self { reference, role: text(&value["role"]) })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_forms_of_context_are_read_and_nonsense_is_passed_over() {
        let answer = json!({
            "encounter": "e1", "need_patient_banner": false, "intent": "reconcile-medications",
            "smart_style_url": "https://payer.example/style.json",
            "fhirContext": ["Coverage/1", {"reference": "ImagingStudy/2", "role": "launch"}, {"type": "Claim"}, 7],
        });
        let context = LaunchContext::read(answer.as_object().unwrap());
        let references: Vec<_> = context
            .fhir_context
            .iter()
            .map(|context| (context.reference.as_str(), context.role.as_deref()))
            .collect();
        assert_eq!(references, [("Coverage/1", None), ("ImagingStudy/2", Some("launch")), ("Claim", None)]);
        assert_eq!((context.need_patient_banner, context.encounter.as_deref()), (Some(false), Some("e1")));
        let nonsense = json!({"encounter": 7, "need_patient_banner": "no", "smart_style_url": "http://x", "fhirContext": {}});
        assert!(LaunchContext::read(nonsense.as_object().unwrap()) == LaunchContext::default());
    }
}
