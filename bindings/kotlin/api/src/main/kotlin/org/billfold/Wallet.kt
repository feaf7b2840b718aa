package org.billfold

import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.last
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.billfold.ffi.Cancel
import org.billfold.ffi.SyncObserver
import org.billfold.ffi.Wallet as CoreWallet

/**
 * A member's wallet: their connections to payers, and the records that these brought.
 *
 * One per process, closed by its owner; a call after [close] is an [IllegalStateException]. Every suspending call may
 * be made from the main thread and throws [BillfoldException].
 */
class Wallet private constructor(private val core: CoreWallet) : AutoCloseable {
    /**
     * What the wallet found lost since this was asked last, and has dealt with: tell the member where they must sign in
     * again, and sync what is to be fetched again.
     */
    fun takeEvents(): List<StoreEvent> = core.takeEvents().map { it.told() }

    /** The payers that can be signed in to: the built-in presets and the app's own. */
    fun payers(): List<Payer> = core.payers()

    /**
     * Adds a preset, as JSON, or puts it in the place of the one with the same id, for sign-ins that begin from now on.
     */
    fun addPreset(preset: String) = mapErrors { core.addPreset(preset) }

    /**
     * Forgets what is known of a payer's servers: for when a sign-in was stopped because they moved or changed, and the
     * payer has confirmed it. Changes stored state.
     */
    suspend fun acceptChangedHosts(payer: String, fhirBase: String? = null) =
        call { core.acceptChangedHosts(payer, fhirBase) }

    /**
     * Begins a sign-in to the payer with this preset id. Open the URL in the system browser and hand the callback to
     * [completeSignIn], which may happen in another process. Changes stored state.
     */
    suspend fun beginSignIn(payer: String, options: SignInOptions): SignInRequest =
        call { options.lent { core.beginSignIn(payer, it) } }

    /** As [beginSignIn], for any SMART server of which only the FHIR base is known. Changes stored state. */
    suspend fun beginSignInAt(fhirBase: String, options: SignInOptions): SignInRequest =
        call { options.lent { core.beginSignInAt(fhirBase, it) } }

    /**
     * Completes a sign-in with the URL that came back to the redirect URI, verbatim. Changes stored state.
     *
     * [BillfoldException.StrayRedirect] means that the URL was for nobody: ignore it. A caller who leaves does not stop
     * it, since the payer's code can be used only once; [connections] has the connection then.
     */
    suspend fun completeSignIn(callbackUrl: String): Connection =
        // Whoever sent it may have sent half a surrogate pair, which is no text to the boundary.
        call { core.completeSignIn(String(callbackUrl.toByteArray())) }

    /** The patients of a sign-in that ended in [BillfoldException.ChoosePatient]; none where its time is over. */
    suspend fun patientChoices(signIn: String): List<PatientChoice> = call { core.patientChoices(signIn) }

    /** Completes such a sign-in for one of its patients. Changes stored state. */
    suspend fun choosePatient(signIn: String, patient: String): Connection =
        call { core.choosePatient(signIn, patient) }

    /** Asks the payer who signed in; `null` where it does not tell. */
    suspend fun userInfo(connection: String): UserInfo? = call { core.userInfo(connection) }

    /**
     * Gives up the sign-in with this [SignInRequest.id], whose callback did not come, and tells why it did not where
     * the payer's own page tells, such as [BillfoldException.UnknownClient]. Changes stored state.
     */
    suspend fun cancelSignIn(id: String) = call { core.cancelSignIn(id) }

    /** The member's connections, the oldest first. */
    suspend fun connections(): List<Connection> = call { core.connections() }

    /**
     * Fetches all records of the connection with this id. Changes stored state.
     *
     * Collecting starts the sync. [SyncEvent.Done] comes last; of [SyncEvent.Progress] a slow collector sees only the
     * newest. Cancelling the collector stops the sync and returns once it has stopped: what is stored stays, and the
     * next sync goes on from there.
     */
    fun sync(connection: String): Flow<SyncEvent> =
        events { observer, cancel -> core.sync(connection, observer, cancel) }

    /**
     * As [sync], but fetches everything anew, and marks the records that the payer no longer has. They stay, with the time
     * when they were missed. Changes stored state.
     */
    fun reconcile(connection: String): Flow<SyncEvent> =
        events { observer, cancel -> core.reconcile(connection, observer, cancel) }

