package org.billfold.demo.ui

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Button
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.ProgressBarRangeInfo
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.progressBarRangeInfo
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import org.billfold.demo.Load
import org.billfold.demo.NextStep
import org.billfold.demo.Problem

/** Whether letters are so large that what usually stands side by side must stand one below the other. */
@Composable
internal fun largeLetters(): Boolean = LocalDensity.current.fontScale >= 1.5f

/** Where there is no room to grow: letters are no larger than this, and what they say is to be read elsewhere too. */
@Composable
internal fun AtMost(fontScale: Float, content: @Composable () -> Unit) {
    val density = LocalDensity.current
    val limited = Density(density.density, minOf(density.fontScale, fontScale))
    CompositionLocalProvider(LocalDensity provides limited, content = content)
}

/** A group of rows under a heading. */
@Composable
internal fun Section(
    title: String?,
    modifier: Modifier = Modifier,
    action: Pair<String, () -> Unit>? = null,
    content: @Composable ColumnScope.() -> Unit,
) = Column(modifier.fillMaxWidth()) {
    if (title != null) {
        Row(Modifier.fillMaxWidth().heightIn(min = 48.dp).padding(vertical = 4.dp), verticalAlignment = Alignment.CenterVertically) {
            Text(
                title,
                Modifier.weight(1f).padding(horizontal = 4.dp).semantics { heading() },
                style = MaterialTheme.typography.titleMedium,
            )
            action?.let { (name, act) -> TextButton(act) { Text(name) } }
        }
    }
    Surface(Modifier.fillMaxWidth(), RoundedCornerShape(16.dp), content = { Column(content = content) })
}

/** A line between rows. */
@Composable
internal fun Line() =
    Box(Modifier.fillMaxWidth().padding(horizontal = 16.dp).height(1.dp).background(MaterialTheme.colorScheme.outlineVariant))

/** The rows, with a line between each two. */
@Composable
internal fun <T> Rows(items: List<T>, row: @Composable (T) -> Unit) = items.forEachIndexed { index, item ->
    if (index > 0) Line()
    row(item)
}

/** A row of a list: what it is, a word about it, and what stands at its end. */
@Composable
internal fun ListRow(
    title: String,
    subtitle: String? = null,
    end: String? = null,
    endNote: String? = null,
    start: (@Composable () -> Unit)? = null,
    onClick: (() -> Unit)? = null,
    footer: (@Composable () -> Unit)? = null,
) {
    val clickable = if (onClick == null) Modifier else Modifier.clickable(onClick = onClick)
    val ending = @Composable {
        if (end != null) {
            Column(horizontalAlignment = if (largeLetters()) Alignment.Start else Alignment.End) {
                Text(end, style = MaterialTheme.typography.titleMedium)
                endNote?.let { Text(it, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant) }
            }
        }
    }
    Row(
        clickable.fillMaxWidth().heightIn(min = 56.dp).padding(horizontal = 16.dp, vertical = 12.dp).semantics(mergeDescendants = true) {},
        Arrangement.spacedBy(12.dp),
        Alignment.CenterVertically,
    ) {
        start?.invoke()
        Column(Modifier.weight(1f), Arrangement.spacedBy(2.dp)) {
            Text(title, style = MaterialTheme.typography.bodyLarge)
            subtitle?.let { Text(it, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant) }
            footer?.invoke()
            if (largeLetters()) ending()
        }
        if (!largeLetters()) ending()
    }
}

/** A name and its value. */
@Composable
internal fun Field(name: String, value: String, modifier: Modifier = Modifier) =
    Column(modifier.fillMaxWidth().padding(horizontal = 16.dp, vertical = 10.dp).semantics(mergeDescendants = true) {}) {
        Text(name, style = MaterialTheme.typography.labelMedium, color = MaterialTheme.colorScheme.onSurfaceVariant)
        Text(value, style = MaterialTheme.typography.bodyLarge)
    }

/** A word on a coloured ground. */
@Composable
internal fun Pill(text: String, ground: Color, ink: Color) =
    Text(
        text,
        Modifier.clip(RoundedCornerShape(8.dp)).background(ground).padding(horizontal = 8.dp, vertical = 3.dp),
        color = ink,
        style = MaterialTheme.typography.labelMedium,
    )

/** A letter in a circle, in the place of a picture. */
@Composable
internal fun Monogram(name: String) {
    val letters = name.split(' ').filter { it.firstOrNull()?.isUpperCase() == true }.take(2).joinToString("") { it.take(1) }
    Box(
        Modifier.size(40.dp).clip(CircleShape).background(MaterialTheme.colorScheme.primaryContainer),
        Alignment.Center,
    ) {
        AtMost(1f) {
            Text(
                letters,
                Modifier.semantics { contentDescription = "" },
                color = MaterialTheme.colorScheme.onPrimaryContainer,
                style = MaterialTheme.typography.labelLarge,
            )
        }
    }
}

