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

/// Runs a call of the core's until it ends or is cancelled. The core's futures may be dropped at every await.
async fn cancellable<T>(
    cancel: Option<Arc<Cancel>>,
    call: impl Future<Output = Result<T, billfold::Error>>,
) -> Result<T, BillfoldError> {
    let Some(cancel) = cancel else { return Ok(call.await?) };
    tokio::select! {
        biased;
        outcome = call => Ok(outcome?),
        () = cancel.0.cancelled() => Err(BillfoldError::Cancelled { detail: "cancelled".to_owned() }),
    }
}

/// A member's wallet: their connections to payers, and the records that these brought.
#[derive(uniffi::Object)]
pub struct Wallet(billfold::Wallet);

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
        Ok(cancellable(cancel, self.0.begin_sign_in(&payer, options.into_core()?)).await?.into())
    }

    /// As `begin_sign_in`, for any SMART server of which only the FHIR base is known. Changes stored state.
    #[uniffi::method(default(cancel = None))]
    pub async fn begin_sign_in_at(
        &self,
        fhir_base: String,
        options: SignInOptions,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<SignInRequest, BillfoldError> {
        Ok(cancellable(cancel, self.0.begin_sign_in_at(&fhir_base, options.into_core()?)).await?.into())
    }

    /// Completes a sign-in with the URL that came back to the redirect URI. Changes stored state.
    #[uniffi::method(default(cancel = None))]
    pub async fn complete_sign_in(
        &self,
        callback_url: String,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<Connection, BillfoldError> {
        Ok(cancellable(cancel, self.0.complete_sign_in(&callback_url)).await?.into())
    }

    /// The patients of a sign-in that ended in `ChoosePatient`; none where its time is over.
    pub async fn patient_choices(&self, sign_in: String) -> Result<Vec<PatientChoice>, BillfoldError> {
        Ok(self.0.patient_choices(&sign_in).await?.into_iter().map(PatientChoice::from).collect())
    }

    /// Completes such a sign-in for one of its patients. Changes stored state.
    #[uniffi::method(default(cancel = None))]
    pub async fn choose_patient(
        &self,
        sign_in: String,
        patient: String,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<Connection, BillfoldError> {
        Ok(cancellable(cancel, self.0.choose_patient(&sign_in, &patient)).await?.into())
    }

    /// Asks the payer who signed in; nothing where it does not tell.
    #[uniffi::method(default(cancel = None))]
    pub async fn user_info(
        &self,
        connection: String,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<Option<UserInfo>, BillfoldError> {
        Ok(cancellable(cancel, self.0.user_info(&connection)).await?.map(UserInfo::from))
    }

    /// Gives up a sign-in whose callback did not come, and tells why it did not where the payer's own page tells.
    /// Changes stored state.
    #[uniffi::method(default(cancel = None))]
    pub async fn cancel_sign_in(&self, id: String, cancel: Option<Arc<Cancel>>) -> Result<(), BillfoldError> {
        cancellable(cancel, self.0.cancel_sign_in(&id)).await
    }

    /// The member's connections, the oldest first.
    pub async fn connections(&self) -> Result<Vec<Connection>, BillfoldError> {
        list(&self.0, billfold::Wallet::connections).await
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
    pub async fn cards(&self) -> Result<Vec<InsuranceCard>, BillfoldError> {
        list(&self.0, billfold::Wallet::cards).await
    }

    /// The data of the image with this number on a card, or none where the card has no such image. Of a `Coverage` that
    /// several payers have, that of the first connection answers, unless one is named.
    pub async fn card_image(
        &self,
        card: Reference,
        number: u32,
        connection: Option<String>,
    ) -> Result<Option<CardImageData>, BillfoldError> {
        let image =
            on_worker(&self.0, move |wallet| wallet.card_image(&card.into(), number, connection.as_deref()));
        Ok(image.await?.map(CardImageData::from))
    }

    /// A claim, or none where there is none. Of an `ExplanationOfBenefit` that several payers have, that of the first
    /// connection answers, unless one is named.
    pub async fn claim(
        &self,
        claim: Reference,
        connection: Option<String>,
    ) -> Result<Option<Claim>, BillfoldError> {
        let claim = on_worker(&self.0, move |wallet| wallet.claim(&claim.into(), connection.as_deref()));
        Ok(claim.await?.map(Claim::from))
    }

    /// The claims, the newest first.
    pub async fn claims(&self, query: ClaimQuery) -> Result<ClaimPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.claims(&query.into())).await?.into())
    }

    /// The timeline, the newest first; what has no date comes last.
    pub async fn timeline(&self, query: TimelineQuery) -> Result<TimelinePage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.timeline(&query.into())).await?.into())
    }

    /// How many lines of each kind the timeline has, where `kinds`, `after` and `limit` are left out of account: what can
    /// be chosen beside what is shown.
    pub async fn timeline_counts(&self, query: TimelineQuery) -> Result<Vec<KindCount>, BillfoldError> {
        list(&self.0, move |wallet| wallet.timeline_counts(&query.into())).await
    }

    /// Searches a payer's provider directory. Nothing of it is stored, and the member's token does not go along.
    #[uniffi::method(default(cancel = None))]
    pub async fn directory(
        &self,
        query: DirectoryQuery,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<DirectoryPage, BillfoldError> {
        Ok(cancellable(cancel, self.0.directory(&query.into())).await?.into())
    }

    /// Searches the drug lists that the payers' syncs brought, by the names of drugs. Each line says which plans have the
    /// drug on their list, and which of these are the member's.
    pub async fn formulary(&self, query: FormularyQuery) -> Result<FormularyPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.formulary(&query.into())).await?.into())
    }

    /// The people whose records are in the wallet, in the order of their first connections.
    pub async fn people(&self) -> Result<Vec<Person>, BillfoldError> {
        list(&self.0, billfold::Wallet::people).await
    }

    /// Notes that these are one person, because the user said so, and gives that person. Changes stored state.
    pub async fn link_people(&self, people: Vec<String>) -> Result<Person, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.link_people(&people)).await?.into())
    }

    /// Notes that whose records this connection opens is a person of their own again. Changes stored state.
    pub async fn unlink(&self, connection: String) -> Result<(), BillfoldError> {
        on_worker(&self.0, move |wallet| wallet.unlink(&connection)).await
    }

    /// The prior authorizations, the newest first.
    pub async fn prior_authorizations(&self) -> Result<Vec<PriorAuthorization>, BillfoldError> {
        list(&self.0, billfold::Wallet::prior_authorizations).await
    }

    /// What the claims of a year sum to, by payer and person.
    pub async fn year_to_date(&self, year: i32) -> Result<YearToDate, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.year_to_date(year)).await?.into())
    }

    /// The medications, each drug with its history; the drug with the newest record first.
    pub async fn medications(&self, query: ClinicalQuery) -> Result<MedicationPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.medications(&query.into())).await?.into())
    }

    /// Problems, diagnoses and health concerns, the newest first. Those that were refuted are told as such.
    pub async fn conditions(&self, query: ClinicalQuery) -> Result<ConditionPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.conditions(&query.into())).await?.into())
    }

    /// Allergies and intolerances, and statements that none is known, the newest first.
    pub async fn allergies(&self, query: ClinicalQuery) -> Result<AllergyPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.allergies(&query.into())).await?.into())
    }

    /// Immunizations, also those that were not given, the newest first.
    pub async fn immunizations(&self, query: ClinicalQuery) -> Result<ImmunizationPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.immunizations(&query.into())).await?.into())
    }

    /// Laboratory results, vital signs and what else was measured or asked, the newest first. Ask for one kind by
    /// `category`.
    pub async fn observations(&self, query: ClinicalQuery) -> Result<ObservationPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.observations(&query.into())).await?.into())
    }

    /// The values of a code over time, such as `4548-4` or `http://loinc.org|4548-4`, each unit in a series of its own.
    /// Values of one person, where one is named; of all people otherwise.
    pub async fn trend(&self, code: String, person: Option<String>) -> Result<Vec<Trend>, BillfoldError> {
        list(&self.0, move |wallet| wallet.trend(&code, person.as_deref())).await
    }

    /// Diagnostic reports with their results, the newest first.
    pub async fn diagnostic_reports(
        &self,
        query: ClinicalQuery,
    ) -> Result<DiagnosticReportPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.diagnostic_reports(&query.into())).await?.into())
    }

    /// Procedures, also those that were not done, the newest first.
    pub async fn procedures(&self, query: ClinicalQuery) -> Result<ProcedurePage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.procedures(&query.into())).await?.into())
    }

    /// Visits and stays, the newest first.
    pub async fn encounters(&self, query: ClinicalQuery) -> Result<EncounterPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.encounters(&query.into())).await?.into())
    }

    /// Documents, the newest first.
    pub async fn documents(&self, query: ClinicalQuery) -> Result<DocumentPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.documents(&query.into())).await?.into())
    }

    /// Care teams, the newest first.
    pub async fn care_teams(&self, query: ClinicalQuery) -> Result<CareTeamPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.care_teams(&query.into())).await?.into())
    }

    /// Care plans, the newest first.
    pub async fn care_plans(&self, query: ClinicalQuery) -> Result<CarePlanPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.care_plans(&query.into())).await?.into())
    }

    /// Goals, the newest first.
    pub async fn goals(&self, query: ClinicalQuery) -> Result<GoalPage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.goals(&query.into())).await?.into())
    }

    /// Devices, the newest first.
    pub async fn devices(&self, query: ClinicalQuery) -> Result<DevicePage, BillfoldError> {
        Ok(on_worker(&self.0, move |wallet| wallet.devices(&query.into())).await?.into())
    }

    /// Who wrote a record, who passed it on and when, as far as the payer tells; the newest first.
    pub async fn provenance(
        &self,
        connection: String,
        reference: Reference,
    ) -> Result<Vec<Provenance>, BillfoldError> {
        list(&self.0, move |wallet| wallet.provenance(&connection, &reference.into())).await
    }

    /// The content of an attachment of a document, of a diagnostic report or of a `Binary`, by its place in the view's
    /// `attachments`. Nothing where it is not on the device, or where what the payer sent is not base64.
    pub async fn attachment(
        &self,
        connection: String,
        reference: Reference,
        number: u32,
    ) -> Result<Option<AttachmentContent>, BillfoldError> {
        let read = move |wallet: &billfold::Wallet| wallet.attachment(&connection, &reference.into(), number);
        Ok(on_worker(&self.0, read).await?.map(AttachmentContent::from))
    }

    /// Lists records, of one connection or of all, of one FHIR type or of all.
    pub async fn records(
        &self,
        connection: Option<String>,
        resource_type: Option<String>,
    ) -> Result<Vec<RecordSummary>, BillfoldError> {
        list(&self.0, move |wallet| wallet.records(&RecordQuery { connection, resource_type })).await
    }

    /// A record as the payer sent it, byte for byte.
    pub async fn record(
        &self,
        reference: Reference,
        connection: Option<String>,
    ) -> Result<Option<String>, BillfoldError> {
        on_worker(&self.0, move |wallet| wallet.record(&reference.into(), connection.as_deref())).await
    }

    /// Writes all records, or one connection's, into a file and says how many. Each resource is byte for byte what the
    /// payer sent; in NDJSON, line breaks between its tokens become blanks. After an error there is no file.
    pub async fn export_to_file(
        &self,
        connection: Option<String>,
        format: crate::ExportFormat,
        path: String,
    ) -> Result<u64, BillfoldError> {
        on_worker(&self.0, move |wallet| wallet.export_to_file(connection.as_deref(), format, path.as_ref()))
            .await
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

/// Runs what blocks away from the caller's thread.
async fn on_worker<T: Send + 'static>(
    wallet: &billfold::Wallet,
    work: impl FnOnce(&billfold::Wallet) -> Result<T, billfold::Error> + Send + 'static,
) -> Result<T, BillfoldError> {
    let wallet = wallet.clone();
    let failed =
        || billfold::Error::from(billfold::error::StoreError::Unavailable { operation: "working on it" });
    Ok(tokio::task::spawn_blocking(move || work(&wallet)).await.unwrap_or_else(|_| Err(failed()))?)
}

/// As `on_worker`, for lists of the core's views.
async fn list<T: Send + 'static, U: From<T>>(
    wallet: &billfold::Wallet,
    work: impl FnOnce(&billfold::Wallet) -> Result<Vec<T>, billfold::Error> + Send + 'static,
) -> Result<Vec<U>, BillfoldError> {
    Ok(on_worker(wallet, work).await?.into_iter().map(U::from).collect())
}
