import Diagnostics
import Display
import Environments
import Kubernetes
import Kustomize
import Pipeline
import YAML

extension Session {
  /// What there is to know of the field at a place: `textDocument/hover`.
  mutating func hover(_ parameters: Node) async throws(ResponseError) -> Node {
    guard let environments = await recorded(), let state = checking.standing?.state, let desk else {
      return .null()
    }
    let (file, lines) = try document(parameters, on: desk)
    let offset = lines.offset(of: try TextPosition(parameters["position"]))
    var parts: [Shown] = []
    let cursor = Cursor(file, at: offset)
    if let cursor {
      let fields = environments.fields(at: cursor)
      let shown = fields.filter { !$0.trace.path.isOfType }
      let values =
        cursor.path.isOfType ? nil : FieldValues(environments.everywhere(shown), on: desk)
      parts += [state.meaning(at: cursor, fields), values?.text].compactMap(\.self)
    }
    let findings = (checking.published.findings[file.treePath] ?? []).filter {
      $0.reaches(ByteRange(offset, offset), in: lines) && !$0.isElsewhere
        && $0.location.range.touches(offset)
    }
    parts += findings.map(\.finding.manual)
    guard !parts.isEmpty else { return .null() }
    return .object([
      (
        "contents",
        .object([
          ("kind", .string("markdown")), ("value", .string(parts.joined(separator: "\n\n").text)),
        ])
      ),
      ("range", cursor.map { lines.json($0.range) }),
    ])
  }
}

extension RecordedEnvironments {
  /// The fields that what stands at a cursor has set.
  ///
  /// In a kustomization an entry sets them, whichever of its fields the cursor is on.
  func fields(at cursor: Cursor) -> [Field] {
    if cursor.isKustomization, let own = cursor.node.origin.location, cursor.node.scalar != nil {
      // Of `key=value` the value alone is set.
      let found = fields { $0.file.path == own.file.path && own.range.contains($0.range) }
      if !found.isEmpty, !own.text.contains("\n") { return found }
    }
    let found = fields(setAt: cursor.isAt)
    guard found.isEmpty, cursor.isKustomization else { return found }
    var path = cursor.path
    while case .key = path.steps.last { path = path.parent }
    guard !path.isEmpty, let entry = cursor.root[path]?.origin.location else { return [] }
    return fields { $0.file.path == entry.file.path && entry.range.contains($0.range) }
  }

  /// Fields with what the same ones are in the other environments; without, where they are so many that
  /// nobody asks for each.
  fileprivate func everywhere(_ fields: [Field]) -> [Field] {
    guard fields.count <= 24 else { return fields }
    let known = Set(fields.map(\.environment))
    var seen: Set<[String]> = []
    var all = fields
    for field in fields {
      let name = [field.object.kind, field.object.writtenName ?? "", field.trace.path.description]
      guard seen.insert(name).inserted else { continue }
      all += counterparts(of: field, beside: known)
    }
    let order = environments.map(\.name)
    return order.flatMap { name in all.filter { $0.environment == name } }
  }
}

extension FieldPath {
  /// Whether it leads to what says of which kind an object is.
  fileprivate var isOfType: Bool { self == ["kind"] || self == ["apiVersion"] }
}

extension StandingCheck.State {
  /// What the field at a cursor is; nil where nothing is known of it.
  fileprivate func meaning(at cursor: Cursor, _ fields: [RecordedEnvironments.Field]) -> Shown? {
    let facts = Facts.of(pipeline.configuration.kubernetesRelease)
    if cursor.isKustomization, let meaning = cursor.kustomizationMeaning(facts) { return meaning }
    let (gvk, path): (GroupVersionKind, FieldPath)
    if !cursor.object.kind.isEmpty, !cursor.isKustomization {
      (gvk, path) = (cursor.object.gvk, cursor.path.isOfType ? .root : cursor.path)
    } else if let field = fields.first {
      (gvk, path) = (field.object.gvk, field.trace.path)
    } else {
      return nil
    }
    guard let shape = FieldShape(gvk, facts, definition(of: gvk)) else { return nil }
    guard !path.isEmpty else { return gvk.meaning(facts) }
    guard var meaning = shape.at(path, facts)?.meaning else { return nil }
    // Many defaults follow from the rest of the object.
    if meaning.defaultValue == nil, let field = fields.first {
      meaning.defaultValue = defaultValue(of: field.trace.path, in: field.object)
    }
    return "**\(.code(path.description))** \(gvk.kind)\n\n" + meaning.sentence(facts)
  }
}

extension Cursor {
  /// What a field of a kustomization is; nil where it has none there.
  fileprivate func kustomizationMeaning(_ facts: Facts) -> Shown? {
    let shape = FieldShape.kustomization(.kustomization)
    guard let meaning = shape.at(path, facts)?.meaning, meaning.text != nil else { return nil }
    return "**\(.code(path.description))** Kustomization\n\n" + meaning.sentence(facts)
  }
}

extension GroupVersionKind {
  /// Since when the kind is there, and how long.
  fileprivate func meaning(_ facts: Facts) -> Shown? {
    guard let kind = facts.kind(self) else { return nil }
    var words: [Shown] = []
    if let introduced = kind.introduced { words.append("since \(introduced.description)") }
    if let deprecated = kind.deprecated { words.append("deprecated in \(deprecated.description)") }
    if let removed = kind.removed { words.append("gone in \(removed.description)") }
    if let other = kind.replacement { words.append("use \(.code(other.description)) instead") }
    let name: Shown = "**\(self.kind)** \(.code(self.description))"
    return words.isEmpty ? name : "\(name)\n\n\(words.joined(separator: ", "))"
  }
}

extension FieldMeaning {
  /// What is known of the field, in Markdown.
  func sentence(_ facts: Facts) -> Shown {
    var words: [Shown] = ["\(type)"]
    if let defaultValue { words.append("default \(.code(defaultValue))") }
    if !allowedValues.isEmpty {
      words.append("one of \(allowedValues.map { Shown.code($0) }.joined(separator: ", "))")
    }
    if let since = history?.since { words.append("since Kubernetes \(since.description)") }
    if let until = history?.until { words.append("gone in Kubernetes \(until.description)") }
    let sentence = words.joined(separator: "; ")
    guard let text else { return sentence }
    return "\(sentence)\n\n\(text, limit: 800)"
  }
}

extension Diagnostic {
  /// What a rule checks, why, and what to do.
  fileprivate var manual: Shown {
    let title: Shown = "**\(.code(rule.text))** \(message)"
    guard let entry = RuleManual.entry(rule) else {
      return help.map { "\(title)\n\n\($0)" } ?? title
    }
    return "\(title)\n\n\(entry.summary) \(entry.why)\n\nInstead: \(entry.fix)"
  }
}
