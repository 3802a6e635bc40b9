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
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let certificates: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grpc: Target.Dependency = .product(name: "GRPCCore", package: "grpc-swift-2")
let grpcProtobuf: Target.Dependency = .product(
  name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let grpcTransport: Target.Dependency = .product(
  name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport")
let lifecycle: Target.Dependency = .product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioHPACK: Target.Dependency = .product(name: "NIOHPACK", package: "swift-nio-http2")
let nioHTTP2: Target.Dependency = .product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")

/// What the packages below pull in, each with a product of it: without a version of its own it would
/// be whatever is newest on the day of the build.
let pinned: [(product: String, url: String, version: Version)] = [
  ("Algorithms", "https://github.com/apple/swift-algorithms.git", "1.2.1"),
  ("AsyncAlgorithms", "https://github.com/apple/swift-async-algorithms.git", "1.1.4"),
  ("Atomics", "https://github.com/apple/swift-atomics.git", "1.3.0"),
  ("Collections", "https://github.com/apple/swift-collections.git", "1.6.0"),
  ("HTTPTypes", "https://github.com/apple/swift-http-types.git", "1.8.0"),
  ("NIOExtras", "https://github.com/apple/swift-nio-extras.git", "1.35.2"),
  (
    "NIOTransportServices", "https://github.com/apple/swift-nio-transport-services.git", "1.28.0"
  ),
  ("RealModule", "https://github.com/apple/swift-numerics.git", "1.1.1"),
  (
    "StructuredFieldValues", "https://github.com/apple/swift-http-structured-headers.git", "1.7.0"
  ),
  ("SwiftASN1", "https://github.com/apple/swift-asn1.git", "1.7.4"),
  ("SystemPackage", "https://github.com/apple/swift-system.git", "1.8.1"),
  ("X509", "https://github.com/apple/swift-certificates.git", "1.21.1"),
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
    .executable(name: "model-fetch", targets: ["model-fetch"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2.git", exact: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-protobuf.git", exact: "1.39.0", traits: []),
    .package(url: "https://github.com/grpc/grpc-swift-2.git", exact: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport.git", exact: "2.9.2"),
    .package(url: "https://github.com/grpc/grpc-swift-protobuf.git", exact: "2.4.1"),
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
    .target(name: "OutboundHTTP", dependencies: [nioCore, nioHTTP, nioPosix, nioSSL]),
    .target(name: "Telemetry", dependencies: ["JSONText", logging, metrics]),
    .target(name: "Tracing", dependencies: ["JSONText", lifecycle]),
    .target(name: "Scheduling", dependencies: ["Inference"]),
    .target(name: "RedisStreams", dependencies: [logging, nioCore, nioPosix, nioSSL]),
    .target(name: "Jobs", dependencies: ["RedisStreams", logging]),
    .target(
      name: "Serving",
      dependencies: [
        "Inference", "JSONText", "Jobs", "NativeModels", "ONNXModels", "OutboundHTTP",
        "RedisStreams", "Scheduling", "Telemetry", "Tracing", crypto, lifecycle, logging, metrics,
        nioCore, nioHTTP, nioPosix, signals,
      ]),

    // The Open Inference Protocol and the health of gRPC; what is generated is from Protocols/.
    .target(name: "OpenInferenceRPC", dependencies: [grpc, grpcProtobuf, protobuf]),
    .target(
      name: "GRPCServing",
      dependencies: [
        "Inference", "OpenInferenceRPC", "Serving", grpc, grpcTransport, lifecycle,
        logging, nioCore, nioHPACK, nioHTTP2, protobuf,
      ]),

    .executableTarget(
      name: "inference-server",
      dependencies: [
        "GRPCServing", "Jobs", "RedisStreams", "Scheduling", "Serving", "Telemetry", "Tracing",
        arguments, lifecycle, logging, signals,
      ] + pins),
    .executableTarget(
      name: "inference-worker",
      dependencies: [
        "Jobs", "RedisStreams", "Scheduling", "Serving", "Telemetry", "Tracing", arguments,
        lifecycle, logging, signals,
      ]),

    .executableTarget(
      name: "model-check", dependencies: ["Inference", "NativeModels", "ONNXModels", arguments]),

    // Packages, brought to where a service looks for them.
    .target(
      name: "ModelDelivery",
      dependencies: ["Inference", "OutboundHTTP", crypto, nioCore, nioHTTP]),
    .executableTarget(
      name: "model-fetch",
      dependencies: ["Inference", "ModelDelivery", "NativeModels", "ONNXModels", arguments]),

    // Tests
    .target(
      name: "RedisServer", dependencies: [asn1, certificates, crypto], path: "Tests/RedisServer"),
    .testTarget(name: "InferenceTests", dependencies: ["Inference"]),
    .testTarget(
      name: "NativeModelsTests", dependencies: ["Inference", "NativeModels"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ONNXModelsTests", dependencies: ["Inference", "ONNXModels"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ModelDeliveryTests",
      dependencies: [
        "Inference", "ModelDelivery", "NativeModels", crypto, nioCore, nioHTTP, nioPosix,
      ]),
    .testTarget(name: "ModelCheckTests", dependencies: ["model-check"]),
    .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", logging, metrics]),
    .testTarget(name: "TracingTests", dependencies: ["Tracing"]),
    .testTarget(name: "SchedulingTests", dependencies: ["Inference", "Scheduling"]),
    .testTarget(
      name: "RedisStreamsTests",
      dependencies: ["RedisStreams", "RedisServer", logging, nioCore, nioPosix]),
    .testTarget(name: "JobsTests", dependencies: ["Jobs", "RedisStreams", "RedisServer", logging]),
    .testTarget(
      name: "ServingTests",
      dependencies: [
        "Inference", "JSONText", "Jobs", "Scheduling", "Serving", "Telemetry", "Tracing", logging,
        nioCore, nioEmbedded, nioHTTP,
      ]),
    .testTarget(
      name: "GRPCServingTests",
      dependencies: [
        "GRPCServing", "Inference", "OpenInferenceRPC", "Serving", grpc, nioCore, nioEmbedded,
        nioHPACK, nioHTTP2, protobuf,
      ]),
    .testTarget(
      name: "ServiceTests",
      dependencies: [
        "OpenInferenceRPC", "RedisServer", "inference-server", "inference-worker", crypto, grpc,
        grpcProtobuf, grpcTransport, protobuf,
      ]),
  ]
)

for target in package.targets where target.name != "OpenInferenceRPC" {
  target.swiftSettings = strict
  if bindings.contains(target.name) {
    target.swiftSettings? += [
      .strictMemorySafety(), .treatWarning("StrictMemorySafety", as: .error),
    ]
  }
}
