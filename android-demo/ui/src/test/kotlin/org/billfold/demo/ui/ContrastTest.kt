package org.billfold.demo.ui

import androidx.compose.material3.ColorScheme
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import org.junit.jupiter.api.Assertions.assertEquals
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

    private fun contrast(one: Color, other: Color): Double {
        val (dark, light) = listOf(one.luminance(), other.luminance()).sorted()
        return (light + 0.05) / (dark + 0.05)
    }
}
