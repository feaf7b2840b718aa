import Billfold
import CoreLocation
import Foundation

/// Where the device is, once, as far as the member permits it.
@MainActor
final class DeviceLocator: NSObject, Locator {
    private let manager = CLLocationManager()
    private var waiting: CheckedContinuation<Position?, Never>?

    override init() {
        super.init()
        manager.delegate = self
        manager.desiredAccuracy = kCLLocationAccuracyHundredMeters
    }

    func locate() async -> Position? {
        answer(nil)
        return await withCheckedContinuation { continuation in
            waiting = continuation
            if manager.authorizationStatus == .notDetermined {
                manager.requestWhenInUseAuthorization()
            } else {
                manager.requestLocation()
            }
        }
    }

    private func answer(_ position: Position?) {
        waiting?.resume(returning: position)
        waiting = nil
    }
}

extension DeviceLocator: CLLocationManagerDelegate {
    // The manager was made on the main thread, and calls its delegate there.

    nonisolated func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
        let status = manager.authorizationStatus
        MainActor.assumeIsolated {
            if waiting != nil, status != .notDetermined { self.manager.requestLocation() }
        }
    }

    nonisolated func locationManager(_ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]) {
        let place = locations.last?.coordinate
        MainActor.assumeIsolated {
            answer(place.map { Position(latitude: Decimal($0.latitude), longitude: Decimal($0.longitude)) })
        }
    }

    nonisolated func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error) {
        MainActor.assumeIsolated { answer(nil) }
    }
}
