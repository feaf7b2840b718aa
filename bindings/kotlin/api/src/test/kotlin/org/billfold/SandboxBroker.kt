package org.billfold

import java.io.File
import java.net.ConnectException
import java.net.ServerSocket
import java.net.URI
import java.util.Base64
import java.util.concurrent.TimeUnit
import kotlin.random.Random

/** The real broker before a simulated payer, in a process of its own. It alone has the payer's client secret. */
class SandboxBroker(payer: SandboxPayer, files: File) : AutoCloseable {
    val url: String
    private val process: Process

    init {
        val port = ServerSocket(0).use(ServerSocket::getLocalPort)
        url = "http://127.0.0.1:$port"
        check(files.mkdirs())
        files.resolve("sealing.key").writeText(Base64.getEncoder().encodeToString(Random.nextBytes(32)))
        files.resolve("client.secret").writeText(payer.client["client_secret"].asText())
        files.resolve("preset.json").writeText(presetAtOrigin(payer.id, payer.origin))
        val configuration = files.resolve("broker.toml")
        configuration.writeText(
            """
            public_url = "$url"
            listen = "127.0.0.1:$port"
            sealing_keys = [{ file = "sealing.key" }]
            [payers.${payer.id}]
            preset_file = "preset.json"
            client_id = "${payer.client["client_id"].asText()}"
            client_secret = { file = "client.secret" }
            [apps."$APP".redirect_uris]
            ${payer.id} = ["${payer.redirectUri}"]
            """.trimIndent(),
        )
        val program = File(System.getProperty("billfold.root"), "target/debug/billfold-broker")
        check(program.exists()) { "build it first: cargo build -p billfold-broker" }
        process = ProcessBuilder(program.path, "serve", configuration.path)
            .redirectErrorStream(true)
            .redirectOutput(files.resolve("log"))
            .start()
        while (!answers()) {
            check(!process.waitFor(20, TimeUnit.MILLISECONDS)) { files.resolve("log").readText() }
        }
    }

    private fun answers(): Boolean =
        try {
            Sandbox.status(URI("$url/healthz")) == 200
        } catch (_: ConnectException) {
            false
        }

    override fun close() {
        process.destroy()
        process.waitFor()
    }

    companion object {
        /** The app's client id at the broker. */
        const val APP = "org.billfold.wallet"
    }
}
