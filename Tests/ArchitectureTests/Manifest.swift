import TestKit

/// What a `Package.swift` says of its targets, read as text: SwiftPM cannot be asked while it runs tests.
struct Manifest {
  /// One target.
  struct Target {
    var name: String
    /// Where its sources are, relative to the repository.
    var folder: String
    var isTest: Bool
    /// The modules that it depends on: targets of the package and products of others, sorted.
    var dependencies: [String]
  }

  /// The targets, in order.
  let targets: [Target]
  /// The versions of packages from elsewhere, by the last part of their addresses.
  let versions: [String: String]

  var names: Set<String> { Set(targets.map(\.name)) }

  /// - Parameter folder: the package's, relative to the repository, with a slash at its end or empty.
  init(_ folder: String = "") throws {
    let text = try PackageFiles().text(of: "\(folder)Package.swift")
    // `let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")`
    let constants = Dictionary(
      text.matches(of: /let (\w+): Target\.Dependency = \.product\(\s*name: "(\w+)"/)
        .map { (String($0.1), String($0.2)) }, uniquingKeysWith: { $1 })
    let heads = text.matches(
      of: /\.(systemLibrary|target|executableTarget|testTarget)\(\s*name: "([\w-]+)"/)
    let ends = heads.dropFirst().map(\.range.lowerBound) + [text.endIndex]
    targets = zip(heads, ends).map { head, end in
      let body = text[head.range.upperBound..<end]
      let list = body.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.1 ?? ""
      let words = list.replacing(/, package: "[\w-]+"/, with: "")
        .matches(of: /"([\w-]+)"|\b(\w+)\b/)
        .compactMap { $0.1.map(String.init) ?? $0.2.flatMap { constants[String($0)] } }
      let path = body.firstMatch(of: /path: "([^"]+)"/)?.1
      let isTest = head.1 == "testTarget"
      return Target(
        name: String(head.2),
        folder: folder + (path.map(String.init) ?? "\(isTest ? "Tests" : "Sources")/\(head.2)"),
        isTest: isTest, dependencies: words.sorted())
    }
    let packages =
      text.matches(of: /url: "[^"]*\/([\w-]+?)(?:\.git)?", exact: "([^"]+)"/)
      .map { (String($0.1), String($0.2)) }
      + text.matches(of: /"https:[^"]*\/([\w-]+?)\.git",\s*"([\d.]+)"/)
      .map { (String($0.1), String($0.2)) }
    versions = Dictionary(packages, uniquingKeysWith: { $1 })
  }
}
