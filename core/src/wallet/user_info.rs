//! Who signed in, as the payer tells it (OpenID Connect Core section 5.3).

use serde_json::Value;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::error::{Error, SyncError};
use crate::http::{DOCUMENT_LIMIT, Document};
use crate::secret::{AccessToken, constant_time_eq};
use crate::wallet::Wallet;

/// Who signed in. A payer tells as much as the granted scopes (`profile`, `email`) cover.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UserInfo {
    /// Full name.
    pub name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

crate::secret::opaque_debug!(UserInfo);

impl Wallet {
    /// Asks the payer who signed in. `None` where it has no such endpoint, does not tell, or tells of another person
    /// than the ID token did, which must not be used (OpenID Connect Core section 5.3.2).
    pub async fn user_info(&self, connection: &str) -> Result<Option<UserInfo>, Error> {
        let id = connection.to_owned();
        let state = self.in_store(move |store| store.connection(&id)).await?;
        let Some(endpoint) = &state.userinfo_endpoint else { return Ok(None) };
        let session = self.session(connection);
        let token = session.access_token().await.map_err(SyncError::from)?;
        let mut document = self.ask(endpoint, &token).await?;
        if document.status == 401
            && let Some(token) = session.replace_refused(&token).await.map_err(SyncError::from)?
        {
            document = self.ask(endpoint, &token).await?;
        }
        if document.status != 200 {
            return Ok(None);
        }
        let claims: Value = serde_json::from_slice(&document.body).unwrap_or_default();
        let same_person = match (&state.subject, claims["sub"].as_str()) {
            (Some(known), Some(told)) => constant_time_eq(known.expose(), told),
            (Some(_), None) => false,
            // Without an ID token there is nobody to compare with.
            (None, _) => true,
        };
        let text = |name: &str| claims[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(same_person.then(|| UserInfo {
            name: text("name"),
            given_name: text("given_name"),
            family_name: text("family_name"),
            email: text("email"),
        }))
    }

    async fn ask(&self, endpoint: &Url, token: &AccessToken) -> Result<Document, SyncError> {
        let never = CancellationToken::new();
        let answer = self.inner.http.get(endpoint, Some(token), "application/json", &never).await?;
        Ok(answer.document(DOCUMENT_LIMIT).await?)
    }
}
