// Compile-only stand-ins for what only Google's Maven repository has: the declarations that this app uses, as the
// reference documents them. They are never packaged and never run.
@file:Suppress("UNUSED_PARAMETER")

package androidx.activity.compose

import androidx.activity.ComponentActivity
import androidx.compose.runtime.Composable

fun ComponentActivity.setContent(content: @Composable () -> Unit): Unit = throw NotImplementedError()

@Composable
fun BackHandler(enabled: Boolean = true, onBack: () -> Unit): Unit = throw NotImplementedError()
