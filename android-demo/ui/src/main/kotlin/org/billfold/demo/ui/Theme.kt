package org.billfold.demo.ui

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.ColorScheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight

internal val LightColors: ColorScheme = lightColorScheme().ours { light, _ -> Color(light) }

internal val DarkColors: ColorScheme = darkColorScheme().ours { _, dark -> Color(dark) }

/** The app's colours, each by day and at night. */
private fun ColorScheme.ours(of: (light: Long, dark: Long) -> Color) = copy(
    primary = of(0xFF0F5468, 0xFF82D2E8),
    onPrimary = of(0xFFFFFFFF, 0xFF00323E),
    primaryContainer = of(0xFFD3EDF5, 0xFF0E4A5B),
    onPrimaryContainer = of(0xFF06323F, 0xFFD3EDF5),
    secondary = of(0xFF46606A, 0xFFB4CAD3),
    onSecondary = of(0xFFFFFFFF, 0xFF1E333B),
    secondaryContainer = of(0xFFDCE9EE, 0xFF2D444D),
    onSecondaryContainer = of(0xFF16313B, 0xFFDCE9EE),
    tertiary = of(0xFF7A4F00, 0xFFF3C36B),
    onTertiary = of(0xFFFFFFFF, 0xFF432C00),
    tertiaryContainer = of(0xFFFFE8C2, 0xFF5A3D05),
    onTertiaryContainer = of(0xFF4A2F00, 0xFFFFE8C2),
    error = of(0xFFAE1F18, 0xFFF4B4AE),
    onError = of(0xFFFFFFFF, 0xFF601410),
    errorContainer = of(0xFFFCE2DF, 0xFF6B1F19),
    onErrorContainer = of(0xFF5F0F0B, 0xFFFCE2DF),
    background = of(0xFFF4F7F8, 0xFF0C1316),
    onBackground = of(0xFF13201F, 0xFFE2EAED),
    surface = of(0xFFFFFFFF, 0xFF151F23),
    onSurface = of(0xFF132024, 0xFFE2EAED),
    surfaceVariant = of(0xFFE6EDF0, 0xFF233037),
    onSurfaceVariant = of(0xFF465860, 0xFFB7C6CC),
    surfaceTint = of(0xFFFFFFFF, 0xFF151F23),
    outline = of(0xFF6D7E86, 0xFF8A9BA3),
    outlineVariant = of(0xFFD5DEE2, 0xFF304047),
)

/** The app's colours and type, light or dark as the device is. */
@Composable
fun BillfoldTheme(
    dark: Boolean = isSystemInDarkTheme(),
    fontFamily: FontFamily = FontFamily.Default,
    content: @Composable () -> Unit,
) = MaterialTheme(if (dark) DarkColors else LightColors, typography = typography(fontFamily), content = content)

private fun typography(family: FontFamily): Typography {
    val usual = Typography()
    fun TextStyle.ours(weight: FontWeight? = fontWeight) = copy(fontFamily = family, fontWeight = weight)
    return Typography(
        displayLarge = usual.displayLarge.ours(),
        displayMedium = usual.displayMedium.ours(),
        displaySmall = usual.displaySmall.ours(FontWeight.Medium),
        headlineLarge = usual.headlineLarge.ours(FontWeight.Medium),
        headlineMedium = usual.headlineMedium.ours(FontWeight.Medium),
        headlineSmall = usual.headlineSmall.ours(FontWeight.Medium),
        titleLarge = usual.titleLarge.ours(FontWeight.Medium),
        titleMedium = usual.titleMedium.ours(FontWeight.Medium),
        titleSmall = usual.titleSmall.ours(FontWeight.Medium),
        bodyLarge = usual.bodyLarge.ours(),
        bodyMedium = usual.bodyMedium.ours(),
        bodySmall = usual.bodySmall.ours(),
        labelLarge = usual.labelLarge.ours(FontWeight.Medium),
        labelMedium = usual.labelMedium.ours(FontWeight.Medium),
        labelSmall = usual.labelSmall.ours(FontWeight.Medium),
    )
}
