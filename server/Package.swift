// swift-tools-version: 6.3
import PackageDescription

/// Every target: each existential is spelled, each import is internal unless said otherwise, an async
/// function runs where its caller runs, and a warning stops the build.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// The targets that call C: each unsafe call is marked where it stands.
let bindings: Set = ["ONNXModels"]

let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let lifecycle: Target.Dependency = .product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")

/// What the packages below pull in, each with a product of it: without a version of its own it would
/// be whatever is newest on the day of the build.
let pinned: [(product: String, url: String, version: Version)] = [
  ("AsyncAlgorithms", "https://github.com/apple/swift-async-algorithms.git", "1.1.4"),
  ("Atomics", "https://github.com/apple/swift-atomics.git", "1.3.0"),
  ("Collections", "https://github.com/apple/swift-collections.git", "1.6.0"),
  ("SwiftASN1", "https://github.com/apple/swift-asn1.git", "1.7.4"),
  ("SystemPackage", "https://github.com/apple/swift-system.git", "1.8.1"),
]

/// SwiftPM warns of a package that no target names, so one names each, for a platform that is not ours.
let pins: [Target.Dependency] = pinned.map { pin in
  let file = pin.url.split(separator: "/").last ?? ""
  return .product(
    name: pin.product, package: String(file.split(separator: ".")[0]),
    condition: .when(platforms: [.wasi]))
}

let package = Package(
  name: "inference",
  products: [
    .executable(name: "inference-server", targets: ["inference-server"]),
    .executable(name: "inference-worker", targets: ["inference-worker"]),
    .executable(name: "model-check", targets: ["model-check"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ] + pinned.map { .package(url: $0.url, exact: $0.version) },
  targets: [
    // What a model is, and what it takes to trust one.
    .target(name: "Inference", dependencies: [crypto]),
    .target(name: "NativeModels", dependencies: ["Inference"]),

    // ONNX Runtime, opened at run time, and the pictures that go in.
    .target(name: "COrt", linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "CImageCodec",
      linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png")]),
    .target(name: "ONNXModels", dependencies: ["COrt", "CImageCodec", "Inference"]),

    // The service
    .target(name: "JSONText"),
    .target(name: "Telemetry", dependencies: ["JSONText", logging, metrics]),
    .target(name: "Tracing", dependencies: ["JSONText", lifecycle]),
    .target(name: "Scheduling", dependencies: ["Inference"]),
    .target(name: "RedisStreams", dependencies: [logging, nioCore, nioPosix]),
    .target(name: "Jobs", dependencies: ["RedisStreams", logging]),
    .target(
      name: "Serving",
      dependencies: [
        "Inference", "JSONText", "Jobs", "NativeModels", "ONNXModels", "RedisStreams", "Scheduling",
        "Telemetry", "Tracing", crypto, lifecycle, logging, metrics, nioCore, nioHTTP, nioPosix,
        signals,
      ]),
    .executableTarget(
      name: "inference-server",
      dependencies: [
        "Jobs", "RedisStreams", "Serving", "Telemetry", "Tracing", arguments, lifecycle, logging,
        signals,
      ] + pins),
    .executableTarget(
      name: "inference-worker",
      dependencies: [
        "Jobs", "RedisStreams", "Serving", "Telemetry", "Tracing", arguments, lifecycle, logging,
        signals,
      ]),

    .executableTarget(
      name: "model-check", dependencies: ["Inference", "NativeModels", "ONNXModels", arguments]),

    // Tests
    .target(name: "RedisServer", path: "Tests/RedisServer"),
    .testTarget(name: "InferenceTests", dependencies: ["Inference"]),
    .testTarget(
      name: "NativeModelsTests", dependencies: ["Inference", "NativeModels"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ONNXModelsTests", dependencies: ["Inference", "ONNXModels"],
      exclude: ["Fixtures"]),
    .testTarget(name: "ModelCheckTests", dependencies: ["model-check"]),
    .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", logging, metrics]),
    .testTarget(name: "TracingTests", dependencies: ["Tracing"]),
    .testTarget(name: "SchedulingTests", dependencies: ["Inference", "Scheduling"]),
    .testTarget(name: "RedisStreamsTests", dependencies: ["RedisStreams", "RedisServer", logging]),
    .testTarget(name: "JobsTests", dependencies: ["Jobs", "RedisStreams", "RedisServer", logging]),
    .testTarget(
      name: "ServingTests",
      dependencies: [
        "Inference", "JSONText", "Scheduling", "Serving", "Telemetry", "Tracing", logging, nioCore,
        nioEmbedded, nioHTTP,
      ]),
    .testTarget(
      name: "ServiceTests",
      dependencies: ["RedisServer", "inference-server", "inference-worker", crypto]),
  ]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = strict
  if bindings.contains(target.name) {
    target.swiftSettings? += [
      .strictMemorySafety(), .treatWarning("StrictMemorySafety", as: .error),
    ]
  }
}
