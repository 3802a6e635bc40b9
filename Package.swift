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

/// The targets that call C or hold its data: each unsafe call is marked where it stands.
let bindings: Set = ["BuiltInPolicies", "Git", "Kubernetes", "RegularExpression", "YAML"]

/// How a release is linked: nobody looks for a symbol of it by name, so there is no table of them, which
/// would keep what nothing calls; and functions of the same code are one.
let linking = ["-use-ld=lld", "-Xlinker", "--icf=safe", "-Xlinker", "--no-export-dynamic"]

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
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .target(name: "CCertificates"),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),

    // Data
    .target(name: "CBuiltInPolicies"),
    .target(name: "CKubernetesFacts", exclude: ["input", "facts.table", "facts-1.37.table"]),
    .target(name: "CCustomKinds", exclude: ["NOTICE", "input", "kinds.table"]),

    // Libraries, each depending only on those above it
    .target(name: "Diagnostics"),
    .target(name: "Values"),
    .target(name: "BuiltInPolicies", dependencies: ["CBuiltInPolicies"]),
    .target(
      name: "Display",
      dependencies: ["Diagnostics", .product(name: "Crypto", package: "swift-crypto")]),
    .target(
      name: "Pages",
      dependencies: [
        "Diagnostics", "Display", "Values", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(name: "RegularExpression", dependencies: ["CRE2"]),
    .target(name: "YAML", dependencies: ["CYAML", "Diagnostics", "Values"]),
    .target(name: "Git", dependencies: ["CCertificates", "CGit2", "Values"]),
    .target(
      name: "Kubernetes",
      dependencies: [
        "CCustomKinds", "CKubernetesFacts", "Diagnostics", "Display", "Values", "YAML",
      ]),
    .target(
      name: "APIServer",
      dependencies: [
        "Diagnostics", "Display", "Kubernetes", "RegularExpression", "Values", "YAML",
      ]),
    .target(
      name: "Forecast",
      dependencies: [
        "APIServer", "Diagnostics", "Display", "Kubernetes", "Pages", "Values", "YAML",
      ]),
    .target(
      name: "Secrets",
      dependencies: [
        "Diagnostics", "Display", "Kubernetes", "RegularExpression", "Values", "YAML",
      ]),
    .target(name: "CEL", dependencies: ["Diagnostics", "RegularExpression", "Values"]),
    .target(
      name: "Admission",
      dependencies: [
        "APIServer", "CEL", "Diagnostics", "Display", "Kubernetes", "RegularExpression", "Values",
        "YAML",
      ]),
    .target(
      name: "Kustomize",
      dependencies: [
        "Diagnostics", "Kubernetes", "RegularExpression", "Values", "YAML",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "Environments",
      dependencies: [
        "Diagnostics", "Git", "Kubernetes", "Kustomize", "RegularExpression", "Values", "YAML",
      ]),
    .target(
      name: "Comparison",
      dependencies: [
        "Diagnostics", "Display", "Environments", "Kubernetes", "Pages", "Values", "YAML",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "Promotion",
      dependencies: [
        "Comparison", "Diagnostics", "Display", "Environments", "Git", "Kubernetes", "Kustomize",
        "Pages", "Values", "YAML",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(name: "Relations", dependencies: ["Diagnostics", "Kubernetes", "Values", "YAML"]),
    .target(name: "Reporting", dependencies: ["Diagnostics", "Display", "Pages"]),
    .target(
      name: "Pipeline",
      dependencies: [
        "APIServer", "Admission", "BuiltInPolicies", "Comparison", "Diagnostics", "Display",
        "Environments", "Forecast", "Git", "Kubernetes", "Kustomize", "Pages", "Promotion", "Relations",
        "Secrets", "Values", "YAML", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "LanguageServer",
      dependencies: [
        "Diagnostics", "Display", "Environments", "Kubernetes", "Kustomize", "Pipeline",
        "Relations", "Values", "YAML",
      ]),

    // The command
    .executableTarget(
      name: "sluice",
      dependencies: [
        "APIServer", "Admission", "CEL", "Comparison", "Diagnostics", "Display", "Environments",
        "Forecast", "Git", "Kubernetes", "Kustomize", "LanguageServer", "Pipeline", "Promotion",
        "Reporting", "Values", "YAML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ] + pins,
      linkerSettings: [.unsafeFlags(linking, .when(configuration: .release))]),

    // Test support
    .target(name: "TestKit", dependencies: ["Git", "Values"]),

    // Tests
    .testTarget(
      name: "APIServerTests",
      dependencies: ["APIServer", "Admission", "Diagnostics", "Kubernetes", "TestKit", "YAML"]),
    .testTarget(
      name: "AdmissionTests",
      dependencies: [
        "APIServer", "Admission", "CEL", "Diagnostics", "Display", "Kubernetes", "TestKit",
        "Values",
        "YAML",
      ]),
    .testTarget(name: "ArchitectureTests", dependencies: ["Git", "TestKit"]),
    .testTarget(name: "CELTests", dependencies: ["CEL", "Diagnostics"]),
    .testTarget(name: "CommandTests", dependencies: ["Git", "Pipeline", "TestKit", "sluice"]),
    .testTarget(name: "PagesTests", dependencies: ["Display", "Pages"]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "TestKit"]),
    .testTarget(
      name: "ComparisonTests",
      dependencies: [
        "Comparison", "Diagnostics", "Display", "Environments", "Kubernetes", "Kustomize",
        "TestKit", "Values", "YAML",
      ]),
    .testTarget(
      name: "DisplayTests", dependencies: ["Diagnostics", "Display", "TestKit"]),
    .testTarget(
      name: "EnvironmentsTests",
      dependencies: ["Diagnostics", "Environments", "Kubernetes", "Kustomize", "TestKit", "YAML"]),
    .testTarget(
      name: "ForecastTests",
      dependencies: [
        "Diagnostics", "Display", "Forecast", "Kubernetes", "TestKit", "Values", "YAML",
      ]),
    .testTarget(name: "GitTests", dependencies: ["Git", "TestKit"]),
    .testTarget(
      name: "KubernetesTests", dependencies: ["Diagnostics", "Kubernetes", "Values", "YAML"]),
    .testTarget(
      name: "KustomizeTests",
      dependencies: ["Diagnostics", "Kubernetes", "Kustomize", "YAML"]),
    .testTarget(
      name: "LanguageServerTests",
      dependencies: [
        "Diagnostics", "Environments", "Kustomize", "LanguageServer", "Pipeline", "TestKit",
        "Values", "YAML",
      ]),
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "Diagnostics", "Display", "Environments", "Git", "Kustomize", "Pipeline",
        "Relations", "TestKit", "Values", "YAML",
      ]),
    .testTarget(
      name: "PromotionTests",
      dependencies: [
        "Comparison", "Diagnostics", "Display", "Environments", "Git", "Kubernetes", "Kustomize",
        "Promotion", "TestKit", "Values", "YAML",
      ]),
    .testTarget(
      name: "ReportingTests", dependencies: ["Diagnostics", "Display", "Reporting", "TestKit"]),
    .testTarget(
      name: "RelationsTests",
      dependencies: ["Diagnostics", "Kubernetes", "Relations", "TestKit", "YAML"]),
    .testTarget(name: "RegularExpressionTests", dependencies: ["RegularExpression"]),
    .testTarget(
      name: "SecretsTests", dependencies: ["Diagnostics", "Secrets", "TestKit"]),
    .testTarget(name: "TestKitTests", dependencies: ["TestKit"]),
    .testTarget(name: "ValuesTests", dependencies: ["Values"]),
    .testTarget(name: "YAMLTests", dependencies: ["Diagnostics", "TestKit", "YAML"]),
  ],
  cxxLanguageStandard: .cxx17
)

for target in package.targets where target.type != .system {
  target.swiftSettings = strict
  if bindings.contains(target.name) {
    target.swiftSettings? += [
      .strictMemorySafety(), .treatWarning("StrictMemorySafety", as: .error),
    ]
  }
}
