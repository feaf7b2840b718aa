package org.billfold

import com.fasterxml.jackson.databind.JsonNode
import java.net.CookieManager
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers

/** What the member does at the payer's pages. */
enum class Answer { ALLOW, DENY, WRONG_PASSWORD }

/** Where the browser ends up. */
sealed interface Landing {
    /** At the redirect back to the app, in full. */
    data class Callback(val url: String) : Landing

    /** At a page without a form, such as an error page. */
    data class Page(val status: Int) : Landing
}

/** A member at a browser with its cookies. It reads the sandbox's own plain forms. */
class SandboxBrowser {
    private val http = HttpClient.newBuilder()
        .cookieHandler(CookieManager())
        .followRedirects(HttpClient.Redirect.NEVER)
        .build()

    /** Opens [address] and goes on until the browser is sent back to the app. */
    fun signIn(
        address: URI,
        payer: SandboxPayer,
        answer: Answer = Answer.ALLOW,
        login: JsonNode = payer.login,
    ): Landing {
        var request = HttpRequest.newBuilder(address)
        repeat(MOST_STEPS) {
            val page = http.send(request.build(), BodyHandlers.ofString())
            if (page.statusCode() in 300..399) {
                val location = page.headers().firstValue("location").orElseThrow()
                val next = page.uri().resolve(location)
                // The payer's own pages, or a broker's, are not where the app is.
                if (next.scheme != address.scheme) return Landing.Callback(location)
                request = HttpRequest.newBuilder(next)
            } else {
                val form = firstForm(page.body()) ?: return Landing.Page(page.statusCode())
                request = HttpRequest.newBuilder(page.uri().resolve(form.action))
                    .header("content-type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(encode(form.filledIn(login, answer))))
            }
        }
        error("the pages come to no end")
    }

    /** The callback of a sign-in to which the member agrees. */
    fun callback(request: SignInRequest, payer: SandboxPayer, answer: Answer = Answer.ALLOW): String =
        (signIn(request.url, payer, answer) as Landing.Callback).url

    private class Form(
        val action: String,
        val hidden: List<Pair<String, String>>,
        val fields: Set<String>,
        val buttons: List<Pair<String, String>>,
    ) {
        fun filledIn(login: JsonNode, answer: Answer): List<Pair<String, String>> {
            val entered = fields.map { name ->
                name to when (name) {
                    "username" -> login["username"].asText()
                    "password" if answer == Answer.WRONG_PASSWORD -> "not the password"
                    "password" -> login["password"].asText()
                    "member" -> login["patient"].asText()
                    "relation" -> "self"
                    else -> ""
                }
            }
            val refuses = answer == Answer.DENY && buttons.any { (_, value) -> value == "allow" }
            val pressed = buttons.first { (_, value) -> (value == "deny") == refuses }
            return hidden + entered + pressed
        }
    }

    private fun firstForm(html: String): Form? {
        val form = Regex("<form.*?</form>", RegexOption.DOT_MATCHES_ALL).find(html)?.value ?: return null
        val tags = Regex("<(form|input|select|button)\\s([^>]*)>").findAll(form).map { tag ->
            val (element, attributes) = tag.destructured
            element to ATTRIBUTE.findAll(attributes)
                .map { it.destructured }
                .associate { (name, value) -> name to unescape(value) }
        }.toList()
        fun named(wanted: (String, String?) -> Boolean) = tags
            .filter { (element, of) -> wanted(element, of["type"]) && "name" in of }
            .map { (_, of) -> of.getValue("name") to of["value"].orEmpty() }
        return Form(
            action = tags.first().second.getValue("action"),
            hidden = named { element, type -> element == "input" && type == "hidden" },
            fields = named { element, type -> element == "select" || (element == "input" && type != "hidden") }
                .map { (name, _) -> name }
                .toSet(),
            buttons = named { element, _ -> element == "button" },
        )
    }

    private fun unescape(text: String) =
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'")
            .replace("&amp;", "&")

    private fun encode(pairs: List<Pair<String, String>>) =
        pairs.joinToString("&") { (name, value) -> "${escape(name)}=${escape(value)}" }

    private fun escape(text: String) = URLEncoder.encode(text, Charsets.UTF_8)

    private companion object {
        /** More than any payer needs. */
        const val MOST_STEPS = 30
        val ATTRIBUTE = Regex("([a-z_-]+)=\"([^\"]*)\"")
    }
}
