package org.billfold

import java.io.File
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertInstanceOf

/** Runs [work] and returns what it threw, which must be of the kind that is expected. */
suspend inline fun <reified T : BillfoldException> thrownBy(work: suspend () -> Unit): T {
    val thrown = runCatching { work() }.exceptionOrNull()
    return assertInstanceOf(T::class.java, thrown)
}

/** Runs [work] with a wallet over the sandbox. */
fun withWallet(
    directory: File,
    store: SecureStore = MemoryStore(),
    config: WalletConfig = Sandbox.config(directory),
    work: suspend (Wallet) -> Unit,
) = runBlocking { Wallet.open(config, store).use { work(it) } }

/** The member signs in at [payer] and agrees. */
suspend fun Wallet.signIn(payer: SandboxPayer): Connection {
    val request = beginSignIn(payer.id, payer.options())
    return completeSignIn(SandboxBrowser().callback(request, payer))
}
