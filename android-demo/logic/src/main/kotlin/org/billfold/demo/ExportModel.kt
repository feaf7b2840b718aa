package org.billfold.demo

import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import org.billfold.Connection
import org.billfold.ExportFormat
import org.billfold.Wallet

/** Writes the member's records into a file that they can give to somebody. */
class ExportModel internal constructor(
    private val wallet: Wallet,
    directory: File,
    scope: CoroutineScope,
    changes: StateFlow<Int>,
) {
    private val mutableFormat = MutableStateFlow(ExportFormat.BUNDLE)

    val file = SharedFile(directory, scope)
    val format: StateFlow<ExportFormat> = mutableFormat.asStateFlow()

    /** The plans of which one may be exported alone. */
    val connections = Loader<List<Connection>>(scope, changes) { wallet.connections() }

    fun choose(format: ExportFormat) {
        mutableFormat.value = format
    }

    /** Writes the records of a plan, or of all. */
    fun export(connection: String? = null) {
        val format = mutableFormat.value
        val (name, mediaType) = when (format) {
            ExportFormat.BUNDLE -> "health-records.json" to "application/fhir+json"
            ExportFormat.NDJSON -> "health-records.ndjson" to "application/fhir+ndjson"
        }
        file.write(name, mediaType) { wallet.exportToFile(it.path, format, connection).toLong() }
    }
}
