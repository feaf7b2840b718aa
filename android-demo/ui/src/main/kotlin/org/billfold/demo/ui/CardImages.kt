package org.billfold.demo.ui

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.FilterQuality
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.unit.dp
import org.billfold.CardImage
import org.billfold.CardImageKind
import org.billfold.InsuranceCard
import org.billfold.demo.Load
import org.billfold.demo.WalletSession
import org.billfold.demo.value

/** An image of a card, as it is drawn. */
internal class CardPicture(val image: CardImage, val bitmap: ImageBitmap) {
    /** For people who do not see it. */
    val description: String get() = image.description ?: image.label ?: "Image on the card"
}

/** The images that the payer gives for a card; those that this device cannot draw are left out. */
@Composable
internal fun pictures(session: WalletSession, card: InsuranceCard): List<CardPicture> {
    val platform = LocalPlatform.current
    val images by remember(card) { session.records.images(card) }.collectAsState(Load.Loading)
    return remember(images) {
        val data = images.value.orEmpty()
        card.images.mapNotNull { image -> data[image.number]?.let { platform.decode(it.bytes) }?.let { CardPicture(image, it) } }
    }
}

/** The payer's logo, as large as a word on the card. */
@Composable
internal fun Logo(pictures: List<CardPicture>) {
    val logo = pictures.firstOrNull { it.image.kind == CardImageKind.LOGO } ?: return
    Image(logo.bitmap, logo.description, Modifier.size(40.dp).clip(RoundedCornerShape(8.dp)).background(Color.White).padding(3.dp))
}

/** What a scanner reads: the payer's own codes, or else the member ID as a QR code. */
@Composable
internal fun CardCodes(card: InsuranceCard, pictures: List<CardPicture>) {
    val codes = pictures.filter { it.image.kind in CODES }
    Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp), Alignment.CenterHorizontally) {
        for (code in codes) {
            // White around it, and its dots as sharp as they are: scanners want it so.
            Image(
                code.bitmap,
                code.description,
                Modifier.clip(RoundedCornerShape(12.dp)).background(Color.White).padding(12.dp).heightIn(min = 96.dp, max = 200.dp).fillMaxWidth(),
                contentScale = ContentScale.Fit,
                filterQuality = FilterQuality.None,
            )
            Text(code.image.label ?: "Code on the card", style = MaterialTheme.typography.bodyMedium)
        }
        val id = card.memberId
        if (codes.isEmpty() && id != null) {
            QrCode(id, "QR code of the member ID")
            Text("Member ID, to be scanned", style = MaterialTheme.typography.bodyMedium)
        }
    }
}

/** Other images of the card. */
@Composable
internal fun Supporting(picture: CardPicture) = Column(Modifier.padding(16.dp), Arrangement.spacedBy(8.dp)) {
    Image(picture.bitmap, picture.description, Modifier.fillMaxWidth(), contentScale = ContentScale.FillWidth)
    picture.image.label?.let { Text(it, style = MaterialTheme.typography.bodyMedium) }
}

internal fun List<CardPicture>.supporting(): List<CardPicture> = filter { it.image.kind == CardImageKind.SUPPORTING }

private val CODES = setOf(CardImageKind.QR_CODE, CardImageKind.BARCODE)
