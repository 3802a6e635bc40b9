import Diagnostics
import Kubernetes
import YAML

/// Where nodes of a document stand in the file.
struct Place {
  /// Of a node, what tells where a range of its text stands, and without a range where it stands itself.
  var locating: (Node) -> (Range<Int>?) -> Location?

  /// A document that is the file's own.
  static var own: Place {
    Place { node in
      // Long texts hold many secrets, and the way back through one is long.
      var way: ScalarSourceMap??
      return { range in
        guard let whole = node.origin.location, let range else { return node.origin.location }
        let known = way ?? ScalarSourceMap(node)
        way = known
        return known.map { Location(file: whole.file, range: $0.range(of: ByteRange(range))) }
          ?? whole
      }
    }
  }
}

extension Inspection {
  /// Reads a file by what it is: a stream of documents, or a text.
  mutating func read(_ file: SourceFile, as entry: GeneratedFiles.Entry?) {
    var scope = Scope()
    if let entry {
      (scope.object, scope.isSecret) = (entry.object, true)
      scope.namedField = entry.key.map { "data[\($0)]" }
    }
    let name =
      file.path.utf8.lastIndex(of: UInt8(ascii: "/"))
      .map { String(file.path[file.path.utf8.index(after: $0)...]) } ?? file.path
    let isManifest = [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
    if isManifest || name == "Kustomization" {
      // What a configuration file holds is not all secret because the file is.
      var scope = scope
      scope.isSecret = false
      let parsed = file.parsed(as: .kubernetes)
      for document in parsed.documents where !document.isEmpty {
        readDocument(document.root, of: name, in: scope, .own)
      }
      if !parsed.documents.isEmpty { return }
    }
    guard let text = String(validating: file.bytes, as: UTF8.self) else { return }
    let passage = Passage(text: text, name: entry?.key ?? name, scope: scope) { range in
      Location(file: file, range: ByteRange(range ?? 0..<file.bytes.count))
    }
    // A file of one line is a value; what names it is its key.
    if let key = entry?.key, !text.trimmed.contains("\n") {
      inspect(passage.part(text.utf8Range(of: text.trimmed), of: file.bytes, name: key))
    } else if entry == nil, !text.trimmed.contains("\n"), text.first != "{" {
      readLines(of: passage)
    } else {
      readStructure(of: passage)
    }
  }

  /// Reads a document, as the object that it is.
  mutating func readDocument(_ root: Node, of file: String, in scope: Scope, _ place: Place) {
    let object = KubernetesObject(root)
    guard !object.isEncrypted, root["sops"]?["mac"] == nil else { return }
    var scope = scope
    if !object.kind.isEmpty, !object.apiVersion.isEmpty {
      if object.kind.hasSuffix("List"), let items = root["items"]?.elements {
        for item in items { readDocument(item, of: file, in: scope, place) }
        return
      }
      scope.object = object.identity.description
      (scope.namedField, scope.path) = (nil, nil)
      scope.trust = .fields
      let isKustomization = object.gvk.group == "kustomize.config.k8s.io"
      if isKustomization { scope.object = nil }
      switch ObjectSort(object.gvk) {
      case .withoutSecrets: scope.trust = .nothing
      case .secret: return readSecret(root, in: scope, place)
      case .configMap: return readConfigMap(root, in: scope, place)
      case .other: break
      }
    } else if scope.depth == 0, scope.object == nil, !file.isEmpty {
      scope.trust = .fields
    }
    read(root, at: .root, name: nil, in: scope, place)
  }

  private mutating func readSecret(_ root: Node, in scope: Scope, _ place: Place) {
    for entry in root.mapping?.entries ?? [] {
      var scope = scope
      let path = FieldPath([.key(entry.name)])
      switch entry.name {
      case "data", "stringData":
        (scope.isSecret, scope.trust) = (true, .data)
        scope.isEncoded = entry.name == "data"
        for value in entry.value.mapping?.entries ?? [] {
          read(
            value.value, at: path.appending(.key(value.name)), name: value.name, in: scope, place)
        }
      default: read(entry.value, at: path, name: entry.name, in: scope, place)
      }
    }
  }

  private mutating func readConfigMap(_ root: Node, in scope: Scope, _ place: Place) {
    for entry in root.mapping?.entries ?? [] {
      var scope = scope
      if ["data", "binaryData"].contains(entry.name) { scope.trust = .data }
      scope.isEncoded = entry.name == "binaryData"
      read(entry.value, at: FieldPath([.key(entry.name)]), name: entry.name, in: scope, place)
    }
  }

  // MARK: Trees

  /// Reads a node and all below it.
  ///
  /// - Parameter name: what names it: the key, or what its list or its mapping says.
  mutating func read(
    _ node: Node, at path: FieldPath, name: String?, in scope: Scope, _ place: Place
  ) {
    switch node.content {
    case .scalar(let scalar):
      guard scalar.type != .null, scalar.type != .boolean else { return }
      var scope = scope
      if scope.object != nil, scope.namedField == nil, scope.path == nil { scope.path = path }
      if hasForms, scope.depth == 0, !scope.isNested, let location = node.origin.location {
        self.place(location.range, in: scope)
      }
      inspect(
        Passage(text: scalar.text, name: name, scope: scope, locate: place.locating(node)))
    case .sequence(let elements): readList(elements, at: path, name: name, in: scope, place)
    case .mapping(let mapping): readMapping(mapping, at: path, name: name, in: scope, place)
    }
  }

  private mutating func readList(
    _ elements: [Node], at path: FieldPath, name: String?, in scope: Scope, _ place: Place
  ) {
    let isArguments = name == "args" || name == "command"
    for (index, element) in elements.enumerated() {
      let path = path.appending(.index(index))
      // The argument behind a flag is the flag's.
      let flag = index > 0 ? elements[index - 1].scalarText : nil
      let isValue =
        flag.map { $0.hasPrefix("-") && !$0.contains("=") && !$0.contains(" ") } ?? false
      var scope = scope
      if isArguments { scope.trust = scope.trust == .nothing ? .nothing : .data }
      if isArguments, isValue, element.scalarText?.hasPrefix("-") == false {
        read(element, at: path, name: flag, in: scope, place)
      } else {
        read(element, at: path, name: isArguments ? nil : name, in: scope, place)
      }
    }
  }

  private mutating func readMapping(
    _ mapping: Mapping, at path: FieldPath, name: String?, in scope: Scope, _ place: Place
  ) {
    // An environment variable, a parameter of a chart, an operation of a patch.
    let label =
      mapping["name"]?.scalarText ?? mapping["key"]?.scalarText
      ?? (mapping["op"] == nil ? nil : mapping["path"]?.scalarText.map(\.lastOfPointer))
    for entry in mapping.entries {
      let path = path.appending(.key(entry.name))
      var scope = scope
      switch entry.name {
      case "value" where label != nil && entry.value.scalar != nil:
        if scope.trust == .fields { scope.trust = .data }
        read(entry.value, at: path, name: label, in: scope, place)
      case "secretGenerator", "configMapGenerator":
        let isSecret = entry.name == "secretGenerator"
        for (index, generator) in (entry.value.elements ?? []).enumerated() {
          readGenerator(
            generator, at: path.appending(.index(index)), isSecret: isSecret, in: scope, place)
        }
      case "auth" where path.steps.contains(.key("auths")):
        if let text = entry.value.scalarText {
          addLogin(
            Passage(text: text, scope: scope, locate: place.locating(entry.value)))
        }
      case "annotations", "labels", "env", "substitute", "parameters":
        if scope.trust == .fields { scope.trust = .data }
        read(entry.value, at: path, name: entry.name, in: scope, place)
      case "valueFrom", "secretKeyRef", "secretRef", "configMapKeyRef", "remoteRef", "fieldRef",
        "encryptedData":
        continue
      case let key where key.hasSuffix("Ref") || key.hasSuffix("Refs") || key.hasSuffix("Selector"):
        continue
      default: read(entry.value, at: path, name: entry.name, in: scope, place)
      }
    }
  }

  private mutating func readGenerator(
    _ generator: Node, at path: FieldPath, isSecret: Bool, in scope: Scope, _ place: Place
  ) {
    var scope = scope
    let name = generator["name"]?.scalarText ?? ""
    scope.object = "\(isSecret ? "Secret" : "ConfigMap")/\(name)"
    (scope.isSecret, scope.trust) = (isSecret, .data)
    for literal in generator["literals"]?.elements ?? [] {
      guard let text = literal.scalarText, let equals = text.firstIndex(of: "=") else { continue }
      let bytes = Array(text.utf8)
      let key = String(text[..<equals])
      (scope.namedField, scope.path) = (nil, ["data", .key(key)])
      if hasForms, !scope.isNested, let location = literal.origin.location {
        self.place(location.range, in: scope)
      }
      let whole = Passage(
        text: text, name: key, scope: scope, locate: place.locating(literal))
      inspect(whole.part(key.utf8.count + 1..<bytes.count, of: bytes, name: key))
    }
  }
}

/// How an object's kind says what its values may be.
private enum ObjectSort {
  case secret, configMap
  /// It says where secrets are kept, holds them encrypted, or describes what others may say.
  case withoutSecrets
  case other

