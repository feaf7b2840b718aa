package org.billfold.demo

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.billfold.Claim
import org.billfold.DirectoryEntry
import org.billfold.FormularyDrug
import org.billfold.InsuranceCard
import org.billfold.Medication
import org.billfold.Origin
import org.billfold.PriorAuthorization
import org.billfold.demo.words.HealthItem

/** Everything that can fill the screen. */
sealed interface Screen {
    data object Home : Screen

    data object Claims : Screen

    data object Health : Screen

    data object Plans : Screen

    data class CardDetail(val card: InsuranceCard) : Screen

    data class ClaimDetail(val claim: Claim) : Screen

    data object PriorAuthorizations : Screen

    data class PriorAuthorizationDetail(val authorization: PriorAuthorization) : Screen

    data object Medications : Screen

    data class MedicationDetail(val medication: Medication) : Screen

    data object Timeline : Screen

    data class Kind(val kind: HealthKind) : Screen

    data class Item(val item: HealthItem) : Screen

    /** A part of a document, by its place. */
    data class Attachment(val item: HealthItem, val number: Int) : Screen

    /** A record as the payer sent it. */
    data class Source(val origin: Origin) : Screen

    data class ConnectionDetail(val id: String) : Screen

    data object AddPlan : Screen

    data object People : Screen

    data object Directory : Screen

    data class DirectoryDetail(val entry: DirectoryEntry) : Screen

    data object Formulary : Screen

    data class FormularyDetail(val drug: FormularyDrug) : Screen

    data object Export : Screen

    data object AppSettings : Screen

    companion object {
        /** Those that the navigation bar leads to. */
        val tabs: List<Screen> = listOf(Home, Claims, Health, Plans)
    }
}

/** Where the member is: a tab, and what was opened on top of it. */
class Navigator {
    private val mutableStack = MutableStateFlow<List<Screen>>(listOf(Screen.Home))

    val stack: StateFlow<List<Screen>> = mutableStack.asStateFlow()

    fun open(screen: Screen) = mutableStack.update { if (screen in Screen.tabs) listOf(screen) else it + screen }

    /** Goes back; `false` where there is nothing behind but the way out of the app. */
    fun back(): Boolean {
        val before = mutableStack.value
        val after = if (before.size > 1) before.dropLast(1) else listOf(Screen.Home)
        mutableStack.value = after
        return after != before
    }
}
