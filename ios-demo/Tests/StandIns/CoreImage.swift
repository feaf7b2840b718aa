// See SwiftUI.swift. CGImage is CoreGraphics', which CoreImage brings along.

@_exported import Foundation

public final class CGImage {}

public class CIImage: NSObject {
    public var extent: CGRect { fatalError() }
}

public class CIFilter: NSObject {
    public convenience init?(name: String) { fatalError() }
    public var outputImage: CIImage? { fatalError() }
    public func setValue(_ value: Any?, forKey key: String) { fatalError() }
}

public final class CIContext: NSObject {
    public func createCGImage(_ image: CIImage, from: CGRect) -> CGImage? { fatalError() }
}
