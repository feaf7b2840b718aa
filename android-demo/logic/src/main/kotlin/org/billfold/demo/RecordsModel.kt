package org.billfold.demo

import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.StateFlow
import org.billfold.AttachmentContent
import org.billfold.CardImageData
import org.billfold.InsuranceCard
import org.billfold.Origin
import org.billfold.Provenance
import org.billfold.Wallet

/** Records as the payers sent them, and what is inside them. */
class RecordsModel internal constructor(
    private val wallet: Wallet,
    directory: File,
    private val scope: CoroutineScope,
    private val changes: StateFlow<Int>,
) {
    /** The part of a document that was opened in another app. */
    val opened = SharedFile(directory, scope)

    /** The record from which a view was made; `null` where it is gone. */
    fun source(origin: Origin): Flow<Load<String?>> = scope.reads(changes) { wallet.record(origin.reference, origin.connection) }

    /** Who wrote a record and who passed it on, as far as the payer tells. */
    fun provenance(origin: Origin): Flow<Load<List<Provenance>>> =
        scope.reads(changes) { wallet.provenance(origin.connection, origin.reference) }

    /** The content of a document's part, by its place; `null` where it is not on the device. */
    fun attachment(origin: Origin, number: Int): Flow<Load<AttachmentContent?>> =
        scope.reads(changes) { wallet.attachment(origin.connection, origin.reference, number.toUInt()) }

    /** Writes such a content into a file, for the app that can show it. */
    fun open(content: AttachmentContent, name: String) {
        // What other apps see of the name must not lead out of the directory.
        val safe = name.replace(Regex("[^\\p{L}\\p{N}. -]"), " ").trim(' ', '.').take(LONGEST_NAME).ifEmpty { "document" }
        opened.write(safe, content.contentType ?: "application/octet-stream") { file ->
            file.writeBytes(content.data)
            1
        }
    }

    /** The images that the payer gives for a card, by their numbers. One that cannot be read is left out. */
    fun images(card: InsuranceCard): Flow<Load<Map<UInt, CardImageData>>> = scope.reads(changes) {
        card.images.mapNotNull { image ->
            wallet.cardImage(card.origin.reference, image.number, card.origin.connection)?.let { image.number to it }
        }.toMap()
    }

    private companion object {
        const val LONGEST_NAME = 80
    }
}
