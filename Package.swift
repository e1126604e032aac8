// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
  name: "lacuna",
  platforms: [.macOS(.v26), .iOS(.v26)],
  products: [
    .library(name: "Lacuna", targets: ["Lacuna"]),
    .library(
      name: "LacunaTools",
      targets: ["LacunaDense", "LacunaImport", "LacunaCompress", "LacunaReport", "LacunaExport"]),
    .executable(name: "lacuna", targets: ["LacunaCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    // What runs a file: the container, the engine, its kernels, and what an app imports.
    .target(name: "LacunaFormat", swiftSettings: strict),
    .target(name: "LacunaEngine", dependencies: ["LacunaFormat"], swiftSettings: strict),
    .target(name: "CLacunaKernels"),
    .target(
      name: "Lacuna",
      dependencies: ["LacunaFile", "LacunaFormat", "LacunaEngine", "CLacunaKernels"],
      swiftSettings: strict),

    // Files mapped in and written whole, for both sides.
    .target(name: "LacunaFile", swiftSettings: strict),

    // What makes a file.
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "LacunaDense", swiftSettings: strict),
    // Generated code, which is held to the warnings and not to strict memory safety.
    .target(
      name: "LacunaONNXSchema",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["onnx.proto", "README.md"], swiftSettings: [.treatAllWarnings(as: .error)]),
    .target(
      name: "LacunaImport",
      dependencies: [
        "LacunaDense", "LacunaFile", "LacunaONNXSchema", "CZlib",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: strict),
    .target(
      name: "LacunaCompress", dependencies: ["LacunaDense", "LacunaFormat"], swiftSettings: strict),
    .target(name: "LacunaReport", dependencies: ["LacunaFormat"], swiftSettings: strict),
    .target(
      name: "LacunaExport",
      dependencies: ["LacunaFormat", "LacunaImport", "LacunaCompress", "LacunaReport"],
      swiftSettings: strict),
    .executableTarget(
      name: "LacunaCLI",
      dependencies: [
        "Lacuna", "LacunaDense", "LacunaFile", "LacunaImport", "LacunaCompress", "LacunaReport",
        "LacunaExport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // A builder of model files and an integer oracle, both written from the spec alone.
    .target(
      name: "LacunaTestSupport", path: "Tests/LacunaTestSupport", swiftSettings: strict),
    // What the fuzz targets do with bytes: the package tools/fuzz gives it to libFuzzer.
    .target(
      name: "LacunaFuzzBodies",
      dependencies: [
        "Lacuna", "LacunaCompress", "LacunaDense", "LacunaEngine", "LacunaFormat", "LacunaImport",
        "LacunaReport",
      ],
      path: "tools/fuzz/Sources/FuzzSupport", swiftSettings: strict),
    .testTarget(name: "LacunaFuzzTests", dependencies: ["LacunaFuzzBodies"], swiftSettings: strict),
    .testTarget(name: "LacunaFileTests", dependencies: ["LacunaFile"], swiftSettings: strict),
    .testTarget(
      name: "LacunaFormatTests", dependencies: ["LacunaFormat", "LacunaTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LacunaEngineTests", dependencies: ["LacunaEngine", "LacunaTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LacunaEmbeddedTests",
      dependencies: ["LacunaFormat", "LacunaEngine", "LacunaTestSupport"], swiftSettings: strict),
    // Counts what a thread allocates.
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    .testTarget(
      name: "LacunaTests",
      dependencies: ["CAllocationCount", "Lacuna", "LacunaEngine", "LacunaTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LacunaDenseTests", dependencies: ["LacunaDense"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "LacunaImportTests",
      dependencies: [
        "LacunaImport", "LacunaONNXSchema",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "LacunaCompressTests", dependencies: ["LacunaCompress"], swiftSettings: strict),
    .testTarget(
      name: "LacunaReportTests", dependencies: ["LacunaReport", "LacunaTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LacunaConformanceTests", dependencies: ["Lacuna", "LacunaEngine", "LacunaFormat"],
      swiftSettings: strict),
    .testTarget(
      name: "LacunaCLITests",
      dependencies: [
        "Lacuna", "LacunaCLI", "LacunaCompress", "LacunaExport", "LacunaFormat", "LacunaImport",
        "LacunaReport", "LacunaTestSupport",
      ],
      swiftSettings: strict),
  ]
)
