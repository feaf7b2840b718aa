package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Search
import androidx.compose.material3.Button
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.billfold.Connection
import org.billfold.DirectoryEntry
import org.billfold.demo.DirectoryModel
import org.billfold.demo.DirectorySearch
import org.billfold.demo.Load
import org.billfold.demo.Screen
import org.billfold.demo.WalletSession
import org.billfold.demo.value
import org.billfold.demo.words.about
import org.billfold.demo.words.counted
import org.billfold.demo.words.summary
import org.billfold.demo.words.title

/** Who gives care, by a plan's own directory. */
@Composable
internal fun DirectoryScreen(session: WalletSession) {
    val directory = session.directory
    val search by directory.search.collectAsState()
    val asked by directory.asked.collectAsState()
    val pages by directory.pages.state.collectAsState()
    val connections by directory.connections.state.collectAsState()
    Page {
        item("search") {
            Loaded(connections, directory.connections::retry) { plans ->
                if (plans.isEmpty()) {
                    Empty(Icons.Filled.Search, "No plans yet", "Add your plan to search its directory.", "Add a plan" to { session.navigator.open(Screen.AddPlan) })
                } else {
                    SearchForm(directory, search, plans)
                }
            }
        }
        val failed = (pages as? Load.Failed)?.problem
        when {
            asked == null -> Unit
            failed?.isNotFound == true -> item("none") { Notice("This plan has no directory that apps can search.") }
            else -> paged(pages, directory.pages, { counted(it, "entry", "entries") }, { NobodyFound() }) { entry ->
                ListRow(entry.title(), entry.summary(), onClick = { session.navigator.open(Screen.DirectoryDetail(entry)) })
            }
        }
    }
}

@Composable
private fun NobodyFound() = Empty(Icons.Filled.Search, "Nobody found", "Nothing in the directory fits all that you look for.")

@Composable
private fun SearchForm(directory: DirectoryModel, search: DirectorySearch, plans: List<Connection>) {
    var all by remember { mutableStateOf(false) }
    Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
        if (plans.size > 1) {
            Choices(plans.map { it.payerName to it.id }, search.connection ?: plans.first().id) { id -> directory.change { it.copy(connection = id) } }
        }
        Choices(listOf("Doctors and others" to false, "Hospitals and pharmacies" to true), search.organizations) { choice ->
            directory.change { it.copy(organizations = choice) }
        }
        Entry("Name", search.name, { text -> directory.change { it.copy(name = text) } })
        Entry("Specialty, such as cardiology", search.specialty, { text -> directory.change { it.copy(specialty = text) } })
        Entry("Town, state or ZIP code", search.place, { text -> directory.change { it.copy(place = text) } })
        if (all) {
            Entry("Network", search.network, { text -> directory.change { it.copy(network = text) } })
            if (!search.organizations) Entry("Language", search.language, { text -> directory.change { it.copy(language = text) } })
            Section(null) {
                Toggle("Takes new patients", null, search.acceptingNewPatients) { on -> directory.change { it.copy(acceptingNewPatients = on) } }
                Line()
                NearMe(directory, search)
            }
        } else {
            More("More to look for") { all = true }
        }
        Button({ directory.lookUp(plans) }, Modifier.fillMaxWidth(), enabled = search.saysSomething) { Text("Look up") }
    }
}

@Composable
private fun NearMe(directory: DirectoryModel, search: DirectorySearch) {
    val platform = LocalPlatform.current
    var unknown by remember { mutableStateOf(false) }
    val text = if (unknown) "This device does not say where you are." else "Where you are stays on this device: the plan is not told."
    Toggle("Nearest first", text, search.near != null) { on ->
        unknown = false
        if (!on) {
            directory.change { it.copy(near = null) }
        } else {
            platform.locate { position ->
                unknown = position == null
                directory.change { it.copy(near = position) }
            }
        }
    }
}

/** One entry of a directory, with its places. */
@Composable
internal fun DirectoryEntryScreen(entry: DirectoryEntry) = Page {
    val about = entry.about()
    if (about.isNotEmpty()) item { Section(null) { Rows(about) { (name, value) -> Field(name, value) } } }
    for (location in entry.locations) {
        item {
            Section(location.name ?: "Where") {
                location.description?.let {
                    Field("About", it)
                    Line()
                }
                Rows(location.about()) { (name, value) -> Field(name, value) }
            }
        }
    }
}
