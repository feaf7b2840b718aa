package org.billfold.demo.ui

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.draw.drawBehind
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Brush
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import org.billfold.CardActivity
import org.billfold.InsuranceCard
import org.billfold.demo.words.backFields
import org.billfold.demo.words.contactFields
import org.billfold.demo.words.copayFields
import org.billfold.demo.words.frontFields
import org.billfold.demo.words.pharmacyFields
import org.billfold.demo.words.words

/** The front of the card: what the front desk asks for. */
@Composable
internal fun CardFront(
    card: InsuranceCard,
    pictures: List<CardPicture>,
    modifier: Modifier = Modifier,
    onClick: (() -> Unit)? = null,
) = CardBody(card, modifier, onClick) {
    Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(12.dp), Alignment.Top) {
        Logo(pictures)
        Column(Modifier.weight(1f), Arrangement.spacedBy(2.dp)) {
            Text(card.payer ?: card.origin.payerName, style = MaterialTheme.typography.titleMedium)
            card.plan?.let { Text(it, style = MaterialTheme.typography.bodyMedium, color = LocalPaint.current.accent) }
        }
        if (card.activity != CardActivity.ACTIVE) Pill(card.activity.words(), Color.White, Color(0xFF2B3336))
    }
    Column(Modifier.padding(top = 20.dp), Arrangement.spacedBy(10.dp)) {
        card.memberName?.let { Text(it, style = MaterialTheme.typography.titleLarge) }
        CardField("Member ID", card.memberId ?: "Not on the card", big = true)
        CardFields(card.frontFields(), 2)
    }
}

/** The back of the card: pharmacy, cost, whom to call. */
@Composable
internal fun CardBack(card: InsuranceCard) = CardBody(card, Modifier) {
    Column(verticalArrangement = Arrangement.spacedBy(14.dp)) {
        val pharmacy = card.pharmacyFields()
        if (pharmacy.isNotEmpty()) CardFields(pharmacy, 2)
        val copays = card.copayFields().take(MOST_COPAYS)
        if (copays.isNotEmpty()) CardFields(copays, 2)
        if (pharmacy.isEmpty() && copays.isEmpty()) CardFields(card.backFields(), 2)
    }
    card.contactFields().firstOrNull()?.let { (purpose, value) ->
        Spacer(Modifier.height(14.dp))
        CardField(purpose, value)
    }
}

@Composable
private fun CardBody(card: InsuranceCard, modifier: Modifier, onClick: (() -> Unit)? = null, content: @Composable ColumnScope.() -> Unit) {
    val paint = card.paint()
    val shape = RoundedCornerShape(20.dp)
    val clickable = if (onClick == null) Modifier else Modifier.clickable(onClickLabel = "Open the card", onClick = onClick)
    Column(
        modifier.fillMaxWidth().clip(shape).background(Brush.linearGradient(listOf(paint.top, paint.bottom)))
            .drawBehind {
                // Two quiet arcs, so that it looks like plastic and not like a button.
                drawCircle(Color.White.copy(alpha = 0.05f), size.width * 0.55f, Offset(size.width * 0.95f, size.height * 0.05f))
                drawCircle(Color.White.copy(alpha = 0.04f), size.width * 0.45f, Offset(size.width * 1.05f, size.height * 1.05f))
            }
            .then(clickable).heightIn(min = 216.dp).padding(20.dp).semantics(mergeDescendants = onClick != null) {},
        Arrangement.SpaceBetween,
    ) {
        CompositionLocalProvider(LocalContentColor provides paint.ink, LocalPaint provides paint) { content() }
    }
}

/** Fields beside each other, or below each other where letters are large. */
@Composable
private fun CardFields(fields: List<Pair<String, String>>, wanted: Int) {
    val columns = if (largeLetters()) 1 else wanted
    Column(verticalArrangement = Arrangement.spacedBy(10.dp)) {
        for (row in fields.chunked(columns)) {
            Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(12.dp)) {
                for ((name, value) in row) Box(Modifier.weight(1f)) { CardField(name, value) }
            }
        }
    }
}

@Composable
private fun CardField(name: String, value: String, big: Boolean = false) =
    Column(Modifier.semantics(mergeDescendants = true) { contentDescription = "$name: ${value.toList().joinToString(" ").takeIf { big } ?: value}" }) {
        Text(name, style = MaterialTheme.typography.labelMedium, color = LocalPaint.current.accent)
        val style = MaterialTheme.typography.bodyLarge
        if (big) {
            // A number that is read aloud at a front desk stays in one line; it is larger than the rest all the same.
            AtMost(1.6f) {
                Text(value, style = style.copy(fontSize = 20.sp, fontFamily = FontFamily.Monospace, letterSpacing = 1.sp), fontWeight = FontWeight.Medium)
            }
        } else {
            Text(value, style = style, fontWeight = FontWeight.Medium)
        }
    }

/** The colours of the card that is drawn. */
private val LocalPaint = staticCompositionLocalOf<CardPaint> { error("not on a card") }

/** As many as have room on a card. The screen below it has all. */
private const val MOST_COPAYS = 4
