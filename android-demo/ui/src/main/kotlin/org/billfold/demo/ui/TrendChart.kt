package org.billfold.demo.ui

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.unit.dp
import org.billfold.Trend
import org.billfold.TrendPoint
import org.billfold.demo.words.words
import org.billfold.firstDay

/** The values of a result over time: as far apart as their days are. */
@Composable
internal fun TrendChart(trend: Trend) {
    val points = trend.points.sortedBy { it.date.firstDay }
    val (lowest, highest) = points.minBy { it.value } to points.maxBy { it.value }
    val colors = MaterialTheme.colorScheme
    val spoken = "${points.size} values of ${trend.name.text}: lowest ${lowest.words(trend)}, highest ${highest.words(trend)}, " +
        "newest ${points.last().words(trend)}"
    Column(Modifier.padding(16.dp).clearAndSetSemantics { contentDescription = spoken }, Arrangement.spacedBy(8.dp)) {
        // The unit stands beside the highest and the lowest value.
        Text(trend.name.text, style = MaterialTheme.typography.titleSmall)
        Text(highest.words(trend), style = MaterialTheme.typography.labelMedium, color = colors.onSurfaceVariant)
        Canvas(Modifier.fillMaxWidth().height(140.dp).padding(vertical = 6.dp, horizontal = 6.dp)) {
            val start = points.first().date.firstDay.toEpochDay()
            val days = (points.last().date.firstDay.toEpochDay() - start).coerceAtLeast(1)
            val span = (highest.value - lowest.value).toFloat().takeIf { it > 0f } ?: 1f
            fun place(point: TrendPoint) = Offset(
                size.width * (point.date.firstDay.toEpochDay() - start) / days,
                size.height * (1f - (point.value - lowest.value).toFloat() / span),
            )
            for (line in 0..2) {
                val y = size.height * line / 2
                drawLine(colors.outlineVariant, Offset(0f, y), Offset(size.width, y), 1.dp.toPx())
            }
            val path = Path()
            points.map(::place).forEachIndexed { index, at -> if (index == 0) path.moveTo(at.x, at.y) else path.lineTo(at.x, at.y) }
            drawPath(path, colors.primary, style = Stroke(2.5.dp.toPx(), cap = StrokeCap.Round, join = StrokeJoin.Round))
            for (point in points) {
                drawCircle(colors.surface, 5.dp.toPx(), place(point))
                drawCircle(colors.primary, 4.dp.toPx(), place(point))
            }
        }
        Text(lowest.words(trend), style = MaterialTheme.typography.labelMedium, color = colors.onSurfaceVariant)
        Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween) {
            Text(points.first().date.words(), style = MaterialTheme.typography.labelMedium)
            Text(points.last().date.words(), style = MaterialTheme.typography.labelMedium)
        }
    }
}

private fun TrendPoint.words(trend: Trend): String = listOfNotNull((comparator.orEmpty()) + value.toPlainString(), trend.unit).joinToString(" ")
