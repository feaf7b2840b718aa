//! What a FHIR server says that it can do: the CapabilityStatement at `metadata`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::http::{DOCUMENT_LIMIT, Http};

/// What can be asked for, as far as a fetch plan depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// Types that can be searched.
    searches: BTreeMap<String, Search>,
    /// `Patient/{id}/$everything`.
    everything: bool,
}

/// How a type can be searched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Search {
    parameters: BTreeSet<String>,
    includes: BTreeSet<String>,
    rev_includes: BTreeSet<String>,
}

impl Capabilities {
    /// Asks the server, once. `None` where it does not say: `metadata` is often closed or broken, and no sync may depend on
    /// it or wait for it.
    pub async fn ask(http: &Http, fhir_base: &Url, accept: &str) -> Option<Self> {
        let mut url = fhir_base.clone();
        url.path_segments_mut().ok()?.pop_if_empty().push("metadata");
        let answer = http.try_get(&url, None, accept, None).await.ok()?;
        let document = answer.document(8 * DOCUMENT_LIMIT).await.ok()?;
        Self::read(&serde_json::from_slice(&document.body).ok()?)
    }

    fn read(statement: &Value) -> Option<Self> {
        let resources =
            statement["rest"].as_array()?.iter().filter_map(|rest| rest["resource"].as_array()).flatten();
        let mut capabilities = Self::default();
        for resource in resources {
            let Some(name) = resource["type"].as_str() else { continue };
            let can_search = resource["interaction"]
                .as_array()
                .is_none_or(|all| all.iter().any(|interaction| interaction["code"] == "search-type"));
            if can_search {
                let search = Search {
                    parameters: names(&resource["searchParam"], |parameter| &parameter["name"]),
                    includes: names(&resource["searchInclude"], |include| include),
                    rev_includes: names(&resource["searchRevInclude"], |include| include),
                };
                capabilities.searches.insert(name.to_owned(), search);
            }
            let operations = names(&resource["operation"], |operation| &operation["name"]);
            let is_everything = |name: &String| name.trim_start_matches('$') == "everything";
            capabilities.everything |= name == "Patient" && operations.iter().any(is_everything);
        }
        (capabilities != Self::default()).then_some(capabilities)
    }

    /// Whether a type can be searched.
    pub fn searches(&self, resource_type: &str) -> bool {
        self.searches.contains_key(resource_type)
    }

    /// Whether a type can be searched by one of these parameters, or by unnamed ones.
    pub fn searches_by(&self, resource_type: &str, parameters: &[&str]) -> bool {
        self.searches.get(resource_type).is_some_and(|search| {
            search.parameters.is_empty() || parameters.iter().any(|name| search.parameters.contains(*name))
        })
    }

    /// Whether a search can bring along what it refers to by this parameter.
    pub fn includes(&self, resource_type: &str, include: &str) -> bool {
        self.searches.get(resource_type).is_some_and(|search| search.includes.contains(include))
    }

    /// Whether a search can bring along the provenance of what it finds.
    pub fn brings_provenance(&self, resource_type: &str) -> bool {
        self.searches
            .get(resource_type)
            .is_some_and(|search| search.rev_includes.contains("Provenance:target"))
    }

    /// Whether `$everything` is all that there is.
    pub fn everything_only(&self, types: &[String]) -> bool {
        self.everything && !types.iter().any(|name| self.searches(name))
    }
}

fn names(list: &Value, name: impl Fn(&Value) -> &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().filter_map(|item| name(item).as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_can_be_searched_is_offered() {
        let offered = Capabilities::read(&json!({"rest": [{"resource": [
            {"type": "Coverage", "interaction": [{"code": "read"}, {"code": "search-type"}], "searchParam": [{"name": "_id"}]},
            {"type": "Practitioner", "interaction": [{"code": "read"}]},
            {"type": "Observation", "searchRevInclude": ["Provenance:target"]},
            {"type": "ExplanationOfBenefit", "searchInclude": ["ExplanationOfBenefit:coverage"]},
        ]}]}))
        .unwrap();
        assert!(
            offered.searches("Coverage")
                && offered.searches("Observation")
                && !offered.searches("Practitioner")
        );
        assert!(
            !offered.searches_by("Coverage", &["patient"])
                && offered.searches_by("Observation", &["patient"])
        );
        assert!(offered.includes("ExplanationOfBenefit", "ExplanationOfBenefit:coverage"));
        assert!(offered.brings_provenance("Observation") && !offered.brings_provenance("Coverage"));
        assert!(!offered.everything_only(&["Coverage".to_owned()]));
        for nothing in [json!({}), json!({"rest": []}), json!({"rest": [{"resource": []}]}), json!("html")] {
            assert_eq!(Capabilities::read(&nothing), None, "{nothing}");
        }
    }

    #[test]
    fn everything_is_taken_where_nothing_else_is() {
        let patient = json!({"type": "Patient", "interaction": [{"code": "read"}], "operation": [{"name": "everything"}]});
        let coverage = json!({"type": "Coverage", "interaction": [{"code": "search-type"}]});
        let read =
            |resources: Value| Capabilities::read(&json!({"rest": [{"resource": resources}]})).unwrap();
        let types = ["Patient".to_owned(), "Coverage".to_owned()];
        assert!(read(json!([patient])).everything_only(&types));
        assert!(!read(json!([patient, coverage])).everything_only(&types));
    }
}
