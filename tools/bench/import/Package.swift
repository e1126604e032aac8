// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "import-throughput",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "lacuna", path: "../../..")],
  targets: [
    .executableTarget(
      name: "ImportThroughput",
      dependencies: [.product(name: "LacunaTools", package: "lacuna")],
      swiftSettings: [.strictMemorySafety(), .treatAllWarnings(as: .error)])
  ]
)
