import Display
import Kubernetes
import YAML

/// How one field differs, in words.
struct FieldText {
  private let field: FieldChange
  private let limit: Int

  /// - Parameter limit: how many characters of a value are shown.
  init(_ field: FieldChange, limit: Int) {
    self.field = field
    self.limit = limit
  }

  /// The old and the new value on one line; nil where they have several.
  var value: Shown? {
    guard texts == nil else { return nil }
    let (old, new) = values
    switch field.cause {
    case .layout: return layout
    case .order: return "order \(old ?? "", .removed) → \(new ?? "", .added)"
    case .value, .generatedName: break
    }
    return switch (old, new) {
    case (let old?, let new?): "\(old, .removed) → \(new, .added)"
    case (let old?, nil): "\(old, .removed) → (absent)"
    case (nil, let new?): "(absent) → \(new, .added)"
    case (nil, nil): ""
    }
  }

  /// That a text is laid out otherwise.
  var layout: Shown {
    let kind: Shown = field.path.steps.last == .certificate ? "certificates" : "JSON"
    return "the same \(kind), laid out otherwise"
  }

  /// The old and the new value by themselves; nil where there is none.
  var values: (old: Shown?, new: Shown?) {
    let (old, new) = (field.old.map(text), field.new.map(text))
    guard let old, let new else {
      return (old.map { Shown($0, limit: limit) }, new.map { Shown($0, limit: limit) })
    }
    let excerpt = DifferingExcerpt(old, new, limit: limit)
    return (excerpt.old, excerpt.new)
  }

  private func text(_ value: DiffValue) -> String {
    if case .order = field.cause {
      let names = value.node.elements?.map { $0.scalarText ?? "" } ?? []
      return "[\(names.joined(separator: ", "))]"
    }
    guard let scalar = value.node.scalar else { return value.node.json }
    // Blanks at an end would be seen by nobody.
    let needsQuotes =
      scalar.type == .string
      && (Schema.kubernetes.type(ofPlain: scalar.text) != .string
        || scalar.text.first?.isWhitespace ?? true || scalar.text.last?.isWhitespace ?? true)
    return needsQuotes ? "\"\(scalar.text)\"" : scalar.text
  }

  // MARK: Lines

  /// Both values where one of them has several lines.
  private var texts: (old: String, new: String)? {
    guard field.cause == .value, let old = field.old?.node.string, let new = field.new?.node.string,
      old.contains("\n") || new.contains("\n")
    else { return nil }
    return (old, new)
  }

  /// The lines that differ between two texts, with their neighbours.
  var lines: [Shown] {
    guard let texts else { return [] }
    let (left, right) = (Self.lines(texts.old), Self.lines(texts.new))
    var all: [(paint: Paint?, text: Shown)] = []
    for run in Alignment.runs(left, right) {
      switch run {
      case .same(_, let index): all.append((nil, "  \(right[index], limit: limit)"))
      case .gap(let removed, let inserted):
        let (old, new) = excerpts(left[removed], right[inserted])
        all += old.map { (.removed, "- \($0)") }
        all += new.map { (.added, "+ \($0)") }
      }
    }
    return withNeighbours(all)
  }

  private func withNeighbours(_ all: [(paint: Paint?, text: Shown)]) -> [Shown] {
    var shown: [Shown] = []
    var skipped = false
    // The index up to which lines stand near one that differs.
    var near = -1
    var next = 0
    for (index, line) in all.enumerated() {
      next = max(next, index)
      while next < min(all.count, index + 3) {
        if all[next].paint != nil { near = next + 2 }
        next += 1
      }
      guard index <= near else {
        if !skipped { shown.append("…") }
        skipped = true
        continue
      }
      skipped = false
      shown.append(line.paint.map { line.text.painted($0) } ?? line.text)
    }
    return shown
  }

  /// Lines that replace one another line by line are shown where they differ.
  private func excerpts(
    _ old: ArraySlice<String>, _ new: ArraySlice<String>
  ) -> (old: [Shown], new: [Shown]) {
    let (old, new) = (old.map(Self.withVisibleEnd), new.map(Self.withVisibleEnd))
    guard old.count == new.count else {
      return (old.map { Shown($0, limit: limit) }, new.map { Shown($0, limit: limit) })
    }
    let pairs = zip(old, new).map { DifferingExcerpt($0, $1, limit: limit) }
    return (pairs.map(\.old), pairs.map(\.new))
  }

  /// A line whose blanks at the end can be seen.
  private static func withVisibleEnd(_ line: String) -> String {
    let blanks = line.utf8.reversed().prefix { $0 == UInt8(ascii: " ") }.count
    return line.dropLast(blanks) + String(repeating: "·", count: blanks)
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
