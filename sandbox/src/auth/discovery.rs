//! What the authorization server publishes about itself.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::faults::{DiscoveryFault, IdTokenFault, KeySetFault};
use crate::quirks::Quirk;
use crate::server::Server;
use crate::wire::{Reply, json_reply, reply};

/// `.well-known/openid-configuration` under the issuer (OpenID Connect Discovery 1.0).
pub(crate) async fn openid_configuration(State(server): State<Arc<Server>>) -> Reply {
    if server.profile.has(Quirk::WellKnownGone) {
        return reply(StatusCode::NOT_FOUND, "text/html", "<h1>Not found</h1>");
    }
    let mut document = endpoints(&server);
    if server.profile.has(Quirk::EndpointsDiffer) {
        document["authorization_endpoint"] = json!(server.url("/gone/authorize"));
        document["token_endpoint"] = json!(server.url("/gone/token"));
    }
    document["issuer"] = json!(server.issuer());
    document["jwks_uri"] = json!(server.url(server.profile.paths.jwks));
    document["userinfo_endpoint"] = json!(server.profile.paths.userinfo.first().map(|path| server.url(path)));
    if let Some(path) = server.profile.paths.end_session {
        document["end_session_endpoint"] = json!(server.url(path));
    }
    document["subject_types_supported"] = json!(["public"]);
    document["id_token_signing_alg_values_supported"] = json!(["RS256"]);
    document["grant_types_supported"] = json!(grant_types(&server));
    document["authorization_response_iss_parameter_supported"] = json!(server.profile.issuer_in_response);
    if server.faults.current().discovery == Some(DiscoveryFault::ForeignIssuer) {
        document["issuer"] = json!("https://issuer.example");
    }
    publish(&server, document)
}

/// The keys that ID tokens are signed with.
pub(crate) async fn jwks(State(server): State<Arc<Server>>) -> Reply {
    let faults = server.faults.current();
    let mut keys = server.key.jwks();
    if faults.id_token == Some(IdTokenFault::RotatedKey)
        && let (Some(all), Some(next)) =
            (keys["keys"].as_array_mut(), server.next_key.jwks()["keys"].as_array())
    {
        all.extend(next.iter().cloned());
    }
    match faults.key_set {
        Some(KeySetFault::TooLarge) => keys["padding"] = json!("x".repeat(10 << 20)),
        Some(KeySetFault::Empty) => keys["keys"] = json!([]),
        Some(KeySetFault::Slow) => tokio::time::sleep(Duration::from_secs(1)).await,
        Some(KeySetFault::Html) => return page(),
        None => {}
    }
    json_reply(StatusCode::OK, &keys)
}

/// Whether no document of the payer's can be read.
pub(crate) fn spoils_documents(server: &Server) -> bool {
    let fault = server.faults.current().discovery;
    matches!(fault, Some(DiscoveryFault::TooLarge | DiscoveryFault::DeeplyNested | DiscoveryFault::Html))
}

/// A document of the authorization server, as a fault has it.
pub(crate) fn publish(server: &Server, mut document: Value) -> Reply {
    let mut lead = |origin: &str| {
        for name in ["authorization_endpoint", "token_endpoint"] {
            document[name] = json!(format!("{origin}/{name}"));
        }
    };
    match server.faults.current().discovery {
        Some(DiscoveryFault::HttpEndpoints) => lead("http://payer.example"),
        Some(DiscoveryFault::SiblingHost) => lead("https://sibling.example"),
        Some(DiscoveryFault::TooLarge) => document["padding"] = json!("x".repeat(10 << 20)),
        Some(DiscoveryFault::DeeplyNested) => {
            let nested = format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
            return reply(StatusCode::OK, "application/json", nested);
        }
        Some(DiscoveryFault::Html) => return page(),
        Some(DiscoveryFault::NoPkce) => {
            document.as_object_mut().map(|members| members.remove("code_challenge_methods_supported"));
        }
        Some(DiscoveryFault::ForeignIssuer) | None => {}
    }
    json_reply(StatusCode::OK, &document)
}

fn page() -> Reply {
    reply(StatusCode::OK, "text/html", "<!doctype html><title>Welcome</title>")
}

/// `.well-known/smart-configuration` under the FHIR base (SMART App Launch), where the payer has one.
pub(crate) fn smart_configuration(server: &Server) -> Option<Value> {
    let capabilities = server.profile.smart_capabilities?;
    let mut document = endpoints(server);
    document["capabilities"] = json!(capabilities);
    if server.profile.has(Quirk::SmartConfigurationBare) {
        if let Value::Object(members) = &mut document {
            members.retain(|name, _| matches!(name.as_str(), "authorization_endpoint" | "token_endpoint"));
        }
        return Some(document);
    }
    if server.profile.smart_has_issuer {
        document["issuer"] = json!(server.issuer());
        document["jwks_uri"] = json!(server.url(server.profile.paths.jwks));
        document["grant_types_supported"] = json!(grant_types(server));
    } else if let Value::Object(members) = &mut document {
        // SMART 1.0 asks for the two endpoints and the capabilities only.
        members.retain(|name, _| {
            matches!(name.as_str(), "authorization_endpoint" | "token_endpoint" | "capabilities")
        });
    }
    Some(document)
}

/// The SMART configuration where it is not under the FHIR base.
pub(crate) async fn smart_configuration_elsewhere(State(server): State<Arc<Server>>) -> Reply {
    match smart_configuration(&server) {
        Some(document) => publish(&server, document),
        None => reply(StatusCode::NOT_FOUND, "text/plain", ""),
    }
}

fn grant_types(server: &Server) -> &'static [&'static str] {
    if server.profile.refreshes() {
        &["authorization_code", "refresh_token"]
    } else {
        &["authorization_code"]
    }
}

/// What both documents have.
fn endpoints(server: &Server) -> Value {
    let profile = &server.profile;
    let methods: Vec<&str> =
        server.clients.iter().map(|client| client.auth).chain(profile.secret_by.iter().copied()).fold(
            Vec::new(),
            |mut names, auth| {
                if !names.contains(&auth.name()) {
                    names.push(auth.name());
                }
                names
            },
        );
    let mut document = json!({
        "authorization_endpoint": profile.paths.authorize.first().map(|path| server.url(path)),
        "token_endpoint": server.token_url(),
        "token_endpoint_auth_methods_supported": methods,
        "scopes_supported": profile.scopes,
        "response_types_supported": ["code"],
    });
    if profile.has(Quirk::ResponseTypesOdd) {
        document["response_types_supported"] = json!(["code", "refresh_token"]);
    }
    if let Some(path) = profile.paths.revocation {
        document["revocation_endpoint"] = json!(server.url(path));
    }
    if !profile.advertised_pkce.is_empty() {
        document["code_challenge_methods_supported"] = json!(profile.advertised_pkce);
    }
    document
}
