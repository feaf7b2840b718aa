package org.billfold.demo.ui

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import org.billfold.PriorAuthorization
import org.billfold.demo.Screen
import org.billfold.demo.WalletSession
import org.billfold.demo.words.about
import org.billfold.demo.words.decision
import org.billfold.demo.words.summary
import org.billfold.demo.words.title
import org.billfold.demo.words.words

/** What the plans were asked to agree to beforehand. */
@Composable
internal fun PriorAuthorizationsScreen(session: WalletSession) {
    val model = session.claims.priorAuthorizations
    val list by model.state.collectAsState()
    Page {
        item {
            Loaded(list, model::retry) { all ->
                if (all.isEmpty()) {
                    Empty(Icons.Filled.CheckCircle, "No prior authorizations", "When your plan has been asked to agree to care beforehand, it shows here.")
                } else {
                    Section(null) {
                        Rows(all) { asked ->
                            ListRow(asked.title(), asked.summary(), asked.decision(), onClick = { session.navigator.open(Screen.PriorAuthorizationDetail(asked)) })
                        }
                    }
                }
            }
        }
    }
}

/** One request: what was decided, and line by line. */
@Composable
internal fun PriorAuthorizationScreen(session: WalletSession, asked: PriorAuthorization) = Page {
    item { Section(null) { Rows(asked.about()) { (name, value) -> Field(name, value) } } }
    if (asked.items.isNotEmpty()) {
        item {
            Section("What was asked for") {
                Rows(asked.items) { item ->
                    ListRow(item.title(), item.summary(), item.review?.decision?.words(), footer = {
                        for (reason in item.review?.reasons.orEmpty()) Text(reason, style = MaterialTheme.typography.bodySmall)
                    })
                }
            }
        }
    }
    item { ShowSource(session, asked.origin) }
}
