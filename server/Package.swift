// swift-tools-version: 6.3
import PackageDescription

/// Every target: each existential is spelled, each import is internal unless said otherwise,
/// and a warning stops the build.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// The targets that call C: each unsafe call is marked where it stands.
let bindings = strict + [.strictMemorySafety(), .treatWarning("StrictMemorySafety", as: .error)]

let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let hummingbird: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle: Target.Dependency = .product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")

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
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    // What a model is, and what it takes to trust one.
    .target(name: "Inference", dependencies: [crypto], swiftSettings: strict),
    .target(name: "NativeModels", dependencies: ["Inference"], swiftSettings: strict),

    // ONNX Runtime, opened at run time, and the pictures that go in.
    .target(name: "COrt", linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "CImageCodec",
      linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png")]),
    .target(
      name: "ONNXModels", dependencies: ["COrt", "CImageCodec", "Inference"],
      swiftSettings: bindings),

    // The service
    .target(name: "JSONText", swiftSettings: strict),
    .target(
      name: "Telemetry", dependencies: ["JSONText", logging, metrics], swiftSettings: strict),
    .target(name: "Scheduling", dependencies: ["Inference"], swiftSettings: strict),
    .target(
      name: "RedisStreams", dependencies: [logging, nioCore, nioPosix], swiftSettings: strict),
    .target(name: "Jobs", dependencies: ["RedisStreams", logging], swiftSettings: strict),
    .target(
      name: "Serving",
      dependencies: [
        "Inference", "JSONText", "Jobs", "NativeModels", "ONNXModels", "RedisStreams", "Scheduling",
        "Telemetry", crypto, hummingbird, lifecycle, logging, metrics, nioCore, nioHTTP, nioPosix,
        signals,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "inference-server",
      dependencies: [
        "Jobs", "RedisStreams", "Serving", "Telemetry", arguments, lifecycle, logging, signals,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "inference-worker",
      dependencies: [
        "Jobs", "RedisStreams", "Serving", "Telemetry", arguments, lifecycle, logging, signals,
      ],
      swiftSettings: strict),

    .executableTarget(
      name: "model-check", dependencies: ["Inference", "NativeModels", "ONNXModels", arguments],
      swiftSettings: strict),

    // Tests
    .target(name: "RedisServer", path: "Tests/RedisServer", swiftSettings: strict),
    .testTarget(name: "InferenceTests", dependencies: ["Inference"], swiftSettings: strict),
    .testTarget(
      name: "NativeModelsTests", dependencies: ["Inference", "NativeModels"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "ONNXModelsTests", dependencies: ["Inference", "ONNXModels"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(name: "ModelCheckTests", dependencies: ["model-check"], swiftSettings: strict),
    .testTarget(
      name: "TelemetryTests", dependencies: ["Telemetry", logging, metrics],
      swiftSettings: strict),
    .testTarget(
      name: "SchedulingTests", dependencies: ["Inference", "Scheduling"], swiftSettings: strict),
    .testTarget(
      name: "RedisStreamsTests", dependencies: ["RedisStreams", "RedisServer", logging],
      swiftSettings: strict),
    .testTarget(
      name: "JobsTests", dependencies: ["Jobs", "RedisStreams", "RedisServer", logging],
      swiftSettings: strict),
    .testTarget(
      name: "ServingTests",
      dependencies: [
        "Inference", "JSONText", "Scheduling", "Serving", "Telemetry", hummingbird, logging,
        nioCore,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ServiceTests",
      dependencies: ["RedisServer", "inference-server", "inference-worker", crypto],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
