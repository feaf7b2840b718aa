package org.billfold.demo

import java.net.URI
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** A simulated payer, as `billfold-sandbox` describes it. */
data class SandboxPayerInfo(
    val id: String,
    val origin: URI,
    val fhirBase: String,
    val client: ClientEntry,
    val userName: String,
    val password: String,
)

/** Asks a running `billfold-sandbox` for its payers, so that nobody has to type ids. For developers alone. */
object SandboxSwitch {
    /** Where the sandbox listens if it is started without arguments. */
    val usualPorts = (7410..7414).toList()

    /** The payers at these ports of this device. Throws [java.io.IOException] where there is no sandbox. */
    suspend fun payers(ports: List<Int> = usualPorts): List<SandboxPayerInfo> =
        runInterruptible(Dispatchers.IO) {
            ports.map { port -> describe(URI("http://127.0.0.1:$port/.sandbox/payer")) }
        }

    private fun describe(address: URI): SandboxPayerInfo {
        val connection = address.toURL().openConnection().apply {
            connectTimeout = PATIENCE_MILLIS
            readTimeout = PATIENCE_MILLIS
        }
        val payer = Json.parseToJsonElement(connection.getInputStream().use { it.readBytes().decodeToString() })
        val client = payer["client"]
        val login = payer["logins"].jsonArray.first()
        val id = payer.text("id")
        return SandboxPayerInfo(
            id = id,
            origin = URI(payer.text("origin")),
            fhirBase = payer.text("fhir_base"),
            client = ClientEntry(
                clientId = client.text("client_id"),
                clientSecret = client.jsonObject["client_secret"]?.jsonPrimitive?.contentOrNull,
                redirectUri = ClientBook.defaultRedirect(id),
            ),
            userName = login.text("username"),
            password = login.text("password"),
        )
    }

    private operator fun JsonElement.get(name: String): JsonElement = jsonObject.getValue(name)

    private fun JsonElement.text(name: String): String = this[name].jsonPrimitive.content

    private const val PATIENCE_MILLIS = 3_000
}
