package import Diagnostics
import Kubernetes
import Values
import YAML

/// Looks for secrets in files: manifests, kustomizations, env files, keys, whatever stands beside them.
///
/// A file is looked at as it is in the repository, so that what an overlay overrides is found as well.
/// Most files hold nothing that a secret has, and cost one pass over their bytes.
package struct SecretSearch: Sendable {
  private let generated: GeneratedFiles

  /// - Parameter files: all files that are searched, whose kustomizations say which others are put into
  ///   Secrets.
  package init(_ files: [SourceFile]) { generated = GeneratedFiles(files) }

  /// How large a file may be to be searched; larger ones are no configuration.
  package static let limit = 8 << 20

  /// The secrets of a file, in its order.
  package func secrets(in file: SourceFile) -> [FoundSecret] {
    guard file.bytes.count <= Self.limit else { return [] }
    let entry = generated.entry(of: file.path)
    let glance = Glance(file.bytes)
    guard !glance.isEmpty || entry != nil else { return [] }
    var inspection = Inspection(of: file, TokenForms(in: file.bytes, at: glance).found)
    if glance.asksForStructure || entry != nil || inspection.hasForms {
      inspection.read(file, as: entry)
    }
    return inspection.secrets
  }
}

/// What kustomizations say of the files that they put into ConfigMaps and Secrets.
struct GeneratedFiles: Sendable {
  /// What becomes of a file.
  struct Entry: Sendable {
    /// The object that is generated.
    var object: String
    /// The key of the whole file; nil for a file of lines, each with a key of its own.
    var key: String?
  }

  private var entries: [String: Entry] = [:]

  init(_ files: [SourceFile]) {
    for file in files
    where file.path.hasSuffix("kustomization.yaml")
      || file.path.hasSuffix("kustomization.yml") || file.path.hasSuffix("Kustomization")
    {
      guard file.bytes.hasLine(beginningWith: "secretGenerator"),
        let root = file.parsed(as: .kustomize).documents.first?.root
      else { continue }
      let slash = file.path.lastIndex(of: "/")
      let directory = slash.map { String(file.path[..<$0]) } ?? ""
      for generator in root["secretGenerator"]?.elements ?? [] { add(generator, in: directory) }
    }
  }

  func entry(of path: String) -> Entry? { entries[path] }

  private mutating func add(_ generator: Node, in directory: String) {
    let object = "Secret/\(generator["name"]?.scalarText ?? "")"
    func path(_ text: String) -> String {
      var parts = directory.split(separator: "/")
      for part in text.split(separator: "/") where part != "." {
        if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
      }
      return (directory.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
    for source in generator["files"]?.elements ?? [] {
      guard let text = source.scalarText else { continue }
      let parts = text.split(separator: "=", maxSplits: 1)
      guard let last = parts.last else { continue }
      let name = last.split(separator: "/").last.map(String.init)
      entries[path(String(last))] = Entry(
        object: object, key: parts.count == 2 ? String(parts[0]) : name)
    }
    for source in (generator["envs"]?.elements ?? []) + [generator["env"]].compactMap(\.self) {
      guard let text = source.scalarText else { continue }
      entries[path(text)] = Entry(object: object, key: nil)
    }
  }
}

extension [UInt8] {
  /// Whether a line begins with a text.
  fileprivate func hasLine(beginningWith text: StaticString) -> Bool {
    var start = 0
    while start < count {
      if text.withUTF8Buffer({ self[start...].starts(with: $0) }) { return true }
      guard let feed = self[start...].firstIndex(of: UInt8(ascii: "\n")) else { return false }
      start = feed + 1
    }
    return false
  }
}
