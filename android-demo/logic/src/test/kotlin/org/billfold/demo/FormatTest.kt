package org.billfold.demo

import java.math.BigDecimal
import java.time.Instant
import java.util.Locale
import org.billfold.Money
import org.billfold.OpeningHours
import org.billfold.demo.words.agoText
import org.billfold.demo.words.counted
import org.billfold.demo.words.dateText
import org.billfold.demo.words.datesText
import org.billfold.demo.words.kindName
import org.billfold.demo.words.text
import org.billfold.demo.words.timeText
import org.billfold.demo.words.words
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test

class FormatTest {
    @Test
    fun moneyKeepsWhatThePayerWrote() {
        fun text(amount: String, currency: String = "USD") = Money(BigDecimal(amount), currency, true).text(Locale.US)
        assertEquals("$1,234.50", text("1234.5"))
        assertEquals("$0.125", text("0.125"))
        assertEquals("-$12.00", text("-12"))
        assertEquals("¥400", text("400", "JPY").takeLast(4))
    }

    @Test
    fun datesAreNoMorePreciseThanTheyAre() {
        assertEquals("2021", dateText("2021", Locale.US))
        assertEquals("March 2021", dateText("2021-03", Locale.US))
        assertEquals("Mar 9, 2021", dateText("2021-03-09", Locale.US))
        assertEquals("Mar 9, 2021", dateText("2021-03-09T23:30:00-06:00", Locale.US))
        assertEquals("soon, perhaps", dateText("soon, perhaps", Locale.US))
        assertEquals("Mar 9, 2021", datesText("2021-03-09", "2021-03-09", Locale.US))
        assertNull(datesText(null, null))
    }

    @Test
    fun timesAndCounts() {
        val now = Instant.parse("2026-11-24T08:00:00Z")
        assertEquals("just now", agoText(now, now))
        assertEquals("59 min ago", agoText(now.minusSeconds(59 * 60), now))
        assertEquals("5 h ago", agoText(now.minusSeconds(5 * 3600), now))
        assertEquals("3 days ago", agoText(now.minusSeconds(3 * 24 * 3600), now))
        assertEquals("1 claim", counted(1, "claim"))
        assertEquals("1,200 claims", counted(1200, "claim", locale = Locale.US))
    }

    @Test
    fun openingHoursAreReadAsASignOnADoor() {
        val hours = OpeningHours(listOf("mon", "tue"), false, "09:00:00", "16:30:00")
        assertEquals("Mon, Tue 9:00 AM – 4:30 PM", hours.words(Locale.US).replace('\u202f', ' '))
        assertEquals("Sat all day", OpeningHours(listOf("sat"), true, null, null).words(Locale.US))
        assertEquals("noon", timeText("noon"))
    }

    @Test
    fun unknownKindsAreSpelledOut() {
        assertEquals("Claims", kindName("ExplanationOfBenefit"))
        assertEquals("Nutrition order", kindName("NutritionOrder"))
    }
}
