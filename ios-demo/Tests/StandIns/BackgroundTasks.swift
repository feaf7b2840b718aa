// See SwiftUI.swift.

@_exported import Foundation

public class BGTaskRequest: NSObject {
    public var earliestBeginDate: Date?
}

public class BGAppRefreshTaskRequest: BGTaskRequest {
    public init(identifier: String) { fatalError() }
}

public class BGTaskScheduler: NSObject {
    public class var shared: BGTaskScheduler { fatalError() }
    public func submit(_ request: BGTaskRequest) throws { fatalError() }
}
