import Diagnostics
import YAML

/// What a kustomization says of what it is built from, which its bytes alone decide.
package struct KustomizationOutline: Hashable, Sendable {
  /// The entries that may name directories, as they are written.
  package var entries: [String]
  /// Every path with `../` in its text, whichever field it stands in.
  package var pathsOutside: [String]
  /// Whether it is part of others alone.
  package var isComponent: Bool

  package init(entries: [String], pathsOutside: [String], isComponent: Bool) {
    self.entries = entries
    self.pathsOutside = pathsOutside
    self.isComponent = isComponent
  }

  init(_ kustomization: Kustomization) {
    let entries =
      kustomization.resources + kustomization.components + kustomization.generators
      + kustomization.transformers + kustomization.validators
    self.entries = entries.map(\.value)
    pathsOutside = Self.pathsOutside(in: kustomization.file.bytes)
    isComponent = kustomization.isComponent
  }

  private static func pathsOutside(in bytes: [UInt8]) -> [String] {
    var paths: [String] = []
    var place = 0
    while place + 2 < bytes.count {
      guard bytes[place] == dot, bytes[place + 1] == dot, bytes[place + 2] == slash else {
        place += 1
        continue
      }
      var start = place
      while start > 0, !separators.contains(bytes[start - 1]) { start -= 1 }
      while place < bytes.count, !separators.contains(bytes[place]) { place += 1 }
      paths.append(String(decoding: bytes[start..<place], as: UTF8.self))
    }
    return paths
  }

  private static let dot = UInt8(ascii: ".")
  private static let slash = UInt8(ascii: "/")
  private static let separators = Set(" \t\r\n\"',[]{}=:".utf8)
}

/// The outlines of kustomizations that are known by what their files hold, so that none is read for it.
package protocol KnownOutlines: Sendable {
  /// The outline of the kustomization at a path; nil where it is not known. What cannot be read as a
  /// kustomization has none.
  func outline(at path: String) -> KustomizationOutline??
  /// Remembers the outline of what stands at a path.
  func keep(_ outline: KustomizationOutline?, at path: String)
}
