// See SwiftUI.swift. A window is what AuthenticationServices' stand-in calls an anchor: on iOS both are one type.

import AuthenticationServices
@_exported import CoreImage
@_exported import Foundation

public class UIColor: NSObject {
    public class var systemBackground: UIColor { fatalError() }
}

public class UIImage: NSObject {
    public init?(data: Data) { fatalError() }
    public init(cgImage: CGImage) { fatalError() }
}

@MainActor public class UIScreen: NSObject {
    public var brightness: CGFloat = 0
}

@MainActor public class UIScene: NSObject {}

@MainActor public class UIWindowScene: UIScene {
    public var keyWindow: UIWindow? { fatalError() }
    public var screen: UIScreen { fatalError() }
}

@MainActor public class UIApplication: NSObject {
    public class var shared: UIApplication { fatalError() }
    public var connectedScenes: Set<UIScene> { fatalError() }
}

@MainActor open class UIViewController: NSObject {}

public typealias UIWindow = ASPresentationAnchor

extension UIWindow {
    public struct Level: Sendable {
        public static let alert = Level()
        public static func + (level: Level, higher: CGFloat) -> Level { fatalError() }
    }

    public convenience init(windowScene: UIWindowScene) { fatalError() }

    public var windowLevel: Level {
        get { fatalError() }
        set { fatalError() }
    }
    public var rootViewController: UIViewController? {
        get { fatalError() }
        set { fatalError() }
    }
    public var isHidden: Bool {
        get { fatalError() }
        set { fatalError() }
    }
}