/** How far something is, from 0 to 1. */
@Composable
internal fun ProgressBar(fraction: Float) = Box(
    Modifier.fillMaxWidth().height(6.dp).clip(CircleShape).background(MaterialTheme.colorScheme.surfaceVariant)
        .semantics { progressBarRangeInfo = ProgressBarRangeInfo(fraction, 0f..1f) },
) {
    Box(Modifier.fillMaxWidth(fraction).fillMaxHeight().clip(CircleShape).background(MaterialTheme.colorScheme.primary))
}

/** Something that the member should know, with what they can do about it. */
@Composable
internal fun Notice(
    text: String,
    modifier: Modifier = Modifier,
    detail: String? = null,
    alarming: Boolean = false,
    actions: List<Pair<String, () -> Unit>> = emptyList(),
) {
    val colors = MaterialTheme.colorScheme
    val ground = if (alarming) colors.errorContainer else colors.secondaryContainer
    val ink = if (alarming) colors.onErrorContainer else colors.onSecondaryContainer
    Surface(modifier.fillMaxWidth(), RoundedCornerShape(16.dp), ground, ink) {
        Column(Modifier.padding(16.dp)) {
            Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
                Icon(if (alarming) Icons.Filled.Warning else Icons.Filled.Info, null)
                Column(Modifier.weight(1f), Arrangement.spacedBy(4.dp)) {
                    Text(text, style = MaterialTheme.typography.bodyLarge)
                    detail?.let { Text(it, style = MaterialTheme.typography.bodySmall) }
                }
            }
            if (actions.isNotEmpty()) {
                Spacer(Modifier.height(8.dp))
                actions.forEach { (name, act) -> OutlinedButton(act) { Text(name, color = ink) } }
            }
        }
    }
}

/** A problem, in the words that the wallet has for it. */
@Composable
internal fun ProblemNotice(problem: Problem, modifier: Modifier = Modifier, act: (NextStep) -> Unit) {
    val action = when (problem.next) {
        NextStep.RETRY, NextStep.RETRY_LATER -> "Try again"
        NextStep.SIGN_IN -> "Sign in again"
        NextStep.CHECK_SETUP -> "Check the app's registration"
        NextStep.NONE -> null
    }
    val detail = problem.detail.takeIf { LocalShowsDetails.current }
    Notice(problem.message, modifier, detail, alarming = true, listOfNotNull(action?.let { it to { act(problem.next) } }))
}

/** What a screen shows where there is nothing yet. */
@Composable
internal fun Empty(icon: ImageVector, title: String, text: String, action: Pair<String, () -> Unit>? = null) =
    Column(
        Modifier.fillMaxWidth().padding(horizontal = 24.dp, vertical = 48.dp),
        Arrangement.spacedBy(12.dp),
        Alignment.CenterHorizontally,
    ) {
        Box(Modifier.size(72.dp).clip(CircleShape).background(MaterialTheme.colorScheme.primaryContainer), Alignment.Center) {
            Icon(icon, null, Modifier.size(32.dp), MaterialTheme.colorScheme.onPrimaryContainer)
        }
        Text(title, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge, textAlign = TextAlign.Center)
        Text(
            text,
            style = MaterialTheme.typography.bodyLarge,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
            textAlign = TextAlign.Center,
        )
        action?.let { (name, act) ->
            Spacer(Modifier.height(4.dp))
            Button(act) { Text(name) }
        }
    }

/** Something that takes a moment. */
@Composable
internal fun Busy(text: String) =
    Row(
        Modifier.fillMaxWidth().padding(24.dp).semantics(mergeDescendants = true) {},
        Arrangement.spacedBy(16.dp, Alignment.CenterHorizontally),
        Alignment.CenterVertically,
    ) {
        CircularProgressIndicator(Modifier.size(28.dp), strokeWidth = 3.dp)
        Text(text, style = MaterialTheme.typography.bodyLarge)
    }

/** What has been read, or that it is being read, or why it cannot be. */
@Composable
internal fun <T> Loaded(load: Load<T>, retry: () -> Unit, content: @Composable (T) -> Unit) =
    when (load) {
        is Load.Loading -> Busy("Reading your wallet")
        is Load.Failed -> ProblemNotice(load.problem) { retry() }
        is Load.Ready -> content(load.value)
    }
