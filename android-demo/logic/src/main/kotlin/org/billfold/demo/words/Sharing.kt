package org.billfold.demo.words

import org.billfold.Payer

/** What a sign-in to this payer will share with the app, in plain words. */
fun Payer.shares(): List<String> = sharesOf(scopes)

/** For a payer of which only the address is known. */
val usualShares: List<String> = listOf(
    "Your coverage, claims, medications and health records, as far as your plan has them",
    "You see the exact list on your plan's own page before you agree",
)

/** What these SMART scopes open. */
fun sharesOf(scopes: List<String>): List<String> {
    val records = scopes.filter { "/" in it && !it.startsWith("launch") }
    val types = records.map { it.substringAfter('/').substringBefore('.') }
    val named = types.filter { it != "*" }.map(::kindName).distinct().sorted()
    return buildList {
        if ("*" in types || "clinical" in scopes || "read" in scopes) {
            add("All records that your plan keeps of you: coverage, claims, medications, health records")
        }
        if (named.isNotEmpty()) add(named.joinToString())
        if (scopes.any { it == "openid" || it == "profile" || it == "fhirUser" }) add("Who you are: your name and member record")
        if ("offline_access" in scopes) add("Updates later on, without signing in again, until you sign out")
    }
}
