package org.billfold.demo.android

import android.Manifest
import android.app.Activity
import android.content.Context
import android.content.pm.PackageManager
import android.location.Location
import android.location.LocationManager
import org.billfold.Position

/** Where the device is, roughly, for the distances of a directory's entries. Asked for when the member wants them. */
internal class Locator(private val activity: Activity) {
    private var waiting: ((Position?) -> Unit)? = null

    fun locate(answered: (Position?) -> Unit) {
        waiting = answered
        if (isPermitted()) ask() else activity.requestPermissions(arrayOf(PERMISSION), REQUEST)
    }

    fun permissionAnswered(request: Int) {
        if (request != REQUEST) return
        if (isPermitted()) ask() else answer(null)
    }

    private fun isPermitted() = activity.checkSelfPermission(PERMISSION) == PackageManager.PERMISSION_GRANTED

    private fun ask() {
        val manager = activity.getSystemService(Context.LOCATION_SERVICE) as LocationManager
        val provider = PROVIDERS.firstOrNull { it in manager.allProviders && manager.isProviderEnabled(it) }
        if (provider == null) {
            answer(null)
        } else {
            manager.getCurrentLocation(provider, null, activity.mainExecutor) { found: Location? -> answer(found?.position()) }
        }
    }

    private fun answer(position: Position?) {
        waiting?.invoke(position)
        waiting = null
    }

    private fun Location.position() = Position(latitude.toBigDecimal(), longitude.toBigDecimal())

    private companion object {
        const val PERMISSION = Manifest.permission.ACCESS_COARSE_LOCATION
        const val REQUEST = 1

        /** What is enough for a distance in miles, the quickest first. */
        val PROVIDERS = listOf(LocationManager.NETWORK_PROVIDER, LocationManager.PASSIVE_PROVIDER)
    }
}
