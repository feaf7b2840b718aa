@file:Suppress("UNUSED_PARAMETER", "UnusedReceiverParameter")

package androidx.compose.ui.graphics

import android.graphics.Bitmap

fun Bitmap.asImageBitmap(): ImageBitmap = throw NotImplementedError()
