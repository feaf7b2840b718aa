package org.billfold.demo

import java.net.URI
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import org.billfold.Wallet

/** How far a sign-out has come. */
sealed interface SignOutState {
    data object Idle : SignOutState

    data class Running(val connection: String) : SignOutState

    /** [revoked]: the payer confirmed it. [endSession]: where the browser's session can be ended too. */
    data class Done(val revoked: Boolean, val endSession: URI?) : SignOutState

    data class Failed(val problem: Problem) : SignOutState
}

/** The member's plans. */
class ConnectionsModel internal constructor(
    private val wallet: Wallet,
    private val sync: SyncModel,
    private val scope: CoroutineScope,
    changes: StateFlow<Int>,
    private val changed: () -> Unit,
) {
    private val mutableSignOut = MutableStateFlow<SignOutState>(SignOutState.Idle)

    val list = Loader(scope, changes) { wallet.connections() }
    val signOut: StateFlow<SignOutState> = mutableSignOut.asStateFlow()

    /** Ends the connection and erases everything of it, whatever the payer says. */
    fun signOut(connection: String) = scope.launch {
        mutableSignOut.value = SignOutState.Running(connection)
        sync.pause(connection)
        mutableSignOut.value = when (val ended = load { wallet.signOut(connection) }) {
            is Load.Failed -> SignOutState.Failed(ended.problem)
            is Load.Ready -> SignOutState.Done(ended.value.revoked, ended.value.endSession)
            is Load.Loading -> SignOutState.Idle
        }
        sync.forget(connection)
        changed()
    }

    fun dismissSignOut() {
        mutableSignOut.value = SignOutState.Idle
    }
}
