import Values

/// A version by the rules of semver 2.0.0.
struct SemanticVersion: Sendable {
  private(set) var numbers: [UInt64] = []
  private var prerelease: [Identifier] = []
  private var build: [String] = []

  struct Failure: Error {
    let message: String
  }

  /// A part of a pre-release: a number, or text.
  private enum Identifier: Hashable, Sendable {
    case number(UInt64)
    case text(String)

    func compare(_ other: Identifier) -> Int {
      switch (self, other) {
      case (.number(let left), .number(let right)): left < right ? -1 : left == right ? 0 : 1
      case (.number, .text): -1
      case (.text, .number): 1
      case (.text(let left), .text(let right)):
        left == right ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
      }
    }
  }

  init(_ text: String) throws(Failure) {
    guard !text.isEmpty else { throw Failure(message: "Version string empty") }
    let parts = SemanticVersion.split(text, ".", limit: 3)
    guard parts.count == 3 else {
      throw Failure(message: "No Major.Minor.Patch elements found")
    }
    try addNumber(parts[0], "Major", "major")
    try addNumber(parts[1], "Minor", "minor")
    var patch = parts[2]
    if let plus = patch.utf8.firstIndex(of: UInt8(ascii: "+")) {
      build = SemanticVersion.split(String(patch[patch.utf8.index(after: plus)...]), ".")
      patch = String(patch[..<plus])
    }
    var prereleaseParts: [String] = []
    if let dash = patch.utf8.firstIndex(of: UInt8(ascii: "-")) {
      prereleaseParts = SemanticVersion.split(String(patch[patch.utf8.index(after: dash)...]), ".")
      patch = String(patch[..<dash])
    }
    try addNumber(patch, "Patch", "patch")
    for part in prereleaseParts { prerelease.append(try SemanticVersion.identifier(part)) }
    for part in build {
      guard !part.isEmpty else { throw Failure(message: "Build meta data is empty") }
      guard SemanticVersion.isIdentifier(part) else {
        throw Failure(
          message: "Invalid character(s) found in build meta data \(part.goQuoted)")
      }
    }
  }

  private static func split(_ text: String, _ separator: Character, limit: Int = .max) -> [String] {
    text.split(separator: separator, maxSplits: limit - 1, omittingEmptySubsequences: false)
      .map(String.init)
  }

  private static func isIdentifier(_ text: String) -> Bool {
    text.utf8.allSatisfy {
      $0.isAlphanumeric || $0 == UInt8(ascii: "-")
    }
  }

  private mutating func addNumber(
    _ text: String, _ title: String, _ name: String
  ) throws(Failure) {
    guard text.utf8.allSatisfy(\.isDigit) else {
      throw Failure(message: "Invalid character(s) found in \(name) number \(text.goQuoted)")
    }
    guard text.utf8.count < 2 || !text.hasPrefix("0") else {
      throw Failure(message: "\(title) number must not contain leading zeroes \(text.goQuoted)")
    }
    guard let number = UInt64(text) else {
      let reason = text.isEmpty ? "invalid syntax" : "value out of range"
      throw Failure(message: "strconv.ParseUint: parsing \(text.goQuoted): \(reason)")
    }
    numbers.append(number)
  }

  private static func identifier(_ text: String) throws(Failure) -> Identifier {
    guard !text.isEmpty else { throw Failure(message: "Prerelease is empty") }
    guard text.utf8.allSatisfy(\.isDigit) else {
      guard isIdentifier(text) else {
        throw Failure(message: "Invalid character(s) found in prerelease \(text.goQuoted)")
      }
      return .text(text)
    }
    guard text.utf8.count < 2 || !text.hasPrefix("0") else {
      throw Failure(
        message: "Numeric PreRelease version must not contain leading zeroes \(text.goQuoted)")
    }
    guard let number = UInt64(text) else {
      throw Failure(message: "strconv.ParseUint: parsing \(text.goQuoted): value out of range")
    }
    return .number(number)
  }

  /// Reads a version as people write it: with a `v`, short, or with leading zeros.
  static func normalizing(_ text: String) throws(Failure) -> SemanticVersion {
    var parts = split(text.hasPrefix("v") ? String(text.dropFirst()) : text, ".", limit: 3)
    for index in parts.indices where parts[index].utf8.count > 1 {
      let stripped = String(parts[index].drop { $0 == "0" })
      parts[index] = stripped.utf8.first?.isDigit == true ? stripped : "0" + stripped
    }
    if parts.count < 3 {
      guard parts.last?.contains(where: { $0 == "+" || $0 == "-" }) != true else {
        throw Failure(message: "short version cannot contain PreRelease/Build meta data")
      }
      while parts.count < 3 { parts.append("0") }
    }
    return try SemanticVersion(parts.joined(separator: "."))
  }

  /// -1, 0 or 1; build metadata does not count.
  func compare(_ other: SemanticVersion) -> Int {
    for (left, right) in zip(numbers, other.numbers) where left != right {
      return left < right ? -1 : 1
    }
    if prerelease.isEmpty || other.prerelease.isEmpty {
      return prerelease.isEmpty == other.prerelease.isEmpty ? 0 : prerelease.isEmpty ? 1 : -1
    }
    for (left, right) in zip(prerelease, other.prerelease) where left.compare(right) != 0 {
      return left.compare(right)
    }
    let (count, otherCount) = (prerelease.count, other.prerelease.count)
    return count < otherCount ? -1 : count == otherCount ? 0 : 1
  }
}

extension SemanticVersion: CustomStringConvertible {
  var description: String {
    var text = numbers.map { String($0) }.joined(separator: ".")
    if !prerelease.isEmpty {
      let parts = prerelease.map { part in
        switch part {
        case .number(let number): String(number)
        case .text(let text): text
        }
      }
      text += "-" + parts.joined(separator: ".")
    }
    return build.isEmpty ? text : text + "+" + build.joined(separator: ".")
  }
}
