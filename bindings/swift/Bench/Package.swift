// swift-tools-version: 6.0
// The Swift half of `script/bench swift`: a package of its own, so that nobody who uses Billfold builds it.
import PackageDescription

let package = Package(
    name: "BillfoldBench",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "Billfold", path: "..")],
    targets: [
        .executableTarget(
            name: "BillfoldBench",
            dependencies: [.product(name: "Billfold", package: "Billfold")],
            swiftSettings: [.swiftLanguageMode(.v6)]
        )
    ]
)
