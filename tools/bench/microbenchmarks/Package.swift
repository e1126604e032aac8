// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "microbenchmarks",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "lacuna", path: "../../.."),
    // Without its traits: its hooks into malloc and the runtime are packages of their own.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "HotPaths",
      dependencies: [
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "Lacuna", package: "lacuna"),
        .product(name: "LacunaTools", package: "lacuna"),
      ],
      path: "Benchmarks/HotPaths",
      swiftSettings: [.strictMemorySafety()],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ]
)
