package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.ArrowBack
import androidx.compose.material.icons.filled.Favorite
import androidx.compose.material.icons.filled.Home
import androidx.compose.material.icons.filled.List
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material.icons.filled.Person
import androidx.compose.material.icons.filled.Settings
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.NavigationBar
import androidx.compose.material3.NavigationBarItem
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.billfold.demo.AppModel
import org.billfold.demo.AppState
import org.billfold.demo.Screen
import org.billfold.demo.SignInState
import org.billfold.demo.WalletSession

/** The whole app. */
@Composable
fun App(app: AppModel) {
    val state by app.state.collectAsState()
    val lock by app.lock.state.collectAsState()
    CompositionLocalProvider(LocalShowsDetails provides app.shell.isPrototype) {
        Surface(Modifier.fillMaxSize(), color = MaterialTheme.colorScheme.background) {
            if (lock.isLocked) {
                Locked(app)
                return@Surface
            }
            when (val now = state) {
                is AppState.Opening -> Column(Modifier.fillMaxSize(), Arrangement.Center) { Busy("Opening your wallet") }
                is AppState.Failed -> Column(Modifier.fillMaxSize().padding(16.dp), Arrangement.Center) {
                    ProblemNotice(now.problem) { app.start() }
                    if (app.usesSandbox) Notice("This app is set to the sandbox.", actions = listOf("Leave the sandbox" to { app.useSandbox(false) }))
                }
                is AppState.Open -> key(now.session) { Open(app, now.session) }
            }
        }
    }
}

@Composable
private fun Locked(app: AppModel) {
    val platform = LocalPlatform.current
    val lock by app.lock.state.collectAsState()
    val unlock = { platform.prove("Open your wallet", app.lock::answered) }
    LaunchedEffect(Unit) { unlock() }
    Column(Modifier.fillMaxSize(), Arrangement.Center) {
        val text = if (lock.failed) "That did not work. Try again." else "Your records are shown once you have unlocked them."
        Empty(Icons.Filled.Lock, "Locked", text, "Unlock" to unlock)
    }
}

@Composable
private fun Open(app: AppModel, session: WalletSession) {
    val stack by session.navigator.stack.collectAsState()
    val signIn by session.signIn.state.collectAsState()
    val screen = stack.last()
    // A callback may come to a process that was not asked for it: the member sees what becomes of it.
    LaunchedEffect(signIn is SignInState.Completing) {
        if (signIn is SignInState.Completing && Screen.AddPlan !in session.navigator.stack.value) session.navigator.open(Screen.AddPlan)
    }
    Scaffold(
        containerColor = MaterialTheme.colorScheme.background,
        bottomBar = { if (screen in Screen.tabs) Tabs(screen, session.navigator::open) },
    ) { insets -> key(screen) { Content(app, session, screen, insets) } }
}

@Composable
private fun Content(app: AppModel, session: WalletSession, screen: Screen, insets: PaddingValues) =
    Column(Modifier.fillMaxSize().padding(insets)) {
        TopBar(screen, session)
        when (screen) {
            is Screen.Home -> HomeScreen(session)
            is Screen.Claims -> ClaimsScreen(session)
            is Screen.Health -> HealthScreen(session)
            is Screen.Plans -> PlansScreen(session)
            is Screen.CardDetail -> CardScreen(session, screen.card)
            is Screen.ClaimDetail -> ClaimScreen(session, screen.claim)
            is Screen.PriorAuthorizations -> PriorAuthorizationsScreen(session)
            is Screen.PriorAuthorizationDetail -> PriorAuthorizationScreen(session, screen.authorization)
            is Screen.Medications -> MedicationsScreen(session)
            is Screen.MedicationDetail -> MedicationScreen(session, screen.medication)
            is Screen.Timeline -> TimelineScreen(session)
            is Screen.Kind -> KindScreen(session, screen.kind)
            is Screen.Item -> ItemScreen(session, screen.item)
            is Screen.Attachment -> AttachmentScreen(session, screen)
            is Screen.Source -> SourceScreen(session, screen)
            is Screen.ConnectionDetail -> ConnectionScreen(session, screen.id)
            is Screen.AddPlan -> AddPlanScreen(session)
            is Screen.People -> PeopleScreen(session)
            is Screen.Directory -> DirectoryScreen(session)
            is Screen.DirectoryDetail -> DirectoryEntryScreen(screen.entry)
            is Screen.Formulary -> FormularyScreen(session)
            is Screen.FormularyDetail -> FormularyDrugScreen(screen.drug)
            is Screen.Export -> ExportScreen(session)
            is Screen.AppSettings -> SettingsScreen(app)
        }
    }

@Composable
private fun TopBar(screen: Screen, session: WalletSession) =
    Row(Modifier.fillMaxWidth().heightIn(min = 64.dp).padding(8.dp), verticalAlignment = Alignment.CenterVertically) {
        if (screen !in Screen.tabs) {
            IconButton({ session.navigator.back() }) { Icon(Icons.Filled.ArrowBack, "Back") }
        }
        Text(
            screen.title(),
            Modifier.weight(1f).padding(horizontal = 12.dp).semantics { heading() },
            // The name of a drug has words that would not fit a line of the largest letters.
            style = if (largeLetters()) MaterialTheme.typography.titleLarge else MaterialTheme.typography.headlineSmall,
        )
        if (screen is Screen.Home) {
            IconButton({ session.navigator.open(Screen.AppSettings) }) { Icon(Icons.Filled.Settings, "Settings") }
        }
    }

@Composable
private fun Tabs(selected: Screen, open: (Screen) -> Unit) =
    NavigationBar(containerColor = MaterialTheme.colorScheme.surface) {
        for (tab in Screen.tabs) {
            NavigationBarItem(
                selected = tab == selected,
                onClick = { open(tab) },
                icon = { Icon(tab.icon(), null) },
                label = { AtMost(1.3f) { Text(tab.shortTitle(), maxLines = 1) } },
            )
        }
    }

private fun Screen.icon(): ImageVector =
    when (this) {
        Screen.Claims -> Icons.Filled.List
        Screen.Health -> Icons.Filled.Favorite
        Screen.Plans -> Icons.Filled.Person
        else -> Icons.Filled.Home
    }

private fun Screen.shortTitle(): String = if (this is Screen.Home) "Home" else title()

/** A screen that scrolls. */
@Composable
internal fun Page(content: LazyListScope.() -> Unit) =
    LazyColumn(
        Modifier.fillMaxSize(),
        contentPadding = PaddingValues(start = 16.dp, end = 16.dp, bottom = 24.dp),
        verticalArrangement = Arrangement.spacedBy(16.dp),
        content = content,
    )
