package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyRow
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.VisualTransformation
import androidx.compose.ui.unit.dp

/** One of several, side by side. */
@Composable
internal fun <T> Choices(choices: List<Pair<String, T>>, chosen: T, choose: (T) -> Unit) {
    // What is chosen is in sight from the start.
    val first = (choices.indexOfFirst { (_, value) -> value == chosen }).coerceAtLeast(0)
    BoxWithConstraints {
        // A long name in large letters is to be read without scrolling within it.
        val widest = maxWidth
        LazyRow(state = rememberLazyListState(first), horizontalArrangement = Arrangement.spacedBy(8.dp)) {
            items(choices) { (name, value) -> Choice(name, value == chosen, Modifier.widthIn(max = widest)) { choose(value) } }
        }
    }
}

@Composable
private fun Choice(name: String, selected: Boolean, modifier: Modifier, choose: () -> Unit) {
    val colors = MaterialTheme.colorScheme
    Surface(
        modifier.clip(RoundedCornerShape(12.dp)).selectable(selected, role = Role.RadioButton, onClick = choose),
        color = if (selected) colors.primary else colors.surfaceVariant,
        contentColor = if (selected) colors.onPrimary else colors.onSurface,
    ) {
        Text(name, Modifier.heightIn(min = 48.dp).padding(horizontal = 16.dp, vertical = 14.dp), style = MaterialTheme.typography.labelLarge)
    }
}

/** One of several, one below the other. */
@Composable
internal fun Pick(title: String, text: String?, picked: Boolean, pick: () -> Unit) =
    Row(
        Modifier.fillMaxWidth().selectable(picked, role = Role.RadioButton, onClick = pick).heightIn(min = 56.dp).padding(16.dp),
        Arrangement.spacedBy(12.dp),
        Alignment.CenterVertically,
    ) {
        RadioButton(picked, null)
        Column(Modifier.weight(1f)) {
            Text(title, style = MaterialTheme.typography.bodyLarge)
            text?.let { Text(it, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant) }
        }
    }

/** Something that is on or off. */
@Composable
internal fun Toggle(title: String, text: String?, on: Boolean, change: (Boolean) -> Unit) =
    Row(
        Modifier.fillMaxWidth().toggleable(on, role = Role.Switch, onValueChange = change).padding(16.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Column(Modifier.weight(1f).padding(end = 12.dp)) {
            Text(title, style = MaterialTheme.typography.bodyLarge)
            text?.let { Text(it, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant) }
        }
        Switch(on, null)
    }

/** Shows what is rarely wanted, or hides it again. */
@Composable
internal fun More(name: String, show: () -> Unit) = TextButton(show) { Text(name) }

/** A line of text that the member types. */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
internal fun Entry(name: String, value: String, change: (String) -> Unit, keyboard: KeyboardType = KeyboardType.Text) =
    OutlinedTextField(
        value,
        change,
        Modifier.fillMaxWidth(),
        label = { Text(name) },
        singleLine = true,
        keyboardOptions = KeyboardOptions(keyboardType = keyboard, autoCorrect = false),
        visualTransformation = if (keyboard == KeyboardType.Password) PasswordVisualTransformation() else VisualTransformation.None,
    )
