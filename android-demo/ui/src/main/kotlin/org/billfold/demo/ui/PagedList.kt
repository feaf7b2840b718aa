package org.billfold.demo.ui

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.billfold.demo.Load
import org.billfold.demo.Paged
import org.billfold.demo.Pager

/** A long list: rows that are read further as the member comes to their end. */
internal fun <T> LazyListScope.paged(
    load: Load<Paged<T>>,
    pager: Pager<*, T>,
    count: (Long) -> String,
    empty: @Composable () -> Unit,
    row: @Composable (T) -> Unit,
) {
    if (load !is Load.Ready) {
        item("state") { Loaded(load, pager::retry) {} }
        return
    }
    val page = load.value
    if (page.items.isEmpty() && page.next == null) {
        item("empty") { empty() }
        return
    }
    page.total?.let { item("count") { Text(count(it), Modifier.padding(horizontal = 4.dp), style = MaterialTheme.typography.bodyMedium) } }
    for ((index, group) in page.items.chunked(GROUP).withIndex()) {
        item("rows $index") { Section(null) { Rows(group, row) } }
    }
    if (page.next != null) {
        // A page may bring nothing and not be the last.
        item("more ${page.next}") {
            LaunchedEffect(page.next) { pager.more() }
            Busy("Reading on")
        }
    }
}

/** Rows of one lazy item. */
private const val GROUP = 25
