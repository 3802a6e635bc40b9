import Diagnostics
import Kubernetes
import YAML

extension SemanticDiff {
  /// The differences for people: objects one after the other, each field with its old and new value
  /// and the lines that give them.
  package func text(usesColor: Bool) -> String {
    var writer = DiffText(usesColor: usesColor)
    writer.write(self)
    return writer.result
  }
}

/// Writes a diff as text.
private struct DiffText {
  let usesColor: Bool
  private(set) var result = ""
  private var positions = SourcePositions()

  init(usesColor: Bool) { self.usesColor = usesColor }

  private enum Color: String {
    case red = "31"
    case green = "32"
    case yellow = "33"
    case faint = "2"
    case bold = "1"
  }

  private func paint(_ text: String, _ color: Color) -> String {
    usesColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }

  private mutating func line(_ text: String) { result += text + "\n" }

  mutating func write(_ diff: SemanticDiff) {
    for object in diff.objects {
      write(object, in: diff)
      line("")
    }
    line(summary(of: diff))
  }

  private func summary(of diff: SemanticDiff) -> String {
    let changed = diff.objects.filter { $0.kind == .changed }
    let fields = changed.reduce(0) { $0 + $1.fields.count { $0.cause == .value } }
    let removed = diff.objects.count { $0.kind == .removed }
    let added = diff.objects.count { $0.kind == .added }
    guard !diff.objects.isEmpty else {
      return "\(diff.from.shown) and \(diff.to.shown) do not differ: \(objects(diff.alikeCount))"
    }
    var parts = [
      "\(objects(changed.count)) \(changed.count == 1 ? "differs" : "differ") in \(fields) \(fields == 1 ? "field" : "fields")"
    ]
    if removed > 0 { parts.append("\(removed) only in \(diff.from.shown)") }
    if added > 0 { parts.append("\(added) only in \(diff.to.shown)") }
    return parts.joined(separator: ", ") + "; \(diff.alikeCount) alike"
  }

  private func objects(_ count: Int) -> String { count == 1 ? "1 object" : "\(count) objects" }

  // MARK: Objects

  private mutating func write(_ object: ObjectChange, in diff: SemanticDiff) {
    let name = paint(object.identity?.description.shown ?? "", .bold)
    switch object.kind {
    case .added: line(paint("+", .green) + " " + name + " only in \(diff.to.shown)")
    case .removed: line(paint("-", .red) + " " + name + " only in \(diff.from.shown)")
    case .changed:
      line(paint("~", .yellow) + " " + name)
      for field in object.fields where field.cause == .value { write(field) }
      writeDerived(object.fields)
      return
    }
    if let location = (object.to ?? object.from)?.location { writePlace("    ", location) }
  }

  /// Names that follow a generator's content are one line, not one a reference.
  private mutating func writeDerived(_ fields: [FieldChange]) {
    var names: [String] = []
    for field in fields {
      guard case .generatedName(let name) = field.cause, !names.contains(name) else { continue }
      names.append(name)
    }
    for name in names {
      line("    " + paint("uses \(name.shown), whose content differs", .faint))
    }
  }

  // MARK: Fields

  private mutating func write(_ field: FieldChange) {
    let path = field.path.description.shown
    if let old = field.old?.node.string, let new = field.new?.node.string,
      old.contains("\n") || new.contains("\n")
    {
      line("    \(path):")
      writeLines(old, new)
    } else {
      line("    \(path): \(values(field))")
    }
    var places: [String] = []
    for location in [field.old?.location, field.new?.location] {
      guard let place = location.map({ positions.text(of: $0) }), place != places.last else {
        continue
      }
      places.append(place)
    }
    if !places.isEmpty { line("      " + paint(places.joined(separator: " → "), .faint)) }
  }

  private mutating func writePlace(_ indent: String, _ location: Location) {
    line(indent + paint(positions.text(of: location), .faint))
  }

  private func values(_ field: FieldChange) -> String {
    switch (field.old, field.new) {
    case (let old?, let new?): paint(text(old), .red) + " → " + paint(text(new), .green)
    case (let old?, nil): paint(text(old), .red) + " → (absent)"
    case (nil, let new?): "(absent) → " + paint(text(new), .green)
    case (nil, nil): ""
    }
  }

  private func text(_ value: DiffValue) -> String {
    guard let scalar = value.node.scalar else { return value.node.json.shown(limit: 200) }
    let needsQuotes =
      scalar.type == .string && Schema.kubernetes.type(ofPlain: scalar.text) != .string
    return needsQuotes ? "\"\(scalar.text.shown(limit: 200))\"" : scalar.text.shown(limit: 200)
  }

  /// The lines that differ between two texts, with their neighbours.
  private mutating func writeLines(_ old: String, _ new: String) {
    let (left, right) = (lines(old), lines(new))
    var shownLines: [(mark: String, text: String, isChange: Bool)] = []
    for run in Alignment.runs(left, right) {
      switch run {
      case .same(_, let index): shownLines.append((" ", right[index], false))
      case .gap(let removed, let inserted):
        shownLines += left[removed].map { ("-", $0, true) }
        shownLines += right[inserted].map { ("+", $0, true) }
      }
    }
    var skipped = false
    for (index, shown) in shownLines.enumerated() {
      let around = shownLines[max(0, index - 2)...min(shownLines.count - 1, index + 2)]
      guard around.contains(where: \.isChange) else {
        if !skipped { line("      …") }
        skipped = true
        continue
      }
      skipped = false
      let text = "\(shown.mark) \(shown.text.shown(limit: 200))"
      line("      " + (shown.isChange ? paint(text, shown.mark == "-" ? .red : .green) : text))
    }
  }

  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
