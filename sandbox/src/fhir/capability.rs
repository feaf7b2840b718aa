//! The CapabilityStatement at `metadata`.

use serde_json::{Value, json};

use super::parameters::{self, Form};
use super::search::is_offered;
use crate::quirks::Quirk;
use crate::server::Server;

const OAUTH_URIS: &str = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
const SECURITY_SERVICE: &str = "http://terminology.hl7.org/CodeSystem/restful-security-service";

/// What the FHIR server can do, with the endpoints of the authorization server (SMART 1.0).
pub(super) fn statement(server: &Server) -> Value {
    let profile = &server.profile;
    let differ = profile.has(Quirk::EndpointsDiffer);
    let token = if differ { server.url("/gone/token") } else { server.token_url() };
    let mut uris = vec![json!({"url": "token", "valueUri": token})];
    if let Some(path) = profile.paths.authorize.first() {
        let path = if differ { "/gone/authorize" } else { *path };
        uris.push(json!({"url": "authorize", "valueUri": server.url(path)}));
    }
    if let Some(path) = profile.paths.revocation {
        uris.push(json!({"url": "revoke", "valueUri": server.url(path)}));
    }
    let mut kinds: Vec<&str> = [profile.patient_types().as_slice(), profile.payer.shared_types()].concat();
    kinds.sort_unstable();
    kinds.dedup();
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-11-01",
        "publisher": profile.payer.name(),
        "kind": "instance",
        "software": {"name": profile.fhir.software, "version": "0.5.0"},
        "implementation": {"description": profile.payer.name(), "url": implementation(server)},
        "fhirVersion": if profile.has(Quirk::MetadataSlow) { "1.0.2" } else { "4.0.1" },
        "format": ["application/fhir+json", "json"],
        "rest": [{
            "mode": "server",
            "security": {
                "extension": [{"url": OAUTH_URIS, "extension": uris}],
                "service": [{"coding": [{"system": SECURITY_SERVICE, "code": "SMART-on-FHIR"}]}],
            },
            "resource": kinds.iter().map(|kind| resource(server, kind)).collect::<Vec<_>>(),
        }],
    })
}

/// Where the statement says that it is.
fn implementation(server: &Server) -> String {
    if server.profile.has(Quirk::ImplementationUrlFlips) {
        return format!("https://brand-{}.example/fhir", server.turn() % 2);
    }
    server.fhir_base.clone()
}

fn resource(server: &Server, kind: &str) -> Value {
    if server.profile.fhir.everything_only {
        let operations = if kind == "Patient" { vec![json!({"name": "everything"})] } else { Vec::new() };
        return json!({"type": kind, "interaction": [{"code": "read"}], "operation": operations});
    }
    let is_unsearchable = kind == "Coverage" && server.faults.current().coverage_unsearchable;
    let offered: Vec<_> = parameters::of(kind)
        .filter(|_| !is_unsearchable)
        .filter(|parameter| is_offered(&server.profile.fhir, kind, parameter.name))
        .collect();
    let includes: Vec<String> = offered
        .iter()
        .filter(|parameter| parameter.form == Form::Reference)
        .map(|parameter| format!("{kind}:{}", parameter.name))
        .collect();
    let mut search: Vec<Value> = offered
        .iter()
        .map(|parameter| json!({"name": parameter.name, "type": parameter.form.name()}))
        .collect();
    search.push(json!({"name": "_id", "type": "token"}));
    search.push(json!({"name": "_lastUpdated", "type": "date"}));
    let mut resource = json!({
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "searchParam": search,
    });
    if !includes.is_empty() {
        resource["searchInclude"] = json!(includes);
    }
    if server.profile.is_for_members("Provenance") {
        resource["searchRevInclude"] = json!(["Provenance:target"]);
    }
    resource
}