    /** As [sync], for those who want the report alone. [onProgress] is called in the caller's own context. */
    suspend fun syncToEnd(connection: String, onProgress: (SyncProgress) -> Unit = {}): SyncReport {
        val end = sync(connection).onEach { if (it is SyncEvent.Progress) onProgress(it.progress) }.last()
        return (end as SyncEvent.Done).report
    }

    /** The insurance cards, those that are good today first. */
    suspend fun cards(): List<InsuranceCard> = call { core.cards() }

    /**
     * The data of the image with this number on a card, or `null` where the card has no such image. Of a `Coverage` that
     * several payers have, that of the first connection answers, unless one is named.
     */
    suspend fun cardImage(card: Reference, number: UInt, connection: String? = null): CardImageData? =
        call { core.cardImage(card, number, connection) }

    /**
     * A claim, or `null` where there is none. Of an `ExplanationOfBenefit` that several payers have, that of the first
     * connection answers, unless one is named.
     */
    suspend fun claim(reference: Reference, connection: String? = null): Claim? =
        call { core.claim(reference, connection) }

    /** The claims, the newest first. */
    suspend fun claims(query: ClaimQuery = ClaimQuery()): ClaimPage = call { core.claims(query) }

    /** The prior authorizations, the newest first. */
    suspend fun priorAuthorizations(): List<PriorAuthorization> = call { core.priorAuthorizations() }

    /** What the claims of a year sum to, by payer and person. */
    suspend fun yearToDate(year: Int): YearToDate = call { core.yearToDate(year) }

    /** The medications, each drug with its history; the drug with the newest record first. */
    suspend fun medications(query: ClinicalQuery = ClinicalQuery()): MedicationPage = call { core.medications(query) }

    /** Problems, diagnoses and health concerns, the newest first. Those that were refuted are told as such. */
    suspend fun conditions(query: ClinicalQuery = ClinicalQuery()): ConditionPage = call { core.conditions(query) }

    /** Allergies and intolerances, and statements that none is known, the newest first. */
    suspend fun allergies(query: ClinicalQuery = ClinicalQuery()): AllergyPage = call { core.allergies(query) }

    /** Immunizations, also those that were not given, the newest first. */
    suspend fun immunizations(query: ClinicalQuery = ClinicalQuery()): ImmunizationPage = call { core.immunizations(query) }

    /**
     * Laboratory results, vital signs and what else was measured or asked, the newest first. Ask for one kind by
     * `category`.
     */
    suspend fun observations(query: ClinicalQuery = ClinicalQuery()): ObservationPage = call { core.observations(query) }

    /** Diagnostic reports with their results, the newest first. */
    suspend fun diagnosticReports(query: ClinicalQuery = ClinicalQuery()): DiagnosticReportPage = call { core.diagnosticReports(query) }

    /** Procedures, also those that were not done, the newest first. */
    suspend fun procedures(query: ClinicalQuery = ClinicalQuery()): ProcedurePage = call { core.procedures(query) }

    /** Visits and stays, the newest first. */
    suspend fun encounters(query: ClinicalQuery = ClinicalQuery()): EncounterPage = call { core.encounters(query) }

    /** Documents, the newest first. */
    suspend fun documents(query: ClinicalQuery = ClinicalQuery()): DocumentPage = call { core.documents(query) }

    /** Care teams, the newest first. */
    suspend fun careTeams(query: ClinicalQuery = ClinicalQuery()): CareTeamPage = call { core.careTeams(query) }

    /** Care plans, the newest first. */
    suspend fun carePlans(query: ClinicalQuery = ClinicalQuery()): CarePlanPage = call { core.carePlans(query) }

    /** Goals, the newest first. */
    suspend fun goals(query: ClinicalQuery = ClinicalQuery()): GoalPage = call { core.goals(query) }

    /** Devices, the newest first. */
    suspend fun devices(query: ClinicalQuery = ClinicalQuery()): DevicePage = call { core.devices(query) }

    /**
     * The values of a code over time, such as `4548-4` or `http://loinc.org|4548-4`, each unit in a series of its own.
     */
    suspend fun trend(code: String, person: String? = null): List<Trend> = call { core.trend(code, person) }

    /** Who wrote a record, who passed it on and when, as far as the payer tells; the newest first. */
    suspend fun provenance(connection: String, reference: Reference): List<Provenance> =
        call { core.provenance(connection, reference) }

    /**
     * The content of an attachment of a document, of a diagnostic report or of a `Binary`, by its place in the view's
     * `attachments`. Nothing where it is not on the device, or where what the payer sent is not base64.
     */
    suspend fun attachment(connection: String, reference: Reference, number: UInt): AttachmentContent? =
        call { core.attachment(connection, reference, number) }

