import Diagnostics
import YAML

/// Where an object comes from, as `buildMetadata` writes it into annotations.
struct Provenance: Hashable, Sendable {
  /// Relative to the directory that is rendered.
  var path = ""
  /// The repository that the path is in, where that is another one.
  var repository = ""
  var revision = ""
  var configuredIn = ""
  var apiVersion = ""
  var kind = ""
  var name = ""
  var namespace = ""

  static let originAnnotation = "config.kubernetes.io/origin"
  static let transformationsAnnotation = "alpha.config.kubernetes.io/transformations"

  /// This place with a further path from it.
  func appending(_ path: String) -> Provenance {
    var result = self
    if let reference = RemoteReference(path) {
      result.path = reference.directory
      result.repository = reference.url
      result.revision = reference.revision ?? ""
      return result
    }
    result.path = TreePath.cleaned(self.path.isEmpty ? path : "\(self.path)/\(path)")
    return result
  }

  /// One line a field, the fields of a mapping indented.
  private var lines: [String] {
    var lines: [String] = []
    func add(_ name: String, _ value: String, indented: Bool = false) {
      guard !value.isEmpty else { return }
      lines.append((indented ? "  " : "") + "\(name): \(StyledEmitter.text(of: .string(value)))")
    }
    add("path", path)
    add("repo", repository)
    add("ref", revision)
    add("configuredIn", configuredIn)
    if !kind.isEmpty || !apiVersion.isEmpty {
      lines.append("configuredBy:")
      add("apiVersion", apiVersion, indented: true)
      add("kind", kind, indented: true)
      add("name", name, indented: true)
      add("namespace", namespace, indented: true)
    }
    return lines
  }

  /// The annotation's text.
  var text: String { lines.isEmpty ? "{}\n" : lines.map { $0 + "\n" }.joined() }

  /// The text as an entry of a list.
  var listText: String {
    guard !lines.isEmpty else { return "- {}\n" }
    return lines.enumerated().map { ($0 == 0 ? "- " : "  ") + $1 + "\n" }.joined()
  }
}

extension Resource {
  var hasProvenance: Bool { annotations[Provenance.originAnnotation] != nil }

  mutating func setProvenance(_ provenance: Provenance) {
    setAnnotation(Provenance.originAnnotation, provenance.text)
  }

  /// Notes that a transformer has passed, or has made the object.
  mutating func addTransformation(_ provenance: Provenance) {
    guard hasProvenance else {
      setProvenance(provenance)
      return
    }
    let key = Provenance.transformationsAnnotation
    setAnnotation(key, (annotations[key] ?? "") + provenance.listText)
  }

  mutating func setAnnotation(_ key: String, _ value: String) {
    stringifyAnnotations()
    let origin = Origin(nil, by: .buildMetadata)
    if root["metadata"]?["annotations"] == nil {
      setMetadata("annotations") { $0 = Node(Mapping(), origin: origin) }
    }
    setMetadata("annotations") { $0[key] = Node(.tagged(value), origin: origin) }
  }

  mutating func removeAnnotation(_ key: String) {
    guard root["metadata"]?["annotations"]?[key] != nil else { return }
    setMetadata("annotations") { $0[key] = nil }
  }
}

extension Provenance {
  /// The path that an origin annotation says.
  static func path(in text: String) -> String {
    let file = SourceFile(path: "", text: text)
    return file.parsed(as: .kustomize).documents.first?.root["path"]?.text ?? ""
  }
}
