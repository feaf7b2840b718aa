//! What a FHIR server says that it can do: the CapabilityStatement at `metadata`.

use serde_json::Value;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::http::{DOCUMENT_LIMIT, Http};

/// The types that can be searched, or `None` where the server does not say: `metadata` is often closed or broken, and no
/// sync may depend on it.
pub async fn offered_types(
    http: &Http,
    fhir_base: &Url,
    accept: &str,
    cancel: &CancellationToken,
) -> Option<Vec<String>> {
    let mut url = fhir_base.clone();
    url.path_segments_mut().ok()?.pop_if_empty().push("metadata");
    let answer = http.get(&url, None, accept, cancel).await.ok()?;
    let document = answer.document(8 * DOCUMENT_LIMIT).await.ok()?;
    searchable(&serde_json::from_slice(&document.body).ok()?)
}

fn searchable(statement: &Value) -> Option<Vec<String>> {
    let resources =
        statement["rest"].as_array()?.iter().filter_map(|rest| rest["resource"].as_array()).flatten();
    let can_search = |resource: &&Value| match resource["interaction"].as_array() {
        Some(interactions) => interactions.iter().any(|interaction| interaction["code"] == "search-type"),
        None => true,
    };
    let types: Vec<String> = resources
        .filter(can_search)
        .filter_map(|resource| resource["type"].as_str().map(str::to_owned))
        .collect();
    (!types.is_empty()).then_some(types)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_can_be_searched_is_offered() {
        let statement = json!({"rest": [{"resource": [
            {"type": "Coverage", "interaction": [{"code": "read"}, {"code": "search-type"}]},
            {"type": "Practitioner", "interaction": [{"code": "read"}]},
            {"type": "Observation"},
        ]}]});
        assert_eq!(searchable(&statement).unwrap(), ["Coverage", "Observation"]);
        for nothing in [json!({}), json!({"rest": []}), json!({"rest": [{"resource": []}]}), json!("html")] {
            assert_eq!(searchable(&nothing), None, "{nothing}");
        }
    }
}
