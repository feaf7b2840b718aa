package org.billfold.demo

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import org.billfold.Payer
import org.billfold.Wallet

/**
 * A payer that the member chose.
 *
 * @property payer the preset; `null` where only the address is known.
 * @property fhirBase the address, where the preset has none of its own.
 */
data class PayerChoice(val payer: Payer?, val fhirBase: String?) {
    val name: String get() = payer?.name ?: fhirBase.orEmpty()

    /** Under what the client entry is kept. */
    val key: String get() = payer?.id ?: fhirBase.orEmpty()
}

/** What the member may choose from. */
data class PickerState(val payers: List<Payer>, val search: String = "", val address: String = "") {
    /** Those whose name has every word that was typed. */
    val shown: List<Payer>
        get() = payers.filter { payer -> search.split(' ').all { payer.name.contains(it, ignoreCase = true) } }
}

/** Payers with a preset, and the field for the address of any other. */
class PayerPicker(private val wallet: Wallet, private val sandbox: List<SandboxPayerInfo>) {
    private val mutableState = MutableStateFlow(PickerState(wallet.payers()))

    val state: StateFlow<PickerState> = mutableState.asStateFlow()

    fun search(text: String) {
        mutableState.value = mutableState.value.copy(search = text)
    }

    fun address(text: String) {
        mutableState.value = mutableState.value.copy(address = text)
    }

    fun choice(payer: Payer) =
        PayerChoice(payer, sandbox.firstOrNull { it.id == payer.id && payer.needsFhirBase }?.fhirBase)

    /** The payer at the address that was typed; whether there is one is seen when the sign-in begins. */
    fun typed() = PayerChoice(null, mutableState.value.address.trim())

    /** The preset of a connection, for signing in to it again. */
    fun choice(payerId: String, fhirBase: String? = null): PayerChoice? =
        wallet.payers().firstOrNull { it.id == payerId }?.let { choice(it).copy(fhirBase = fhirBase ?: choice(it).fhirBase) }
}
