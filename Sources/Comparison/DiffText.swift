import Diagnostics
package import Display
import Kubernetes
import YAML

extension SemanticDiff {
  /// How much of a diff is written.
  package enum Detail: String, Sendable {
    /// A line for each object, and how many of its fields differ.
    case summary
    /// Each field; long values around what differs in them.
    case fields
    /// Values whole, and all of objects that only one side has, as far as they were kept.
    case everything
  }

  /// The differences for people: objects one after the other, each field with its old and new value
  /// and the lines that give them.
  package var shown: Shown { shown(.fields) }

  /// The differences for people.
  package func shown(_ detail: Detail) -> Shown {
    var writer = DiffText(detail)
    writer.write(self)
    return writer.result
  }

  /// How many objects and fields differ, in one sentence without its full stop.
  package var summary: Shown {
    func objects(_ count: Int) -> Shown { count == 1 ? "1 object" : "\(count) objects" }
    let changed = self.objects.filter { $0.kind == .changed }
    let fields = changed.reduce(0) { $0 + $1.fields.count { !$0.isDerived } }
    let removed = self.objects.count { $0.kind == .removed }
    let added = self.objects.count { $0.kind == .added }
    guard !self.objects.isEmpty else {
      return from == to
        ? "\(from) is the same: \(objects(alikeCount))"
        : "\(from) and \(to) do not differ: \(objects(alikeCount))"
    }
    var parts: [Shown] = []
    if !changed.isEmpty {
      let verb: Shown = changed.count == 1 ? "differs" : "differ"
      parts.append(
        "\(objects(changed.count)) \(verb) in \(fields) \(fields == 1 ? "field" : "fields")")
    }
    if removed > 0 { parts.append("\(removed) only in \(from)") }
    if added > 0 { parts.append("\(added) only in \(to)") }
    return "\(parts.joined(separator: ", ")); \(alikeCount) alike"
  }
}

/// Writes a diff as text.
private struct DiffText {
  private let detail: SemanticDiff.Detail
  private(set) var result = Shown()
  private var positions = SourcePositions()

  init(_ detail: SemanticDiff.Detail) { self.detail = detail }

  private mutating func line(_ text: Shown) { result += "\(text)\n" }

  mutating func write(_ diff: SemanticDiff) {
    for object in diff.objects {
      write(object, in: diff)
      if detail != .summary { line("") }
    }
    line(diff.summary)
  }

  // MARK: Objects

  private mutating func write(_ object: ObjectChange, in diff: SemanticDiff) {
    let name = Shown(object.identity?.description ?? "").painted(.bold)
    switch object.kind {
    case .added: line("\("+", .added) \(name) only in \(diff.to)")
    case .removed: line("\("-", .removed) \(name) only in \(diff.from)")
    case .changed:
      guard detail != .summary else {
        let count = object.fields.count { !$0.isDerived }
        let extent: Shown =
          count > 0
          ? "\(count) \(count == 1 ? "field" : "fields")"
          : "uses \(object.derivedNames.joined(separator: ", "))"
        return line("\("~", .changed) \(name)  \(extent)")
      }
      line("\("~", .changed) \(name)")
      for field in object.fields where !field.isDerived { write(field) }
      // Names that follow a generator's content are one line, not one a reference.
      for name in object.derivedNames {
        line("    \("uses \(name), whose content differs", .dim)")
      }
      return
    }
    guard detail != .summary else { return }
    let side = object.to ?? object.from
    if let location = side?.location { line("    \(positions.shown(location), .dim)") }
    if detail == .everything, let content = side?.content { write(content, object.kind) }
  }

  private mutating func write(_ content: Node, _ kind: ObjectChange.Kind) {
    let (sign, paint): (Shown, Paint) = kind == .added ? ("+", .added) : ("-", .removed)
    for text in StyledEmitter.text(of: content).split(separator: "\n") {
      line("      \("\(sign) \(String(text))", paint)")
    }
  }

  // MARK: Fields

  private mutating func write(_ field: FieldChange) {
    let text = FieldText(field, limit: detail == .everything ? .max : 200)
    let path = field.path.description
    if let value = text.value {
      line("    \(path): \(value)")
    } else {
      line("    \(path):")
      for change in text.lines { line("      \(change)") }
    }
    var places: [Shown] = []
    for location in [field.old?.location, field.new?.location] {
      guard let place = location.map({ positions.shown($0) }), place != places.last else {
        continue
      }
      places.append(place)
    }
    if !places.isEmpty { line("      \(places.joined(separator: " → "), .dim)") }
  }
}
