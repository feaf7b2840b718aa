package org.billfold.demo.ui

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import org.billfold.CardActivity
import org.billfold.CardColors
import org.billfold.InsuranceCard

/** The colours of a card: its ground, from its upper to its lower edge, what is written on it, and what stands out. */
internal data class CardPaint(val top: Color, val bottom: Color, val ink: Color, val accent: Color)

private val House = CardPaint(Color(0xFF12627A), Color(0xFF0A3947), Color.White, Color(0xFFBFE6F2))
private val Spent = CardPaint(Color(0xFF5C686D), Color(0xFF3C4549), Color.White, Color.White)
private val DarkInk = Color(0xFF13201F)

/** The payer's own colours where it gives them, the house's else; grey where the card is not good today. */
internal fun InsuranceCard.paint(): CardPaint = if (activity == CardActivity.ACTIVE) colors?.paint() ?: House else Spent

/** As the payer gives them, as far as what is written can be read: a payer's colours are not always made for that. */
internal fun CardColors.paint(): CardPaint? {
    val ground = background?.let(::rgb) ?: return null
    val inks = listOfNotNull(foreground?.let(::rgb), Color.White, DarkInk, Color.Black)
    val ink = inks.firstOrNull { contrast(it, ground) >= READABLE } ?: inks.maxBy { contrast(it, ground) }
    val accent = highlight?.let(::rgb)?.takeIf { contrast(it, ground) >= READABLE } ?: ink
    // The lower edge goes away from what is written, so that this is nowhere harder to read than above.
    val bottom = mixed(ground, if (ink.luminance() > ground.luminance()) Color.Black else Color.White, SHADE)
    return CardPaint(ground, bottom, ink, accent)
}

/** WCAG 2.2: the contrast of two colours, from 1 to 21. */
internal fun contrast(one: Color, other: Color): Double {
    val (dark, light) = listOf(one.luminance(), other.luminance()).sorted()
    return (light + 0.05) / (dark + 0.05)
}

/** `#rrggbb`. */
private fun rgb(text: String): Color? = text.removePrefix("#").toLongOrNull(16)?.let { Color(0xFF000000 or it) }

private fun mixed(color: Color, with: Color, part: Float) = Color(
    red = color.red * (1 - part) + with.red * part,
    green = color.green * (1 - part) + with.green * part,
    blue = color.blue * (1 - part) + with.blue * part,
)

private const val READABLE = 4.5
private const val SHADE = 0.3f
