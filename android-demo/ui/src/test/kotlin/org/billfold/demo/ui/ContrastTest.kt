package org.billfold.demo.ui

import androidx.compose.material3.ColorScheme
import org.billfold.CardColors
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** WCAG 2.2, 1.4.3: text has a contrast of 4.5 to 1 to what it stands on. */
class ContrastTest {
    @Test
    fun textIsReadableByDay() = assertEquals(emptyList<String>(), tooFaint(LightColors))

    @Test
    fun textIsReadableAtNight() = assertEquals(emptyList<String>(), tooFaint(DarkColors))

    private fun tooFaint(colors: ColorScheme): List<String> = with(colors) {
        mapOf(
            "on primary" to (onPrimary to primary),
            "on primary container" to (onPrimaryContainer to primaryContainer),
            "on secondary container" to (onSecondaryContainer to secondaryContainer),
            "on error container" to (onErrorContainer to errorContainer),
            "on background" to (onBackground to background),
            "on surface" to (onSurface to surface),
            "explanation on surface" to (onSurfaceVariant to surface),
            "explanation on background" to (onSurfaceVariant to background),
            "choice" to (onSurface to surfaceVariant),
            "link on surface" to (primary to surface),
            "link on background" to (primary to background),
            "warning on surface" to (tertiary to surface),
            "error on background" to (error to background),
        )
    }.filterValues { (ink, ground) -> contrast(ink, ground) < 4.5 }.keys.toList()

    @Test
    fun cardIsReadableInWhateverColoursAPayerGives() {
        val given = listOf("#000000", "#ffffff", "#005eb8", "#8fc3ea", "#ffd400", "#777777", "not a colour", null)
        for (ground in given) {
            for (ink in given) {
                val paint = CardColors(foreground = ink, background = ground, highlight = ink).paint() ?: continue
                for (text in listOf(paint.ink, paint.accent)) {
                    assertTrue(contrast(text, paint.top) >= 4.5 && contrast(text, paint.bottom) >= 4.5, "$ink on $ground")
                }
            }
        }
        assertNull(CardColors(foreground = "#ffffff", background = null, highlight = null).paint())
    }
}
