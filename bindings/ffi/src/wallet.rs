//! The journey.

use std::sync::Arc;

use billfold::wallet::{RecordQuery, SignOutReport, StoreEvent};

use crate::host::HostStore;
use crate::{
    AllergyPage, AttachmentContent, BillfoldError, CardImageData, CarePlanPage, CareTeamPage, Claim,
    ClaimPage, ClaimQuery, ClinicalQuery, ConditionPage, Connection, DevicePage, DiagnosticReportPage,
    DirectoryPage, DirectoryQuery, DocumentPage, EncounterPage, FormularyPage, FormularyQuery, GoalPage,
    ImmunizationPage, InsuranceCard, KindCount, MedicationPage, ObservationPage, PatientChoice, Payer,
    Person, PriorAuthorization, ProcedurePage, Provenance, RecordSummary, Reference, SecureStore,
    SignInOptions, SignInRequest, SyncObserver, SyncReport, TimelinePage, TimelineQuery, Trend, UserInfo,
    WalletConfig, YearToDate,
};

/// Stops a call that goes to the network. Swift needs it for all of them: only Kotlin's cancellation reaches Rust by itself.
#[derive(uniffi::Object)]
pub struct Cancel(billfold::Cancel);

#[uniffi::export]
impl Cancel {
    /// A switch that is not thrown.
    #[uniffi::constructor]
    #[expect(clippy::new_without_default, reason = "UniFFI exports constructors, not Default")]
    pub fn new() -> Self {
        Self(billfold::Cancel::new())
    }

    /// Throws it: what waits for the network stops at once, what is stored stays.
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

/// A member's wallet: their connections to payers, and the records that these brought.
///
/// What goes to the network is async. What only asks the wallet's file works on its caller's thread, which both packages
/// choose: an async method in front of each would make a phone's library larger, and hop to a third thread.
#[derive(uniffi::Object)]
pub struct Wallet(billfold::Wallet);

/// Runs a call of the core's until it ends or is cancelled. The core's futures may be dropped at every await.
async fn cancellable<T>(
    cancel: Option<Arc<Cancel>>,
    call: impl Future<Output = Result<T, billfold::Error>>,
) -> Result<T, BillfoldError> {
    let outcome = match cancel {
        None => call.await,
        Some(cancel) => tokio::select! {
            biased;
            outcome = call => outcome,
            () = cancel.0.cancelled() => {
                return Err(BillfoldError::Cancelled { detail: "cancelled".to_owned() });
            }
        },
    };
    Ok(outcome?)
}

#[uniffi::export(async_runtime = "tokio")]
impl Wallet {
    /// Opens the wallet in `config.directory`, or makes a new one there. Changes stored state.
    #[uniffi::constructor]
    pub async fn open(
        config: WalletConfig,
        secure_store: Arc<dyn SecureStore>,
    ) -> Result<Self, BillfoldError> {
        crate::platform::ready()?;
        Ok(Self(billfold::Wallet::open(config.into_core()?, Arc::new(HostStore(secure_store))).await?))
    }

    /// What the wallet found lost since this was asked last, and has dealt with: the app tells the member where they must
    /// sign in again, and syncs what is to be fetched again.
    pub fn take_events(&self) -> Vec<StoreEvent> {
        self.0.take_events()
    }

    /// The payers that can be signed in to.
    pub fn payers(&self) -> Vec<Payer> {
        self.0.payers().iter().map(Payer::from).collect()
    }

    /// Adds a preset, as JSON, or puts it in the place of the one with the same id, for sign-ins that begin from now on.
    pub fn add_preset(&self, preset: String) -> Result<(), BillfoldError> {
        let preset = billfold::payer::Preset::from_json("add_preset", &preset)
            .map_err(billfold::error::ConfigError::from)?;
        Ok(self.0.add_preset(preset)?)
    }

    /// Forgets what is known of a payer's servers, for when the payer has confirmed that its sign-in moved or changed.
    /// Changes stored state.
    pub async fn accept_changed_hosts(
        &self,
        payer: String,
        fhir_base: Option<String>,
    ) -> Result<(), BillfoldError> {
        Ok(self.0.accept_changed_hosts(&payer, fhir_base.as_deref()).await?)
    }

