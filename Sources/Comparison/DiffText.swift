import Diagnostics
package import Display
import Kubernetes
import YAML

extension SemanticDiff {
  /// The differences for people: objects one after the other, each field with its old and new value
  /// and the lines that give them.
  package var shown: Shown {
    var writer = DiffText()
    writer.write(self)
    return writer.result
  }
}

/// Writes a diff as text.
private struct DiffText {
  private(set) var result = Shown()
  private var positions = SourcePositions()

  private mutating func line(_ text: Shown) { result += "\(text)\n" }

  mutating func write(_ diff: SemanticDiff) {
    for object in diff.objects {
      write(object, in: diff)
      line("")
    }
    line(summary(of: diff))
  }

  private func summary(of diff: SemanticDiff) -> Shown {
    let changed = diff.objects.filter { $0.kind == .changed }
    let fields = changed.reduce(0) { $0 + $1.fields.count { $0.cause == .value } }
    let removed = diff.objects.count { $0.kind == .removed }
    let added = diff.objects.count { $0.kind == .added }
    guard !diff.objects.isEmpty else {
      return "\(diff.from) and \(diff.to) do not differ: \(objects(diff.alikeCount))"
    }
    let verb: Shown = changed.count == 1 ? "differs" : "differ"
    var parts: [Shown] = [
      "\(objects(changed.count)) \(verb) in \(fields) \(fields == 1 ? "field" : "fields")"
    ]
    if removed > 0 { parts.append("\(removed) only in \(diff.from)") }
    if added > 0 { parts.append("\(added) only in \(diff.to)") }
    return "\(parts.joined(separator: ", ")); \(diff.alikeCount) alike"
  }

  private func objects(_ count: Int) -> Shown { count == 1 ? "1 object" : "\(count) objects" }

  // MARK: Objects

  private mutating func write(_ object: ObjectChange, in diff: SemanticDiff) {
    let name = Shown(object.identity?.description ?? "").painted(.bold)
    switch object.kind {
    case .added: line("\("+", .added) \(name) only in \(diff.to)")
    case .removed: line("\("-", .removed) \(name) only in \(diff.from)")
    case .changed:
      line("\("~", .changed) \(name)")
      for field in object.fields where field.cause == .value { write(field) }
      writeDerived(object.fields)
      return
    }
    if let location = (object.to ?? object.from)?.location {
      line("    \(positions.shown(location), .dim)")
    }
  }

  /// Names that follow a generator's content are one line, not one a reference.
  private mutating func writeDerived(_ fields: [FieldChange]) {
    var names: [String] = []
    for field in fields {
      guard case .generatedName(let name) = field.cause, !names.contains(name) else { continue }
      names.append(name)
    }
    for name in names { line("    \("uses \(name), whose content differs", .dim)") }
  }

  // MARK: Fields

  private mutating func write(_ field: FieldChange) {
    let path = field.path.description
    if let old = field.old?.node.string, let new = field.new?.node.string,
      old.contains("\n") || new.contains("\n")
    {
      line("    \(path):")
      writeLines(old, new)
    } else {
      line("    \(path): \(values(field))")
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

  private func values(_ field: FieldChange) -> Shown {
    switch (field.old, field.new) {
    case (let old?, let new?): "\(text(old), .removed) → \(text(new), .added)"
    case (let old?, nil): "\(text(old), .removed) → (absent)"
    case (nil, let new?): "(absent) → \(text(new), .added)"
    case (nil, nil): ""
    }
  }

  private func text(_ value: DiffValue) -> Shown {
    guard let scalar = value.node.scalar else { return Shown(value.node.json, limit: 200) }
    let needsQuotes =
      scalar.type == .string && Schema.kubernetes.type(ofPlain: scalar.text) != .string
    let text = Shown(scalar.text, limit: 200)
    return needsQuotes ? "\"\(text)\"" : text
  }

  /// The lines that differ between two texts, with their neighbours.
  private mutating func writeLines(_ old: String, _ new: String) {
    let (left, right) = (lines(old), lines(new))
    var all: [(paint: Paint?, text: Shown)] = []
    for run in Alignment.runs(left, right) {
      switch run {
      case .same(_, let index): all.append((nil, "  \(right[index], limit: 200)"))
      case .gap(let removed, let inserted):
        all += left[removed].map { (.removed, "- \($0, limit: 200)") }
        all += right[inserted].map { (.added, "+ \($0, limit: 200)") }
      }
    }
    var skipped = false
    for (index, shown) in all.enumerated() {
      let around = all[max(0, index - 2)...min(all.count - 1, index + 2)]
      guard around.contains(where: { $0.paint != nil }) else {
        if !skipped { line("      …") }
        skipped = true
        continue
      }
      skipped = false
      line("      \(shown.paint.map { shown.text.painted($0) } ?? shown.text)")
    }
  }

  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
