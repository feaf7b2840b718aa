package org.billfold.demo.ui

import java.awt.image.BufferedImage
import java.awt.image.IndexColorModel

/**
 * The picture in its 256 most frequent colours, others by the nearest of them: a third of the bytes, and no difference
 * that an eye would see in a screen of few colours.
 */
internal fun BufferedImage.withFewColors(): BufferedImage {
    val pixels = getRGB(0, 0, width, height, null, 0, width)
    val palette = pixels.asIterable().groupingBy { it }.eachCount().entries.sortedByDescending { it.value }.take(COLORS).map { it.key }
    val places = HashMap<Int, Int>()
    palette.forEachIndexed { place, color -> places[color] = place }
    fun place(color: Int) = places.getOrPut(color) { palette.indices.minBy { distance(palette[it], color) } }
    val model = IndexColorModel(Byte.SIZE_BITS, palette.size, palette.toIntArray(), 0, false, -1, 0)
    val indexed = BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model)
    indexed.raster.setPixels(0, 0, width, height, IntArray(pixels.size) { place(pixels[it]) })
    return indexed
}

private fun distance(one: Int, other: Int): Int = listOf(0, 8, 16).sumOf { shift ->
    val difference = (one shr shift and 0xFF) - (other shr shift and 0xFF)
    difference * difference
}

private const val COLORS = 256