    /// Begins a sign-in to the payer with this preset id. Open the URL in the system browser; the callback may come to
    /// another process. Changes stored state.
    #[uniffi::method(default(cancel = None))]
    pub async fn begin_sign_in(
        &self,
        payer: String,
        options: SignInOptions,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<SignInRequest, BillfoldError> {
        cancellable(cancel, self.0.begin_sign_in(&payer, options.into_core()?)).await
    }

    /// As `begin_sign_in`, for any SMART server of which only the FHIR base is known. Changes stored state.
    #[uniffi::method(default(cancel = None))]
    pub async fn begin_sign_in_at(
        &self,
        fhir_base: String,
        options: SignInOptions,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<SignInRequest, BillfoldError> {
        cancellable(cancel, self.0.begin_sign_in_at(&fhir_base, options.into_core()?)).await
    }

    /// Completes a sign-in with the URL that came back to the redirect URI. Changes stored state.
    #[uniffi::method(default(cancel = None))]
    pub async fn complete_sign_in(
        &self,
        callback_url: String,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<Connection, BillfoldError> {
        cancellable(cancel, self.0.complete_sign_in(&callback_url)).await
    }

    /// The patients of a sign-in that ended in `ChoosePatient`; none where its time is over.
    pub async fn patient_choices(&self, sign_in: String) -> Result<Vec<PatientChoice>, BillfoldError> {
        Ok(self.0.patient_choices(&sign_in).await?)
    }

    /// Completes such a sign-in for one of its patients. Changes stored state.
    #[uniffi::method(default(cancel = None))]
    pub async fn choose_patient(
        &self,
        sign_in: String,
        patient: String,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<Connection, BillfoldError> {
        cancellable(cancel, self.0.choose_patient(&sign_in, &patient)).await
    }

    /// Asks the payer who signed in; nothing where it does not tell.
    #[uniffi::method(default(cancel = None))]
    pub async fn user_info(
        &self,
        connection: String,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<Option<UserInfo>, BillfoldError> {
        cancellable(cancel, self.0.user_info(&connection)).await
    }

    /// Gives up a sign-in whose callback did not come, and tells why it did not where the payer's own page tells.
    /// Changes stored state.
    #[uniffi::method(default(cancel = None))]
    pub async fn cancel_sign_in(&self, id: String, cancel: Option<Arc<Cancel>>) -> Result<(), BillfoldError> {
        cancellable(cancel, self.0.cancel_sign_in(&id)).await
    }

    /// The member's connections, the oldest first.
    pub fn connections(&self) -> Result<Vec<Connection>, BillfoldError> {
        Ok(self.0.connections()?)
    }

    /// Fetches all records of a connection. Changes stored state.
    pub async fn sync(
        &self,
        connection: String,
        observer: Option<Arc<dyn SyncObserver>>,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<SyncReport, BillfoldError> {
        let cancel = cancel.map(|cancel| cancel.0.clone()).unwrap_or_default();
        Ok(self.0.sync(&connection, observing(observer.as_ref()), &cancel).await?.into())
    }

    /// As `sync`, but fetches everything anew, and marks the records that the payer no longer has. They stay, with the time
    /// when they were missed. Changes stored state.
    pub async fn reconcile(
        &self,
        connection: String,
        observer: Option<Arc<dyn SyncObserver>>,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<SyncReport, BillfoldError> {
        let cancel = cancel.map(|cancel| cancel.0.clone()).unwrap_or_default();
        Ok(self.0.reconcile(&connection, observing(observer.as_ref()), &cancel).await?.into())
    }

    /// The insurance cards, those that are good today first.
    pub fn cards(&self) -> Result<Vec<InsuranceCard>, BillfoldError> {
        Ok(self.0.cards()?)
    }

    /// The data of the image with this number on a card, or none where the card has no such image. Of a `Coverage` that
    /// several payers have, that of the first connection answers, unless one is named.
    pub fn card_image(
        &self,
        card: Reference,
        number: u32,
        connection: Option<String>,
    ) -> Result<Option<CardImageData>, BillfoldError> {
        Ok(self.0.card_image(&card, number, connection.as_deref())?)
    }

    /// A claim, or none where there is none. Of an `ExplanationOfBenefit` that several payers have, that of the first
    /// connection answers, unless one is named.
    pub fn claim(
        &self,
        claim: Reference,
        connection: Option<String>,
    ) -> Result<Option<Claim>, BillfoldError> {
        Ok(self.0.claim(&claim, connection.as_deref())?)
    }

    /// The claims, the newest first.
    pub fn claims(&self, query: ClaimQuery) -> Result<ClaimPage, BillfoldError> {
        Ok(self.0.claims(&query)?)
    }

    /// The timeline, the newest first; what has no date comes last.
    pub fn timeline(&self, query: TimelineQuery) -> Result<TimelinePage, BillfoldError> {
        Ok(self.0.timeline(&query)?)
    }

    /// How many lines of each kind the timeline has, where `kinds`, `after` and `limit` are left out of account: what can
    /// be chosen beside what is shown.
    pub fn timeline_counts(&self, query: TimelineQuery) -> Result<Vec<KindCount>, BillfoldError> {
        Ok(self.0.timeline_counts(&query)?)
    }

    /// Searches a payer's provider directory. Nothing of it is stored, and the member's token does not go along.
    #[uniffi::method(default(cancel = None))]
    pub async fn directory(
        &self,
        query: DirectoryQuery,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<DirectoryPage, BillfoldError> {
        cancellable(cancel, self.0.directory(&query)).await
    }

    /// Searches the drug lists that the payers' syncs brought, by the names of drugs. Each line says which plans have the
    /// drug on their list, and which of these are the member's.
    pub fn formulary(&self, query: FormularyQuery) -> Result<FormularyPage, BillfoldError> {
        Ok(self.0.formulary(&query)?)
    }

    /// The people whose records are in the wallet, in the order of their first connections.
    pub fn people(&self) -> Result<Vec<Person>, BillfoldError> {
        Ok(self.0.people()?)
    }

    /// Notes that these are one person, because the user said so, and gives that person. Changes stored state.
    pub fn link_people(&self, people: Vec<String>) -> Result<Person, BillfoldError> {
        Ok(self.0.link_people(&people)?)
    }

    /// Notes that whose records this connection opens is a person of their own again. Changes stored state.
    pub fn unlink(&self, connection: String) -> Result<(), BillfoldError> {
        Ok(self.0.unlink(&connection)?)
    }

    /// The prior authorizations, the newest first.
    pub fn prior_authorizations(&self) -> Result<Vec<PriorAuthorization>, BillfoldError> {
        Ok(self.0.prior_authorizations()?)
    }

    /// What the claims of a year sum to, by payer and person.
    pub fn year_to_date(&self, year: i32) -> Result<YearToDate, BillfoldError> {
        Ok(self.0.year_to_date(year)?)
    }

    /// The medications, each drug with its history; the drug with the newest record first.
    pub fn medications(&self, query: ClinicalQuery) -> Result<MedicationPage, BillfoldError> {
        Ok(self.0.medications(&query)?)
    }

    /// Problems, diagnoses and health concerns, the newest first. Those that were refuted are told as such.
    pub fn conditions(&self, query: ClinicalQuery) -> Result<ConditionPage, BillfoldError> {
        Ok(self.0.conditions(&query)?)
    }

    /// Allergies and intolerances, and statements that none is known, the newest first.
    pub fn allergies(&self, query: ClinicalQuery) -> Result<AllergyPage, BillfoldError> {
        Ok(self.0.allergies(&query)?)
    }

    /// Immunizations, also those that were not given, the newest first.
    pub fn immunizations(&self, query: ClinicalQuery) -> Result<ImmunizationPage, BillfoldError> {
        Ok(self.0.immunizations(&query)?)
    }

    /// Laboratory results, vital signs and what else was measured or asked, the newest first. Ask for one kind by
    /// `category`.
    pub fn observations(&self, query: ClinicalQuery) -> Result<ObservationPage, BillfoldError> {
        Ok(self.0.observations(&query)?)
    }

    /// The values of a code over time, such as `4548-4` or `http://loinc.org|4548-4`, each unit in a series of its own.
    /// Values of one person, where one is named; of all people otherwise.
    pub fn trend(&self, code: String, person: Option<String>) -> Result<Vec<Trend>, BillfoldError> {
        Ok(self.0.trend(&code, person.as_deref())?)
    }

    /// Diagnostic reports with their results, the newest first.
    pub fn diagnostic_reports(&self, query: ClinicalQuery) -> Result<DiagnosticReportPage, BillfoldError> {
        Ok(self.0.diagnostic_reports(&query)?)
    }

    /// Procedures, also those that were not done, the newest first.
    pub fn procedures(&self, query: ClinicalQuery) -> Result<ProcedurePage, BillfoldError> {
        Ok(self.0.procedures(&query)?)
    }

    /// Visits and stays, the newest first.
    pub fn encounters(&self, query: ClinicalQuery) -> Result<EncounterPage, BillfoldError> {
        Ok(self.0.encounters(&query)?)
    }

    /// Documents, the newest first.
    pub fn documents(&self, query: ClinicalQuery) -> Result<DocumentPage, BillfoldError> {
        Ok(self.0.documents(&query)?)
    }

    /// Care teams, the newest first.
    pub fn care_teams(&self, query: ClinicalQuery) -> Result<CareTeamPage, BillfoldError> {
        Ok(self.0.care_teams(&query)?)
    }

    /// Care plans, the newest first.
    pub fn care_plans(&self, query: ClinicalQuery) -> Result<CarePlanPage, BillfoldError> {
        Ok(self.0.care_plans(&query)?)
    }

    /// Goals, the newest first.
    pub fn goals(&self, query: ClinicalQuery) -> Result<GoalPage, BillfoldError> {
        Ok(self.0.goals(&query)?)
    }

    /// Devices, the newest first.
    pub fn devices(&self, query: ClinicalQuery) -> Result<DevicePage, BillfoldError> {
        Ok(self.0.devices(&query)?)
    }

    /// Who wrote a record, who passed it on and when, as far as the payer tells; the newest first.
    pub fn provenance(
        &self,
        connection: String,
        reference: Reference,
    ) -> Result<Vec<Provenance>, BillfoldError> {
        Ok(self.0.provenance(&connection, &reference)?)
    }

    /// The content of an attachment of a document, of a diagnostic report or of a `Binary`, by its place in the view's
    /// `attachments`. Nothing where it is not on the device, or where what the payer sent is not base64.
    pub fn attachment(
        &self,
        connection: String,
        reference: Reference,
        number: u32,
    ) -> Result<Option<AttachmentContent>, BillfoldError> {
        Ok(self.0.attachment(&connection, &reference, number)?)
    }

    /// Lists records, of one connection or of all, of one FHIR type or of all.
    pub fn records(
        &self,
        connection: Option<String>,
        resource_type: Option<String>,
    ) -> Result<Vec<RecordSummary>, BillfoldError> {
        Ok(self.0.records(&RecordQuery { connection, resource_type })?)
    }

    /// A record as the payer sent it, byte for byte.
    pub fn record(
        &self,
        reference: Reference,
        connection: Option<String>,
    ) -> Result<Option<String>, BillfoldError> {
        Ok(self.0.record(&reference, connection.as_deref())?)
    }

    /// Writes all records, or one connection's, into a file and says how many. Each resource is byte for byte what the
    /// payer sent; in NDJSON, line breaks between its tokens become blanks. After an error there is no file.
    pub fn export_to_file(
        &self,
        connection: Option<String>,
        format: crate::ExportFormat,
        path: String,
    ) -> Result<u64, BillfoldError> {
        Ok(self.0.export_to_file(connection.as_deref(), format, path.as_ref())?)
    }

    /// Ends a connection: asks the payer to revoke its tokens, then erases its key, its tokens and its records, even if
    /// the payer cannot be reached. Changes stored state.
    pub async fn sign_out(&self, connection: String) -> Result<SignOutReport, BillfoldError> {
        Ok(self.0.sign_out(&connection).await?)
    }
}

/// An observer that fails misses a report; the sync has better to do than to stop for it.
fn observing(observer: Option<&Arc<dyn SyncObserver>>) -> impl Fn(crate::SyncProgress) + Send + Sync {
    move |progress| {
        if let Some(observer) = observer {
            let _ = observer.progressed(progress);
        }
    }
}
