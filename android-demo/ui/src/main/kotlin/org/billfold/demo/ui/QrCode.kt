package org.billfold.demo.ui

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import com.google.zxing.BarcodeFormat
import com.google.zxing.qrcode.QRCodeWriter

/** A QR code: always dark on white, also at night, since scanners want it so. */
@Composable
internal fun QrCode(text: String, description: String) {
    val matrix = remember(text) { QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0) }
    Canvas(
        Modifier.clip(RoundedCornerShape(12.dp)).background(Color.White).padding(8.dp).size(168.dp).semantics {
            role = Role.Image
            contentDescription = description
        },
    ) {
        val module = size.width / matrix.width
        for (y in 0 until matrix.height) {
            for (x in 0 until matrix.width) {
                // A hair larger than a module, so that no line shows between two of them.
                if (matrix[x, y]) drawRect(Color.Black, Offset(x * module, y * module), Size(module + 0.5f, module + 0.5f))
            }
        }
    }
}
