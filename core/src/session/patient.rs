//! Whose records a grant opens.
//!
//! SMART says: the `patient` member of the token response. Payers also put it into the ID token, into the access token,
//! into UserInfo, or leave the app to search. The first that answers wins, in the order of how well it is founded.
//! `fhirUser` is who signed in, which for a personal representative is somebody else: it counts only if the payer lets
//! that patient be read.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::auth::{IdTokenClaims, TokenGrant, unverified_claims};
use crate::discovery::ServerConfiguration;
use crate::error::SignInError;
use crate::http::{DOCUMENT_LIMIT, Document, Http};
use crate::secret::{AccessToken, PatientId, Secret};
use crate::sort::sort_by;

#[derive(Deserialize)]
struct SearchSet {
    #[serde(default)]
    entry: Vec<Value>,
}

/// A patient whose records a grant may open.
#[derive(Clone, Serialize, Deserialize)]
pub struct PatientCandidate {
    /// FHIR id.
    pub id: PatientId,
    /// Name, as the payer writes it.
    pub name: Option<String>,
    /// Date of birth, as precise as the payer has it.
    pub birth_date: Option<String>,
}

/// Whose records a grant opens, as far as the payer tells.
pub enum Whose {
    /// One patient's.
    One(PatientId),
    /// Any of these: the member has to say.
    Several(Vec<PatientCandidate>),
}

/// Finds the patient, or those that come into question.
pub async fn find_patient(
    http: &Http,
    server: &ServerConfiguration,
    accept: &str,
    grant: &TokenGrant,
    id_token: &IdTokenClaims,
) -> Result<Whose, SignInError> {
    if let Some(patient) = grant.patient.as_ref().or(id_token.patient.as_ref()) {
        return Ok(Whose::One(patient.clone()));
    }
    let asker = Asker { http, server, accept, token: &grant.access_token };
    if let Some(patient) =
        id_token.fhir_user.as_ref().and_then(|reference| patient_reference(reference.expose()))
        && asker.may_read(&patient).await?
    {
        return Ok(Whose::One(patient));
    }
    if let Some(patient) = unverified_claims(grant.access_token.expose()).patient {
        return Ok(Whose::One(patient));
    }
    let found = asker.search().await?;
    match found.as_slice() {
        [one] => return Ok(Whose::One(one.id.clone())),
        [] => {}
        _ => return Ok(Whose::Several(found)),
    }
    let patient = asker.userinfo().await?.ok_or(SignInError::PatientUnknown)?;
    Ok(Whose::One(patient))
}

/// The id in `Patient/1` or `https://server/fhir/Patient/1`.
fn patient_reference(reference: &str) -> Option<PatientId> {
    let (rest, id) = reference.rsplit_once('/')?;
    let is_patient = rest == "Patient" || rest.ends_with("/Patient");
    (is_patient && !id.is_empty()).then(|| Secret::from(id))
}

impl PatientCandidate {
    fn read(patient: &Value) -> Option<Self> {
        let name = &patient["name"][0];
        let given = name["given"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let parts: Vec<&str> = given.chain(name["family"].as_str()).collect();
        let text = name["text"].as_str().map(str::to_owned);
        Some(Self {
            id: Secret::from(patient["id"].as_str()?),
            name: text.or_else(|| (!parts.is_empty()).then(|| parts.join(" "))),
            birth_date: patient["birthDate"].as_str().map(str::to_owned),
        })
    }
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

    async fn search(&self) -> Result<Vec<PatientCandidate>, SignInError> {
        let document = self.get(&self.fhir("Patient")).await?;
        if document.status != 200 {
            return Ok(Vec::new());
        }
        let bundle: SearchSet =
            serde_json::from_slice(&document.body).unwrap_or(SearchSet { entry: Vec::new() });
        let mut found: Vec<PatientCandidate> = bundle
            .entry
            .iter()
            .map(|entry| &entry["resource"])
            .filter(|resource| resource["resourceType"] == "Patient")
            .filter_map(PatientCandidate::read)
            .collect();
        sort_by(&mut found, |a, b| a.id.expose().cmp(b.id.expose()));
        found.dedup_by(|a, b| a.id.expose() == b.id.expose());
        Ok(found)
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
