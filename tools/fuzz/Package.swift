// swift-tools-version: 6.2
import PackageDescription

// One executable for each thing that reads what it is given: libFuzzer calls it with bytes.
let targets = [
  "Container", "Engine", "Kernels", "Npy", "Npz", "Onnx", "Pickle", "Recipe", "Safetensors",
  "Torch",
]

let strict: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]

let package = Package(
  name: "fuzz",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "lacuna", path: "../..")],
  targets: [
    // The root package tests the same source, under the name LacunaFuzzBodies.
    .target(
      name: "FuzzSupport",
      dependencies: [
        .product(name: "Lacuna", package: "lacuna"),
        .product(name: "LacunaTools", package: "lacuna"),
      ],
      swiftSettings: strict)
  ]
    + targets.map {
      .executableTarget(name: "Fuzz\($0)", dependencies: ["FuzzSupport"], swiftSettings: strict)
    }
)
