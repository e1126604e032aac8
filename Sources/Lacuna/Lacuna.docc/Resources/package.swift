// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "first-steps",
  platforms: [.macOS(.v26)],
  dependencies: [.package(path: "../lacuna")],
  targets: [
    .executableTarget(
      name: "first-steps", dependencies: [.product(name: "Lacuna", package: "lacuna")])
  ])
