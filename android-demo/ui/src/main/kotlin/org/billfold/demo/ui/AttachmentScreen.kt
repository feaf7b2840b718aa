package org.billfold.demo.ui

import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.unit.dp
import org.billfold.AttachmentContent
import org.billfold.demo.Load
import org.billfold.demo.Screen
import org.billfold.demo.SharedFileState
import org.billfold.demo.WalletSession

/** A part of a document: text and pictures are shown here, the rest by the app that can. */
@Composable
internal fun AttachmentScreen(session: WalletSession, screen: Screen.Attachment) {
    val platform = LocalPlatform.current
    var tries by remember { mutableStateOf(0) }
    val content by remember(screen, tries) { session.records.attachment(screen.item.origin, screen.number) }.collectAsState(Load.Loading)
    val opened by session.records.opened.state.collectAsState()
    var asked by remember { mutableStateOf(false) }
    LaunchedEffect(opened, asked) {
        val ready = opened as? SharedFileState.Ready
        if (asked && ready != null) {
            asked = false
            platform.view(ready.file, ready.mediaType)
        }
    }
    Page {
        (opened as? SharedFileState.Failed)?.let { failed -> item { ProblemNotice(failed.problem) { session.records.opened.dismiss() } } }
        item {
            Loaded(content, { tries++ }) { found ->
                if (found == null) {
                    Notice("Your plan has told of this document, and has not sent what is in it.")
                } else {
                    Content(found, screen.item.parts[screen.number])
                }
            }
        }
        val found = (content as? Load.Ready)?.value
        if (found != null) {
            item {
                val open = {
                    session.records.open(found, screen.item.parts[screen.number])
                    asked = true
                }
                OutlinedButton(open, Modifier.fillMaxWidth()) { Text("Open in another app") }
            }
        }
    }
}

@Composable
private fun Content(content: AttachmentContent, name: String) {
    val platform = LocalPlatform.current
    val picture = remember(content) { content.takeIf { it.contentType?.startsWith("image/") == true }?.let { platform.decode(it.data) } }
    when {
        picture != null -> Image(picture, name, Modifier.fillMaxWidth(), contentScale = ContentScale.FillWidth)
        content.contentType?.startsWith("text/plain") == true -> Section(null) {
            SelectionContainer { Text(content.data.decodeToString().trimEnd(), Modifier.padding(16.dp), style = MaterialTheme.typography.bodyMedium) }
        }
        else -> Notice("This is a file of the kind ${content.contentType ?: "that your plan did not state"}.")
    }
}
