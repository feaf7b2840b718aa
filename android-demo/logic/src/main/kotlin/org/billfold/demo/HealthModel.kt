package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import org.billfold.ClinicalQuery
import org.billfold.RecordKind
import org.billfold.Trend
import org.billfold.Wallet
import org.billfold.demo.words.HealthItem
import org.billfold.demo.words.item

/** The kinds of which the health record is made, in the order in which a doctor reads it. */
enum class HealthKind(val record: RecordKind) {
    CONDITIONS(RecordKind.CONDITION),
    ALLERGIES(RecordKind.ALLERGY),
    VITAL_SIGNS(RecordKind.VITAL_SIGN),
    LAB_RESULTS(RecordKind.LAB_RESULT),
    REPORTS(RecordKind.REPORT),
    VACCINES(RecordKind.IMMUNIZATION),
    PROCEDURES(RecordKind.PROCEDURE),
    VISITS(RecordKind.ENCOUNTER),
    DOCUMENTS(RecordKind.DOCUMENT),
    CARE_PLANS(RecordKind.CARE_PLAN),
    GOALS(RecordKind.GOAL),
    CARE_TEAMS(RecordKind.CARE_TEAM),
    DEVICES(RecordKind.DEVICE),
}

/** The health record by kind. */
class HealthModel internal constructor(
    private val wallet: Wallet,
    private val scope: CoroutineScope,
    private val changes: StateFlow<Int>,
) {
    /** How many records there are of each kind that has any. */
    val counts = Loader(scope, changes) {
        val counts = wallet.timelineCounts().associate { it.kind to it.count.toLong() }
        HealthKind.entries.mapNotNull { kind -> counts[kind.record]?.let { kind to it } }.filter { (_, count) -> count > 0 }
    }

    private val lists = HealthKind.entries.associateWith { kind ->
        Pager<Unit, HealthItem>(scope, changes, MutableStateFlow(Unit)) { _, after -> read(kind, after) }
    }

    /** The records of a kind, the newest first. */
    fun list(kind: HealthKind): Pager<Unit, HealthItem> = lists.getValue(kind)

    /** The values of a result over time, each unit in a series of its own. */
    fun trends(code: String): Flow<Load<List<Trend>>> = scope.reads(changes) { wallet.trend(code) }

    private suspend fun read(kind: HealthKind, after: String?): Paged<HealthItem> {
        val query = ClinicalQuery(after = after)
        return when (kind) {
            HealthKind.CONDITIONS -> wallet.conditions(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
            HealthKind.ALLERGIES -> wallet.allergies(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
            HealthKind.VITAL_SIGNS -> results(query.copy(category = "vital-signs"))
            HealthKind.LAB_RESULTS -> results(query.copy(category = "laboratory"))
            HealthKind.REPORTS -> wallet.diagnosticReports(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
            HealthKind.VACCINES -> wallet.immunizations(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
            HealthKind.PROCEDURES -> wallet.procedures(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
            HealthKind.VISITS -> wallet.encounters(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
            HealthKind.DOCUMENTS -> wallet.documents(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
            HealthKind.CARE_PLANS -> wallet.carePlans(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
            HealthKind.GOALS -> wallet.goals(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
            HealthKind.CARE_TEAMS -> wallet.careTeams(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
            HealthKind.DEVICES -> wallet.devices(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
        }
    }

    private suspend fun results(query: ClinicalQuery): Paged<HealthItem> =
        wallet.observations(query).run { Paged(items.map { it.item() }, total.toLong(), next) }
}
