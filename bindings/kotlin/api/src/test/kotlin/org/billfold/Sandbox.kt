package org.billfold

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers

/** The simulated payers, in a process of their own that ends with this one. */
object Sandbox {
    private val json = ObjectMapper()
    private val http = HttpClient.newHttpClient()

    /** By preset id, in the order of the sandbox. */
    val payers: Map<String, SandboxPayer> by lazy {
        val program = File(System.getProperty("billfold.root"), "target/debug/billfold-sandbox")
        check(program.exists()) { "build it first: cargo build -p billfold-sandbox" }
        val process = ProcessBuilder(program.path, "--ports", "0,0,0,0,0", "--json", "--until-stdin-closes")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
        val line = checkNotNull(process.inputReader().readLine()) { "the sandbox did not start" }
        json.readTree(line).map(::SandboxPayer).associateBy(SandboxPayer::id)
    }

    fun payer(id: String): SandboxPayer = payers.getValue(id)

    /** A configuration in which every payer is the sandbox's. */
    fun config(directory: File, allowEmbeddedSecret: Boolean = true, acceptUnboundRedirect: Boolean = false) =
        WalletConfig(
            directory = directory.path,
            presets = payers.values.map { presetAtOrigin(it.id, it.origin) },
            allowEmbeddedSecret = allowEmbeddedSecret,
            acceptUnboundRedirect = acceptUnboundRedirect,
        )

    fun get(address: URI): JsonNode = json.readTree(send(HttpRequest.newBuilder(address)))

    /** The status with which [address] answers. */
    fun status(address: URI): Int =
        http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding()).statusCode()

    fun post(address: URI, body: String, type: String = "application/json") {
        send(HttpRequest.newBuilder(address).header("content-type", type).POST(HttpRequest.BodyPublishers.ofString(body)))
    }

    private fun send(request: HttpRequest.Builder): String {
        val answer = http.send(request.build(), BodyHandlers.ofString())
        check(answer.statusCode() == 200) { "${answer.uri().path}: status ${answer.statusCode()}" }
        return answer.body()
    }

    fun parse(text: String): JsonNode = json.readTree(text)
}

/** One simulated payer, read from the sandbox's description. */
class SandboxPayer(private val description: JsonNode) {
    val id: String = description["id"].asText()
    val origin: URI = URI(description["origin"].asText())
    val fhirBase: String = description["fhir_base"].asText()
    val redirectUri = "org.billfold.wallet:/callback/$id"

    /** Its demo client, with the secret where it has one. */
    val client: JsonNode = description["client"]

    /** The member that signs in. */
    val login: JsonNode get() = description["logins"][0]

    /** A parent, who signs in for their child. */
    val parent: JsonNode get() = description["logins"].last()

    /** Sign-in as the payer's demo client, bound as an Auth Tab binds it. */
    fun options(client: ClientRegistration = demoClient(), binding: RedirectBinding = RedirectBinding.AUTH_SESSION) =
        SignInOptions(
            client = client,
            redirectUri = redirectUri,
            redirectBinding = binding,
            fhirBase = fhirBase.takeIf { id == "intersystems" },
        )

    private fun demoClient(): ClientRegistration {
        val id = client["client_id"].asText()
        return client["client_secret"]?.textValue()?.let { ClientRegistration.withEmbeddedSecret(id, it) }
            ?: ClientRegistration.publicClient(id)
    }

    /** What a member's wallet must hold after a sync, by FHIR type. */
    fun held(patient: String): Map<String, ULong> =
        Sandbox.get(control("held/$patient")).properties()
            .associate { (type, count) -> type to count.asLong().toULong() }

    /** Every secret issued or seen until now: tokens, codes, states, passwords, member numbers. */
    fun secrets(): List<String> = Sandbox.get(control("secrets")).map { it.asText() }

    /** How many requests it was sent until now. */
    fun requests(): Long = Sandbox.get(control("requests"))["requests"].asLong()

    /** Puts the faults in place of those there are, for as long as [work] runs. */
    suspend fun <T> with(faults: String, work: suspend () -> T): T {
        setFaults(faults)
        return try {
            work()
        } finally {
            setFaults("{}")
        }
    }

    // Through a neighbour: a payer that is down does not answer.
    private fun setFaults(faults: String) {
        val neighbour = Sandbox.payers.values.first { it.id != id }
        Sandbox.post(neighbour.control("faults?payer=$id"), faults)
    }

    private fun control(path: String): URI = origin.resolve("/.sandbox/$path")
}
