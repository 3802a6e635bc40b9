import Diagnostics
import YAML

/// Writes a replacement's value into fields.
struct ReplacementWriter {
  let value: Node
  let options: Replacement.Options
  let path: SourcedText
  let recorder: OriginRecorder

  private static let largestText = 4 << 20

  private var source: Origin {
    Origin(value.origin.location ?? path.location, by: .replacement)
  }

  /// The entry of the target, and the field that it copies.
  private var copies: [Origin.Copy] { [copy(of: value)] }

  private func copy(of node: Node) -> Origin.Copy {
    Origin.Copy(of: node.scalar, from: node.origin, by: .replacement, for: path.location)
  }

  private var matcher: FieldMatcher {
    var created: Node.Content?
    if options.creates {
      created =
        switch value.content {
        case .scalar: .scalar(Scalar(text: "", type: .null))
        case .sequence: .sequence([])
        case .mapping: .mapping(Mapping())
        }
    }
    return FieldMatcher(created: created, origin: source)
  }

  /// Writes into every field that the path leads to; the answer is how many there are.
  func write(
    _ steps: [String], in resource: inout Resource
  ) throws(FieldMatcher.Refusal) -> Int {
    var written: [Node] = []
    resource.removed.note(
      FieldLookup.steps(steps), of: resource.root,
      removedBy: Origin(path.location, by: .replacement), isReplaced: true)
    let count = try matcher.change(steps[...], in: &resource.root) {
      (node) throws(FieldMatcher.Refusal) in
      try set(&node)
      if node.origin.cell != 0 { written.append(node) }
    }
    for node in written { resource.spread(node) }
    return count
  }

  private func set(_ node: inout Node) throws(FieldMatcher.Refusal) {
    var text = value.text
    if !options.delimiter.isEmpty {
      guard node.scalar != nil else {
        throw FieldMatcher.Refusal(reason: "only a scalar can be split at a delimiter")
      }
      text = joined(node.isNull ? "" : node.text)
      // No store takes an object of this size, and a text that is put into itself doubles each time.
      guard text.utf8.count <= Self.largestText else {
        throw FieldMatcher.Refusal(reason: "the text grows beyond \(Self.largestText) bytes")
      }
    }
    guard let scalar = node.scalar else {
      var content = value
      content.updateAll { inner in
        inner.origin.replaced = Origin.Replaced(
          origin: .none, value: nil, copies: [copy(of: inner)])
      }
      if !options.delimiter.isEmpty { content.content = .scalar(.untagged(text)) }
      content.origin = recorder.origin(source, by: .replacement, replacing: node, copies: copies)
      content.origin.cell = 0
      node = content
      return
    }
    if scalar.type == .null, scalar.text.isEmpty, node.origin.setter == .replacement {
      // The field was made just now and has no type yet.
      node = Node(
        .untagged(text),
        origin: recorder.origin(source, by: .replacement, replacing: nil, copies: copies))
      return
    }
    recorder.set(
      &node, to: try scalar.keepingType(with: text), source: source, by: .replacement,
      copies: copies)
  }

  /// The target's text with the value in place of one of its parts.
  private func joined(_ old: String) -> String {
    var parts = old.parts(separatedBy: options.delimiter)
    let text = value.scalarText ?? ""
    if options.index < 0 {
      parts.insert(text, at: 0)
    } else if options.index >= parts.count {
      parts.append(text)
    } else {
      parts[options.index] = text
    }
    return parts.joined(separator: options.delimiter)
  }

  // MARK: Text that holds JSON or YAML

  /// Writes into the JSON or YAML that a scalar on the way holds; false where there is none.
  func writeInside(_ steps: [String], of resource: inout Resource) -> Bool {
    guard steps.count >= 2 else { return false }
    for count in 1..<steps.count {
      let path = FieldLookup.steps(Array(steps.prefix(count)))
      guard let found = FieldLookup.find(path, in: resource.root), let scalar = found.scalar
      else { continue }
      guard let text = changed(scalar.text, steps[count...]) else { return false }
      var written: Node?
      let isSet = FieldLookup.change(path[...], in: &resource.root) { node in
        var result = scalar
        result.text = text
        if result.type == .string { result.style = .doubleQuoted }
        recorder.set(&node, to: result, source: source, by: .replacement, copies: copies)
        if node.origin.cell != 0 { written = node }
      }
      if let written { resource.spread(written) }
      return isSet
    }
    return false
  }

  /// Inside a text Kustomize 5.8 takes the value whole, whatever the options say, and a scalar keeps its
  /// type, which YAML can say of any text and JSON cannot.
  private func putInside(_ node: inout Node, isJSON: Bool) throws(FieldMatcher.Refusal) {
    guard var scalar = node.scalar, value.scalar != nil else {
      node.content = value.content
      return
    }
    if scalar.type == .null, scalar.text.isEmpty, node.origin.setter == .replacement {
      scalar = .untagged(value.text)
    } else if isJSON {
      scalar = try scalar.keepingType(with: value.text)
    } else {
      scalar.text = value.text
    }
    node.content = .scalar(scalar)
  }

  private func changed(_ text: String, _ steps: ArraySlice<String>) -> String? {
    let file = SourceFile(path: "", text: text)
    let parsed = file.parsed(as: .kustomize)
    guard parsed.errors.isEmpty, let document = parsed.documents.first else { return nil }
    let first = text.utf8.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    var root = document.root
    do {
      let count = try matcher.change(steps, in: &root) { (node) throws(FieldMatcher.Refusal) in
        try putInside(&node, isJSON: isJSON)
      }
      guard count > 0 else { return nil }
    } catch {
      return nil
    }
    guard isJSON else { return StyledEmitter.text(of: root, with: file.comments) }
    let isPretty = text.contains("\n") && text.contains("  ")
    var emitter = JSONEmitter(indentation: isPretty ? 2 : nil)
    root.readForOutput()
    do { try emitter.write(root) } catch { return nil }
    return String(decoding: emitter.bytes, as: UTF8.self)
  }
}

extension Scalar {
  /// A scalar of the same type with another text.
  fileprivate func keepingType(with text: String) throws(FieldMatcher.Refusal) -> Scalar {
    switch type {
    case .string: return .tagged(text)
    case .null:
      guard Schema.kustomize.type(ofPlain: text) == .null else {
        throw FieldMatcher.Refusal(reason: "\"\(text)\" is no null")
      }
      return self
    case .boolean, .integer, .float:
      let found = Schema.kustomize.type(ofPlain: text)
      guard found == type || (type == .float && found == .integer) else {
        throw FieldMatcher.Refusal(reason: "\"\(text)\" is no \(type.rawValue)")
      }
      return Scalar(text: text, type: type)
    }
  }
}
