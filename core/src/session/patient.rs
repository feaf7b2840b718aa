//! Whose records a grant opens.
//!
//! SMART says: the `patient` member of the token response. Payers also put it into the ID token, into the access token,
//! into UserInfo, or leave the app to search. The first that answers wins, in the order of how well it is founded.
//! `fhirUser` is who signed in, which for a personal representative is somebody else: it counts only if the payer lets
//! that patient be read.

use serde::Deserialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::auth::{IdTokenClaims, TokenGrant, unverified_claims};
use crate::discovery::ServerConfiguration;
use crate::error::SignInError;
use crate::http::{DOCUMENT_LIMIT, Document, Http};
use crate::secret::{AccessToken, PatientId, Secret};

#[derive(Deserialize)]
struct SearchSet {
    #[serde(default)]
    entry: Vec<Value>,
}

/// Finds the patient's FHIR id.
pub async fn find_patient(
    http: &Http,
    server: &ServerConfiguration,
    accept: &str,
    grant: &TokenGrant,
    id_token: &IdTokenClaims,
) -> Result<PatientId, SignInError> {
    if let Some(patient) = grant.patient.as_ref().or(id_token.patient.as_ref()) {
        return Ok(patient.clone());
    }
    let asker = Asker { http, server, accept, token: &grant.access_token };
    if let Some(patient) =
        id_token.fhir_user.as_ref().and_then(|reference| patient_reference(reference.expose()))
        && asker.may_read(&patient).await?
    {
        return Ok(patient);
    }
    if let Some(patient) = unverified_claims(grant.access_token.expose()).patient {
        return Ok(patient);
    }
    let mut found = asker.search().await?;
    match (found.pop(), found.is_empty()) {
        (Some(patient), true) => return Ok(patient),
        (Some(_), false) => return Err(SignInError::PatientUnknown { found: found.len() + 1 }),
        (None, _) => {}
    }
    match asker.userinfo().await? {
        Some(patient) => Ok(patient),
        None => Err(SignInError::PatientUnknown { found: 0 }),
    }
}

/// The id in `Patient/1` or `https://server/fhir/Patient/1`.
fn patient_reference(reference: &str) -> Option<PatientId> {
    let (rest, id) = reference.rsplit_once('/')?;
    let is_patient = rest == "Patient" || rest.ends_with("/Patient");
    (is_patient && !id.is_empty()).then(|| Secret::from(id))
}

struct Asker<'a> {
    http: &'a Http,
    server: &'a ServerConfiguration,
    accept: &'a str,
    token: &'a AccessToken,
}

impl Asker<'_> {
    async fn may_read(&self, patient: &PatientId) -> Result<bool, SignInError> {
        let mut url = self.fhir("Patient");
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.push(patient.expose());
        }
        Ok(self.get(&url).await?.status == 200)
    }

    async fn search(&self) -> Result<Vec<PatientId>, SignInError> {
        let document = self.get(&self.fhir("Patient")).await?;
        if document.status != 200 {
            return Ok(Vec::new());
        }
        let bundle: SearchSet =
            serde_json::from_slice(&document.body).unwrap_or(SearchSet { entry: Vec::new() });
        let mut ids: Vec<String> = bundle
            .entry
            .iter()
            .filter(|entry| entry["resource"]["resourceType"] == "Patient")
            .filter_map(|entry| entry["resource"]["id"].as_str().map(str::to_owned))
            .collect();
        ids.sort();
        ids.dedup();
        Ok(ids.into_iter().map(Secret::new).collect())
    }

    async fn userinfo(&self) -> Result<Option<PatientId>, SignInError> {
        let Some(endpoint) = &self.server.userinfo_endpoint else { return Ok(None) };
        let document = self.get(&endpoint.value).await?;
        let claims: Value = serde_json::from_slice(&document.body).unwrap_or_default();
        Ok(claims["patient"].as_str().filter(|_| document.status == 200).map(Secret::from))
    }

    fn fhir(&self, path: &str) -> Url {
        let mut url = self.server.fhir_base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(path);
        }
        url
    }

    async fn get(&self, url: &Url) -> Result<Document, SignInError> {
        let streamed = self.http.get(url, Some(self.token), self.accept, &CancellationToken::new()).await?;
        Ok(streamed.document(DOCUMENT_LIMIT).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_patient_reference_names_a_patient() {
        for (reference, id) in [
            ("Patient/1", Some("1")),
            ("https://payer.example/fhir/Patient/-199", Some("-199")),
            ("RelatedPerson/1", None),
            ("NotPatient/1", None),
            ("Patient/", None),
            ("1", None),
        ] {
            assert_eq!(
                patient_reference(reference).map(|id| id.expose().clone()).as_deref(),
                id,
                "{reference}"
            );
        }
    }
}
