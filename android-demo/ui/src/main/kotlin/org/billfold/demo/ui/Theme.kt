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

internal val LightColors: ColorScheme = lightColorScheme(
    primary = Color(0xFF0F5468),
    onPrimary = Color.White,
    primaryContainer = Color(0xFFD3EDF5),
    onPrimaryContainer = Color(0xFF06323F),
    secondary = Color(0xFF46606A),
    onSecondary = Color.White,
    secondaryContainer = Color(0xFFDCE9EE),
    onSecondaryContainer = Color(0xFF16313B),
    tertiary = Color(0xFF7A4F00),
    onTertiary = Color.White,
    tertiaryContainer = Color(0xFFFFE8C2),
    onTertiaryContainer = Color(0xFF4A2F00),
    error = Color(0xFFAE1F18),
    onError = Color.White,
    errorContainer = Color(0xFFFCE2DF),
    onErrorContainer = Color(0xFF5F0F0B),
    background = Color(0xFFF4F7F8),
    onBackground = Color(0xFF13201F),
    surface = Color.White,
    onSurface = Color(0xFF132024),
    surfaceVariant = Color(0xFFE6EDF0),
    onSurfaceVariant = Color(0xFF465860),
    surfaceTint = Color.White,
    outline = Color(0xFF6D7E86),
    outlineVariant = Color(0xFFD5DEE2),
)

internal val DarkColors: ColorScheme = darkColorScheme(
    primary = Color(0xFF82D2E8),
    onPrimary = Color(0xFF00323E),
    primaryContainer = Color(0xFF0E4A5B),
    onPrimaryContainer = Color(0xFFD3EDF5),
    secondary = Color(0xFFB4CAD3),
    onSecondary = Color(0xFF1E333B),
    secondaryContainer = Color(0xFF2D444D),
    onSecondaryContainer = Color(0xFFDCE9EE),
    tertiary = Color(0xFFF3C36B),
    onTertiary = Color(0xFF432C00),
    tertiaryContainer = Color(0xFF5A3D05),
    onTertiaryContainer = Color(0xFFFFE8C2),
    error = Color(0xFFF4B4AE),
    onError = Color(0xFF601410),
    errorContainer = Color(0xFF6B1F19),
    onErrorContainer = Color(0xFFFCE2DF),
    background = Color(0xFF0C1316),
    onBackground = Color(0xFFE2EAED),
    surface = Color(0xFF151F23),
    onSurface = Color(0xFFE2EAED),
    surfaceVariant = Color(0xFF233037),
    onSurfaceVariant = Color(0xFFB7C6CC),
    surfaceTint = Color(0xFF151F23),
    outline = Color(0xFF8A9BA3),
    outlineVariant = Color(0xFF304047),
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