    /** The timeline, the newest first; what has no date comes last. */
    suspend fun timeline(query: TimelineQuery = TimelineQuery()): TimelinePage = call { core.timeline(query) }

    /**
     * How many lines of each kind the timeline has, where `kinds`, `after` and `limit` are left out of account: what can
     * be chosen beside what is shown.
     */
    suspend fun timelineCounts(query: TimelineQuery = TimelineQuery()): List<KindCount> =
        call { core.timelineCounts(query) }

    /** The people whose records are in the wallet, in the order of their first connections. */
    suspend fun people(): List<Person> = call { core.people() }

    /** Notes that these are one person, because the user said so, and gives that person. Changes stored state. */
    suspend fun linkPeople(people: List<String>): Person = call { core.linkPeople(people) }

    /** Notes that whose records this connection opens is a person of their own again. Changes stored state. */
    suspend fun unlink(connection: String) = call { core.unlink(connection) }

    /** Searches a payer's provider directory. Nothing of it is stored, and the member's token does not go along. */
    suspend fun directory(query: DirectoryQuery): DirectoryPage = call { core.directory(query) }

    /**
     * Searches the drug lists that the payers' syncs brought, by the names of drugs. Each line says which plans have the
     * drug on their list, and which of these are the member's.
     */
    suspend fun formulary(query: FormularyQuery = FormularyQuery()): FormularyPage = call { core.formulary(query) }

    /** Lists records, of the connection with this id or of all, of one FHIR type or of all. */
    suspend fun records(connection: String? = null, resourceType: String? = null): List<RecordSummary> =
        call { core.records(connection, resourceType) }

    /**
     * A record as the payer sent it, byte for byte. Two payers may use the same reference: the oldest connection that
     * has it answers, unless one is named.
     */
    suspend fun record(reference: Reference, connection: String? = null): String? =
        call { core.record(reference, connection) }

    /**
     * Writes all records, or one connection's, into a file and says how many. Each resource is byte for byte what the payer
     * sent; in NDJSON, line breaks between its tokens become blanks. After an error there is no file.
     */
    suspend fun exportToFile(path: String, format: ExportFormat, connection: String? = null): ULong =
        call { core.exportToFile(connection, format, path) }

    /**
     * Ends a connection: asks the payer to revoke its tokens, then erases its key, its tokens and its records, even if
     * the payer cannot be reached. It runs to its end even when the caller is cancelled. Changes stored state.
     */
    suspend fun signOut(connection: String): SignOutReport =
        withContext(NonCancellable) { call { core.signOut(connection) } }

    /** Frees what the core holds in memory. What is stored stays. */
    override fun close() = core.close()

    private fun events(sync: suspend (SyncObserver, Cancel) -> SyncReport): Flow<SyncEvent> =
        channelFlow {
            val observer = object : SyncObserver {
                override fun progressed(progress: SyncProgress) {
                    trySend(SyncEvent.Progress(progress))
                }
            }
            send(SyncEvent.Done(untilCancelled { cancel -> sync(observer, cancel) }))
        }.buffer(Channel.CONFLATED).flowOn(Dispatchers.IO)

    /**
     * Cancelling a coroutine would drop the core's future in the middle of its work. The switch lets it stop in its own
     * way, and nobody goes on before it has.
     */
    private suspend fun untilCancelled(sync: suspend (Cancel) -> SyncReport): SyncReport =
        Cancel().use { cancel ->
            coroutineScope {
                val stopper = launch(start = CoroutineStart.UNDISPATCHED) {
                    try {
                        awaitCancellation()
                    } finally {
                        cancel.cancel()
                    }
                }
                try {
                    withContext(NonCancellable) { mapErrors { sync(cancel) } }
                } catch (stopped: BillfoldException.Cancelled) {
                    currentCoroutineContext().ensureActive()
                    throw stopped
                } finally {
                    stopper.cancel()
                }
            }
        }

    companion object {
        /** Opens the wallet in [WalletConfig.directory], or makes a new one there. Changes stored state. */
        suspend fun open(config: WalletConfig, secureStore: SecureStore): Wallet =
            call { Wallet(CoreWallet.open(config, SecureStoreAdapter(secureStore))) }
    }
}

/** The core polls on its caller's thread, which may be the one that draws: every call leaves it. */
private suspend fun <T> call(work: suspend () -> T): T = withContext(Dispatchers.IO) { mapErrors { work() } }
