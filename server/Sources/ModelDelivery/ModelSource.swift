/// Where a package is fetched from.
package enum ModelSource: Sendable, Equatable {
  /// A model of an MLflow registry, and which version of it.
  case registry(name: String, RegisteredVersion)
  /// An archive at an address or in a file, with the SHA-256 of its bytes.
  case archive(String, sha256: String)
  /// A directory that is the package, with the SHA-256 of its manifest where one is given.
  case directory(String, sha256: String?)

  /// Which version of a registered model is meant.
  package enum RegisteredVersion: Sendable, Equatable {
    /// The one that an alias stands for.
    case alias(String)
    /// The registry's own number.
    case number(String)
    /// The newest that has the package's version as its tag `version`.
    case tagged
  }

  /// Reads `models:/NAME`, `models:/NAME@ALIAS`, `models:/NAME/NUMBER`, an address or path of a
  /// `.tar` with `#sha256=…`, or the path of a directory.
  package init(_ text: String) throws(DeliveryError) {
    let scheme = "models:/"
    if text.hasPrefix(scheme) {
      self = try Self.registered(text.dropFirst(scheme.count))
      return
    }
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let location = String(parts[0])
    var sha256: String?
    if parts.count == 2 {
      sha256 = String(parts[1].trimmingPrefix("sha256="))
      guard parts[1].hasPrefix("sha256="), sha256.map(isDigest) == true else {
        throw DeliveryError("a source ends with #sha256= and 64 hexadecimal digits")
      }
    }
    if location.hasSuffix(".tar") {
      guard let sha256 else { throw DeliveryError("an archive needs #sha256= and its digest") }
      self = .archive(location, sha256: sha256)
    } else if location.hasPrefix("/") {
      self = .directory(location, sha256: sha256)
    } else {
      throw DeliveryError(
        "a source is models:/NAME, models:/NAME@ALIAS, models:/NAME/NUMBER, the address or path of "
          + "a .tar, or the absolute path of a directory")
    }
  }

  private static func registered(_ text: Substring) throws(DeliveryError) -> ModelSource {
    if let at = text.firstIndex(of: "@") {
      guard at > text.startIndex, text[at...].count > 1 else { throw .notRegistered }
      return .registry(name: String(text[..<at]), .alias(String(text[text.index(after: at)...])))
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch parts.count {
    case 1 where !parts[0].isEmpty: return .registry(name: parts[0], .tagged)
    case 2 where !parts[0].isEmpty && UInt(parts[1]) != nil:
      return .registry(name: parts[0], .number(parts[1]))
    default: throw .notRegistered
    }
  }
}

/// Why a package was not delivered: one sentence, without a secret.
package struct DeliveryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  package let description: String
  package init(_ description: String) { self.description = description }
}

extension DeliveryError {
  fileprivate static let notRegistered = DeliveryError(
    "a registered model is models:/NAME, models:/NAME@ALIAS or models:/NAME/NUMBER")
}

private func isDigest(_ text: String) -> Bool {
  text.utf8.count == 64
    && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
