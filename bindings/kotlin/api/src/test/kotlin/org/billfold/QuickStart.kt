package org.billfold

// quick start
/** Signs a member in, fetches their records and shows them. */
suspend fun quickStart(
    config: WalletConfig, // WalletConfig(directory = context.filesDir.path)
    store: SecureStore, // your files under an Android Keystore key
    browser: suspend (SignInRequest) -> String, // your Auth Tab: opens request.url, returns the callback URL
    show: (String) -> Unit,
) = Wallet.open(config, store).use { wallet ->
    val client = ClientRegistration.publicClient("billfold-demo-bcbsnc") // the id that the payer gave you
    val options = SignInOptions(client, "org.billfold.wallet:/callback/bcbsnc", RedirectBinding.AUTH_SESSION)
    val request = wallet.beginSignIn("bcbsnc", options)
    val connection = wallet.completeSignIn(browser(request))
    wallet.sync(connection.id).collect { event ->
        when (event) {
            is SyncEvent.Progress -> show("${event.progress.records} records")
            is SyncEvent.Done -> show("done in ${event.report.elapsed.toMillis()} ms")
        }
    }
    wallet.cards().forEach { show("${it.payer}: member ${it.memberId}") }
    wallet.claims().items.forEach { show("${it.serviceStart?.text}: you owe ${it.memberOwes?.money?.amount}") }
    wallet.medications().items.forEach { show("${it.name}: ${it.dosage}") }
    wallet.signOut(connection.id)
}
// end
