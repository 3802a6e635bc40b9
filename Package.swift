// swift-tools-version: 6.3
import PackageDescription

/// Every target: each existential is spelled, each import is internal unless said otherwise,
/// and a warning stops the build.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// The targets that call C or hold its data: each unsafe call is marked where it stands.
let bindings = strict + [.strictMemorySafety(), .treatWarning("StrictMemorySafety", as: .error)]

/// What the packages below pull in, each with a product of it: without a version of its own it would
/// be whatever is newest on the day of the build.
let pinned: [(product: String, url: String, version: Version)] = [
  ("SwiftASN1", "https://github.com/apple/swift-asn1.git", "1.7.4")
]

/// SwiftPM warns of a package that no target names, so one names each, for a platform that is not ours.
let pins: [Target.Dependency] = pinned.map { pin in
  let file = pin.url.split(separator: "/").last ?? ""
  return .product(
    name: pin.product, package: String(file.split(separator: ".")[0]),
    condition: .when(platforms: [.wasi]))
}

let package = Package(
  name: "sluice",
  products: [.executable(name: "sluice", targets: ["sluice"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
  ] + pinned.map { .package(url: $0.url, exact: $0.version) },
  targets: [
    // System libraries
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CGit2", pkgConfig: "libgit2",
      providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),

    // Data
    .target(name: "CKubernetesFacts", exclude: ["input", "facts.table"]),

    // Libraries, each depending only on those above it
    .target(name: "Diagnostics", swiftSettings: strict),
    .target(name: "RegularExpression", dependencies: ["CRE2"], swiftSettings: bindings),
    .target(name: "YAML", dependencies: ["CYAML", "Diagnostics"], swiftSettings: bindings),
    .target(name: "Git", dependencies: ["CGit2"], swiftSettings: bindings),
    .target(
      name: "Kubernetes", dependencies: ["CKubernetesFacts", "Diagnostics", "YAML"],
      swiftSettings: bindings),
    .target(
      name: "APIServer",
      dependencies: ["Diagnostics", "Kubernetes", "RegularExpression", "YAML"],
      swiftSettings: strict),
    .target(name: "CEL", dependencies: ["Diagnostics", "RegularExpression"], swiftSettings: strict),
    .target(
      name: "Admission",
      dependencies: [
        "APIServer", "CEL", "Diagnostics", "Kubernetes", "RegularExpression", "YAML",
      ],
      swiftSettings: strict),
    .target(
      name: "Kustomize",
      dependencies: [
        "Diagnostics", "Kubernetes", "RegularExpression", "YAML",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(
      name: "Environments",
      dependencies: ["Diagnostics", "Git", "Kubernetes", "Kustomize", "YAML"],
      swiftSettings: strict),
    .target(
      name: "Comparison",
      dependencies: [
        "Diagnostics", "Environments", "Kubernetes", "YAML",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(
      name: "Promotion",
      dependencies: [
        "Comparison", "Diagnostics", "Environments", "Git", "Kubernetes", "Kustomize", "YAML",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(name: "Reporting", dependencies: ["Diagnostics"], swiftSettings: strict),
    .target(
      name: "Pipeline",
      dependencies: [
        "APIServer", "Admission", "Comparison", "Diagnostics", "Environments", "Git", "Kubernetes",
        "Kustomize", "Promotion", "YAML",
      ],
      swiftSettings: strict),

    // The command
    .executableTarget(
      name: "sluice",
      dependencies: [
        "APIServer", "Admission", "CEL", "Comparison", "Diagnostics", "Environments", "Git",
        "Kubernetes", "Kustomize", "Pipeline", "Promotion", "Reporting", "YAML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ] + pins,
      swiftSettings: strict),

    // Test support
    .target(
      name: "TestKit", dependencies: ["Diagnostics", "Git"], swiftSettings: strict),

    // Tests
    .testTarget(
      name: "APIServerTests", dependencies: ["APIServer", "Diagnostics", "Kubernetes", "YAML"],
      swiftSettings: strict),
    .testTarget(
      name: "AdmissionTests",
      dependencies: ["APIServer", "Admission", "CEL", "Diagnostics", "Kubernetes", "TestKit", "YAML"],
      swiftSettings: strict),
    .testTarget(
      name: "CELTests", dependencies: ["CEL", "Diagnostics", "RegularExpression"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["Git", "TestKit", "sluice"], swiftSettings: strict),
    .testTarget(
      name: "DiagnosticsTests", dependencies: ["Diagnostics", "TestKit"], swiftSettings: strict),
    .testTarget(
      name: "ComparisonTests",
      dependencies: [
        "Comparison", "Diagnostics", "Environments", "Kubernetes", "Kustomize", "YAML",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EnvironmentsTests",
      dependencies: ["Diagnostics", "Environments", "Kustomize", "TestKit", "YAML"],
      swiftSettings: strict),
    .testTarget(name: "GitTests", dependencies: ["Git", "TestKit"], swiftSettings: strict),
    .testTarget(
      name: "KubernetesTests", dependencies: ["Diagnostics", "Kubernetes", "YAML"],
      swiftSettings: strict),
    .testTarget(
      name: "KustomizeTests",
      dependencies: ["Diagnostics", "Kubernetes", "Kustomize", "TestKit", "YAML"],
      swiftSettings: strict),
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "Diagnostics", "Environments", "Git", "Kustomize", "Pipeline", "TestKit", "YAML",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PromotionTests",
      dependencies: [
        "Comparison", "Diagnostics", "Environments", "Git", "Kubernetes", "Kustomize", "Promotion",
        "TestKit", "YAML",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ReportingTests", dependencies: ["Diagnostics", "Reporting", "TestKit"],
      swiftSettings: strict),
    .testTarget(
      name: "RegularExpressionTests", dependencies: ["RegularExpression"], swiftSettings: strict),
    .testTarget(name: "TestKitTests", dependencies: ["TestKit"], swiftSettings: strict),
    .testTarget(name: "YAMLTests", dependencies: ["YAML", "TestKit"], swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)
