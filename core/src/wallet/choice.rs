//! A sign-in that opens the records of several patients: the member says whose they want.
//!
//! A personal representative signs in once for each person they act for. Each becomes a connection of its own, with its
//! own tokens: two connections that renewed one token would take it from each other.

use serde::{Deserialize, Serialize};

use crate::auth::{IdTokenClaims, PendingSignIn, TokenGrant};
use crate::error::{Error, SignInError};
use crate::secret::Secret;
use crate::session::PatientCandidate;
use crate::task;
use crate::wallet::{Connection, Wallet};

/// A patient whose records a sign-in opens.
#[derive(Clone)]
pub struct PatientChoice {
    /// FHIR id, for [`Wallet::choose_patient`].
    pub patient: String,
    /// Name, as the payer writes it.
    pub name: Option<String>,
    /// Date of birth, as precise as the payer has it.
    pub birth_date: Option<String>,
}

crate::secret::opaque_debug!(PatientChoice);

/// What the choice completes. It lies sealed in the wallet's file, so that the member may choose in another process.
#[derive(Serialize, Deserialize)]
pub(super) struct Choice {
    pub pending: PendingSignIn,
    pub grant: TokenGrant,
    pub claims: Option<IdTokenClaims>,
    pub candidates: Vec<PatientCandidate>,
}

impl Wallet {
    /// The patients of a sign-in that ended in [`SignInError::SeveralPatients`]; none where its time is over.
    pub async fn patient_choices(&self, sign_in: &str) -> Result<Vec<PatientChoice>, Error> {
        let id = sign_in.to_owned();
        let choice: Option<Choice> = self.in_store(move |store| store.choice(&id)).await?;
        let present = |candidate: PatientCandidate| PatientChoice {
            // Leaves its wrapper: the app shows it to the member.
            patient: candidate.id.expose().clone(),
            name: candidate.name,
            birth_date: candidate.birth_date,
        };
        Ok(choice.map(|choice| choice.candidates).unwrap_or_default().into_iter().map(present).collect())
    }

    /// Completes such a sign-in for one of its patients. Changes stored state.
    pub async fn choose_patient(&self, sign_in: &str, patient: &str) -> Result<Connection, Error> {
        let (wallet, id, patient) = (self.clone(), sign_in.to_owned(), Secret::from(patient));
        // On its own task, as in `complete_sign_in`.
        let task = task::detached(async move {
            let name = id.clone();
            let choice: Option<Choice> =
                wallet.in_store(move |store| store.choice(&name)).await.map_err(SignInError::from)?;
            let choice = choice.ok_or(SignInError::Expired)?;
            if !choice.candidates.iter().any(|candidate| candidate.id.expose() == patient.expose()) {
                return Err(SignInError::PatientUnknown);
            }
            let taken = wallet.in_store(move |store| store.remove_choice(&id)).await?;
            if !taken {
                return Err(SignInError::Expired);
            }
            wallet.connect(&choice.pending, &choice.grant, choice.claims.as_ref(), patient).await
        });
        let failed =
            SignInError::Store(crate::error::StoreError::Unavailable { operation: "completing the sign-in" });
        Ok(task.await.unwrap_or(Err(failed))?)
    }
}
