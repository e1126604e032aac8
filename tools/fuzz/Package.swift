// swift-tools-version: 6.2
import PackageDescription

// One executable for each thing that reads what it is given: libFuzzer calls it with bytes.
let targets = ["Npy", "Npz", "Onnx", "Pickle", "Safetensors", "Torch"]

let package = Package(
  name: "fuzz",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "lacuna", path: "../..")],
  targets: [
    .target(
      name: "FuzzSupport", dependencies: [.product(name: "LacunaTools", package: "lacuna")],
      swiftSettings: [.strictMemorySafety(), .treatAllWarnings(as: .error)])
  ]
    + targets.map {
      .executableTarget(
        name: "Fuzz\($0)",
        dependencies: ["FuzzSupport", .product(name: "LacunaTools", package: "lacuna")],
        swiftSettings: [.strictMemorySafety(), .treatAllWarnings(as: .error)])
    }
)
