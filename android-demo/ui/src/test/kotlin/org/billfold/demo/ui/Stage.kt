@file:OptIn(ExperimentalTestApi::class)

package org.billfold.demo.ui

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toAwtImage
import androidx.compose.ui.graphics.toComposeImageBitmap
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.DesktopComposeUiTest
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.runDesktopComposeUiTest
import androidx.compose.ui.text.TextLayoutResult
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.Font
import androidx.compose.ui.unit.Density
import java.io.File
import java.net.URI
import java.util.concurrent.TimeUnit
import javax.imageio.ImageIO
import org.billfold.Position
import org.billfold.demo.AppModel
import org.jetbrains.skia.Image
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.fail

/** How a screen is looked at. */
enum class Look(val dark: Boolean, val fontScale: Float) { LIGHT(false, 1f), DARK(true, 1f), LARGE(false, 2f) }

/** What the screens asked of the platform. */
class TestPlatform(private val proves: Boolean = true, private val position: Position? = null) : Platform {
    val opened = mutableListOf<URI>()
    val shared = mutableListOf<File>()
    val viewed = mutableListOf<File>()
    var isBright = false

    override fun openLink(address: URI) {
        opened += address
    }

    override fun prove(reason: String, answered: (Boolean) -> Unit) = answered(proves)

    override fun share(file: File, mediaType: String) {
        shared += file
    }

    override fun view(file: File, mediaType: String) {
        viewed += file
    }

    override fun decode(picture: ByteArray): ImageBitmap? =
        runCatching { Image.makeFromEncoded(picture).toComposeImageBitmap() }.getOrNull()

    override fun locate(answered: (Position?) -> Unit) = answered(position)

    override fun brighten(on: Boolean) {
        isBright = on
    }
}

/** Shows the app on a phone's screen that nobody sees. */
fun onStage(app: AppModel, look: Look = Look.LIGHT, platform: Platform = TestPlatform(), work: DesktopComposeUiTest.() -> Unit) =
    runDesktopComposeUiTest(WIDTH, HEIGHT) {
        setContent {
            CompositionLocalProvider(LocalDensity provides Density(SCALE, look.fontScale), LocalPlatform provides platform) {
                BillfoldTheme(look.dark, phoneFont) { App(app) }
            }
        }
        work()
    }

/** Waits until a text is on the screen, while the models work. */
fun DesktopComposeUiTest.waitFor(text: String, substring: Boolean = false) = waitFor(hasText(text, substring))

fun DesktopComposeUiTest.waitFor(wanted: SemanticsMatcher) {
    val end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)
    while (onAllNodes(wanted).fetchSemanticsNodes().isEmpty()) {
        if (System.nanoTime() > end) fail<Unit>("not on the screen: ${wanted.description}, but ${words()}")
        StageThread.turn()
    }
}

/** All that is to be read on the screen. */
private fun DesktopComposeUiTest.words(): List<String> =
    texts(onRoot(useUnmergedTree = true).fetchSemanticsNode()).map { it.layoutInput.text.text }

/** Takes a picture of what is on the screen. */
fun DesktopComposeUiTest.photograph(name: String, look: Look) {
    waitForIdle()
    val file = File(System.getProperty("billfold.screenshots"), "$name-${look.name.lowercase()}.png")
    file.parentFile.mkdirs()
    ImageIO.write(onAllNodes(isRoot())[0].captureToImage().toAwtImage().withFewColors(), "png", file)
}

/** What members with large letters, or with a screen reader, would stumble over. */
fun DesktopComposeUiTest.assertAccessible(where: String) {
    val cut = texts(onRoot(useUnmergedTree = true).fetchSemanticsNode()).filter { it.hasVisualOverflow }.map { it.layoutInput.text.text }
    assertEquals(emptyList<String>(), cut, "$where: text that is cut off")
    val nameless = onAllNodes(hasClickAction()).fetchSemanticsNodes().filter { node ->
        listOf(SemanticsProperties.Text, SemanticsProperties.ContentDescription, SemanticsProperties.EditableText)
            .all { node.config.getOrNull(it)?.toString().isNullOrBlank() }
    }
    assertEquals(0, nameless.size, "$where: something to tap without a name")
}

private fun texts(node: SemanticsNode): List<TextLayoutResult> {
    val own = mutableListOf<TextLayoutResult>()
    node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(own)
    return own + node.children.flatMap(::texts)
}

/** How long a text may take to come, on a machine that is busy. */
private const val PATIENCE_SECONDS = 60L

/** A phone of 411 by 891 points, at 1.75 dots to the point. */
private const val SCALE = 1.75f
private const val WIDTH = 720
private const val HEIGHT = 1560

/** Android's own letters, where the machine has them. */
private val phoneFont: FontFamily by lazy {
    val directory = File("/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF")
    val faces = listOf("Regular" to FontWeight.Normal, "Medium" to FontWeight.Medium, "Bold" to FontWeight.Bold)
        .map { (name, weight) -> File(directory, "Roboto-$name.ttf") to weight }
    if (faces.all { (file, _) -> file.exists() }) FontFamily(faces.map { (file, weight) -> Font(file, weight) }) else FontFamily.Default
}
