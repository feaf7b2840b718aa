// swift-tools-version: 6.0
// What the app does, without its screens: it builds and is tested on Linux too. project.yml makes the app of it.
import PackageDescription

let package = Package(
    name: "DemoLogic",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "DemoLogic", targets: ["DemoLogic"])],
    dependencies: [.package(name: "Billfold", path: "../bindings/swift")],
    targets: [
        .target(
            name: "DemoLogic",
            dependencies: [.product(name: "Billfold", package: "Billfold")],
            swiftSettings: [.swiftLanguageMode(.v6)]
        ),
        .testTarget(
            name: "DemoLogicTests",
            dependencies: ["DemoLogic"],
            swiftSettings: [.swiftLanguageMode(.v6)]
        ),
    ]
)