  private static let groups: Set<String> = [
    "external-secrets.io", "generators.external-secrets.io", "secrets-store.csi.x-k8s.io",
    "secrets.hashicorp.com", "bitnami.com", "isindir.github.com", "admissionregistration.k8s.io",
    "apiextensions.k8s.io", "kyverno.io", "policies.kyverno.io", "templates.gatekeeper.sh",
    "constraints.gatekeeper.sh", "rbac.authorization.k8s.io", "policy.sluice.dev",
  ]

  init(_ gvk: GroupVersionKind) {
    switch (gvk.group, gvk.kind) {
    case ("", "Secret"): self = .secret
    case ("", "ConfigMap"): self = .configMap
    case (let group, _) where Self.groups.contains(group): self = .withoutSecrets
    default: self = .other
    }
  }
}

extension String {
  /// The last part of a JSON pointer, `/data/DB_PASSWORD`.
  fileprivate var lastOfPointer: String {
    guard let last = split(separator: "/").last else { return self }
    guard last.utf8.contains(UInt8(ascii: "~")) else { return String(last) }
    return String(last).replacing("~1", with: "/").replacing("~0", with: "~")
  }

  /// Where a part that stands in the text begins and ends.
  fileprivate func utf8Range(of part: String) -> Range<Int> {
    guard let range = range(ofPart: part) else { return 0..<utf8.count }
    return range
  }

  private func range(ofPart part: String) -> Range<Int>? {
    Array(utf8).firstRange(of: Array(part.utf8))
  }
}
