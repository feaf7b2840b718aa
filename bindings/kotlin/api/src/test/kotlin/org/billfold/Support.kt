package org.billfold

import java.io.File
import java.nio.file.Files
import java.nio.file.Path
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

/** Memory of this process, after a collection; 0 where the system does not tell it as Linux does. */
fun residentBytes(): Long {
    System.gc()
    val status = Path.of("/proc/self/status")
    if (!Files.exists(status)) return 0
    val line = Files.readAllLines(status).first { it.startsWith("VmRSS:") }
    return line.filter(Char::isDigit).toLong() * 1024
}
