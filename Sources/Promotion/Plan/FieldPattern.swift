package import Diagnostics
import YAML

/// Names what a promotion may move: fields, entries, objects, files, apps.
///
/// A path names fields: `images[*].newTag`, `configMapGenerator[c].literals[K]`, `spec.replicas`, with
/// an object before it where it is meant in that one alone: `Deployment/app spec.replicas`. The
/// beginning of a path names all below it. Anything else is the name of an entry, an image, an object
/// as `Kind/name`, an app, or a file or directory. `*` stands for any characters.
package struct FieldPattern: Hashable, Sendable, CustomStringConvertible {
  /// The pattern as it was written.
  package let description: String
  /// The place in a file that gives it; nil for one of the command line.
  package var location: Location?
  /// The object that the path is in; nil for any.
  let object: String?
  /// Empty for what is no path.
  let steps: [Step]

  /// Whether it says what becomes of every entry of a kind, and so may wait for the first.
  var isGeneral: Bool {
    !steps.isEmpty && object == nil
      && steps.allSatisfy { step in
        if case .entry(let glob) = step { glob == "*" } else { true }
      }
  }

  enum Step: Hashable, Sendable {
    case key(String)
    case entry(String)
  }

  /// Why a text is no pattern.
  package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence, lower case, no full stop.
    package var message: String
    /// What was probably meant.
    package var help: String?
    package var description: String { message }
  }

  /// The lists of a kustomization whose entries have a few known keys, by which a typing error is told.
  private static let shapes: [(first: String, keys: [String])] = [
    ("images", ["newTag", "digest", "tagSuffix", "newName"]), ("replicas", ["count"]),
    ("configMapGenerator", ["literals", "files", "envs", "behavior", "namespace", "options"]),
  ]

  /// The end of a pattern, from one of its steps on.
  init?(_ pattern: FieldPattern, after count: Int) {
    guard count < pattern.steps.count else { return nil }
    description = pattern.description
    location = pattern.location
    object = nil
    steps = Array(pattern.steps[count...])
  }

  /// Reads a pattern; one that no field can fit is malformed.
  package init(_ text: String) throws(Malformed) {
    description = text
    guard !text.isEmpty else { throw Malformed(message: "a pattern must not be empty") }
    var path = text[...]
    if let space = text.firstIndex(of: " "), text[..<space].contains("/") {
      object = String(text[..<space])
      path = text[text.index(after: space)...]
    } else {
      object = nil
    }
    let first = path.prefix { $0 != "[" && $0 != "." }
    guard !first.contains("/") else {
      steps = []
      return
    }
    steps = try Self.steps(path, of: text)
    try requireKnown(String(first))
    try requireShape()
  }

  private static func steps(
    _ path: Substring, of text: String
  ) throws(Malformed) -> [Step] {
    let first = path.prefix { $0 != "[" && $0 != "." }
    // A file may hold a list and no mapping.
    var steps: [Step] = first.isEmpty && path.hasPrefix("[") ? [] : [.key(String(first))]
    var rest = path.dropFirst(first.count)
    while let mark = rest.first {
      rest = rest.dropFirst()
      if mark == "[" {
        let ends = rest.indices.filter { rest[$0] == "]" }
        guard !ends.isEmpty else {
          throw Malformed(message: "the pattern \"\(text)\" lacks a closing bracket")
        }
        // The name of an entry may have brackets of its own.
        let end = ends.first { index in
          let next = rest[index...].dropFirst().first
          return next == nil || next == "[" || next == "."
        }
        guard let end else {
          throw Malformed(message: "the pattern \"\(text)\" has text after a bracket")
        }
        steps.append(.entry(String(rest[..<end])))
        rest = rest[end...].dropFirst()
      } else {
        let key = rest.prefix { $0 != "[" && $0 != "." }
        guard !key.isEmpty else {
          throw Malformed(message: "the pattern \"\(text)\" has an empty key")
        }
        steps.append(.key(String(key)))
        rest = rest.dropFirst(key.count)
      }
    }
    return steps
  }

  /// Refuses a path that begins as one of a known list does, but for a letter or two.
  private func requireKnown(_ first: String) throws(Malformed) {
    let known = Self.shapes.map(\.first)
    guard steps.count > 1, object == nil, case .entry = steps[1], !known.contains(first),
      let meant = Spelling.nearest(to: first, among: known)
    else { return }
    throw Malformed(
      message:
        "the pattern \"\(description)\" names no field that is promoted: \"\(first)\" is none of "
        + known.joined(separator: ", "),
      help: "did you mean \(meant)?")
  }

  /// Refuses a path that no field of a known list can have.
  private func requireShape() throws(Malformed) {
    guard case .key(let first)? = steps.first,
      let shape = Self.shapes.first(where: { $0.first == first }), steps.count > 1
    else { return }
    guard case .entry = steps[1] else {
      throw Malformed(
        message: "the pattern \"\(description)\" names no field: the entries of \(first) come in "
          + "brackets", help: "as in \(first)[*]")
    }
    guard steps.count > 2 else { return }
    guard case .key(let key) = steps[2], shape.keys.contains(key) else {
      var help: String?
      if case .key(let key) = steps[2] {
        help = Spelling.nearest(to: key, among: shape.keys).map { "did you mean \($0)?" }
      }
      throw Malformed(
        message: "the pattern \"\(description)\" names no field that is promoted: those of "
          + "\(first) are \(shape.keys.joined(separator: ", "))", help: help)
    }
    guard first != "configMapGenerator", steps.count > 3 else { return }
    throw Malformed(
      message: "the pattern \"\(description)\" names no field: nothing is inside \(key)")
  }

  /// Whether the pattern names the field, a part of it, or something that it is in.
  package func matches(_ planned: PlannedField) -> Bool {
    names(planned.file) || names(planned.sourceFile) || planned.apps.contains(where: names)
      || names(planned.difference)
  }

  /// The same of a field of which nothing is planned yet.
  func matches(_ difference: Difference, of pair: PairedMerge) -> Bool {
    names(pair.file) || names(pair.sourceFile) || pair.apps.contains(where: names)
      || names(difference)
  }

  /// Whether the pattern names a difference, whatever file it is in.
  package func names(_ difference: Difference) -> Bool {
    let field = difference.field
    // As the plan writes it, whatever it is called.
    let name = field.description
    if name == description { return true }
    // The path to a part of a file, or to something in it.
    if field.isOfPart, name.hasPrefix(description),
      ".[".contains(name.dropFirst(description.count).prefix(1))
    {
      return true
    }
    if !field.object.isEmpty, Self.matches(description, field.object) { return true }
    for case .entry(_, let source, let target, _) in field.steps
    where Self.matches(description, target) || Self.matches(description, source) {
      return true
    }
    guard !steps.isEmpty, object.map({ Self.matches($0, field.object) }) ?? true else {
      return false
    }
    let members = difference.members ?? []
    if members.isEmpty { return isPath(field.steps, of: difference) }
    return members.contains { isPath(field.steps + [.key($0)], of: difference) }
  }

  /// Whether the pattern is the path of a difference, or of something that it is in.
  func covers(_ difference: Difference) -> Bool {
    let field = difference.field
    guard !steps.isEmpty, object.map({ Self.matches($0, field.object) }) ?? true else {
      return false
    }
    let paths = difference.members?.map { field.steps + [.key($0)] } ?? [field.steps]
    return paths.contains { path in
      path.count >= steps.count && zip(steps, path).allSatisfy(Self.matches)
    }
  }

  /// A document with what stands at the pattern replaced, each value given with its key.
  func replacing(
    in root: Node, of object: String, by change: (Node, String?) -> Node
  ) -> Node {
    guard !steps.isEmpty, self.object.map({ Self.matches($0, object) }) ?? true else { return root }
    return Self.replacing(steps[...], in: root, under: nil, by: change)
  }

  private static func replacing(
    _ steps: ArraySlice<Step>, in node: Node, under key: String?,
    by change: (Node, String?) -> Node
  ) -> Node {
    guard let first = steps.first else { return node.scalar == nil ? node : change(node, key) }
    let rest = steps.dropFirst()
    switch node.content {
    case .scalar: return node
    case .mapping(let mapping):
      let entries = mapping.entries.map { entry in
        let isMeant =
          switch first {
          case .key(let name): entry.name == name
          case .entry(let glob): matches(glob, entry.name)
          }
        guard isMeant else { return entry }
        return Mapping.Entry(
          key: entry.key, value: replacing(rest, in: entry.value, under: entry.name, by: change))
      }
      return Node(Mapping(entries: entries), origin: node.origin)
    case .sequence(let elements):
      guard case .entry(let glob) = first else { return node }
      let replaced = elements.map { element in
        entryNames(of: element).contains { matches(glob, $0) }
          ? replacing(rest, in: element, under: key, by: change) : element
      }
      return Node(replaced, origin: node.origin)
    }
  }

  /// What an entry of a list may be called.
  private static func entryNames(of element: Node) -> [String] {
    [EntryRule.literal, .keys(["name"]), .reference, .patch].map { $0.name(of: element) }
  }

  /// Whether the pattern is the beginning of a path, or goes on inside of what stands there.
  private func isPath(_ path: [PromotedField.Step], of difference: Difference) -> Bool {
    guard zip(steps, path).allSatisfy(Self.matches) else { return false }
    let rest = steps.dropFirst(path.count)
    guard !rest.isEmpty else { return true }
    return [difference.source, difference.target].contains { value in
      value.map { Self.finds(rest, in: $0.node) } ?? false
    }
  }

  private static func finds(_ steps: ArraySlice<Step>, in node: Node) -> Bool {
    guard let first = steps.first else { return true }
    switch first {
    case .key(let key): return node[key].map { finds(steps.dropFirst(), in: $0) } ?? false
    case .entry(let glob):
      for entry in node.mapping?.entries ?? []
      where matches(glob, entry.name) && finds(steps.dropFirst(), in: entry.value) {
        return true
      }
      return (node.elements ?? []).contains { element in
        entryNames(of: element).contains { matches(glob, $0) }
          && finds(steps.dropFirst(), in: element)
      }
    }
  }

  private static func matches(_ pattern: Step, _ step: PromotedField.Step) -> Bool {
    switch (pattern, step) {
    case (.key(let left), .key(let right)): left == right
    case (.entry(let glob), .entry(_, let source, let target, _)):
      matches(glob, target) || matches(glob, source)
    // A key that is no plain name is written in brackets too.
    case (.entry(let glob), .key(let name)): matches(glob, name)
    default: false
    }
  }

  /// Whether the pattern is the name of a file or of a directory above it, or of an app.
  func names(_ path: String) -> Bool {
    guard object == nil, !path.isEmpty else { return false }
    return Self.matches(description, path) || Self.matches(description + "/*", path)
  }

  /// Linear in the texts: of several stars only the last is ever tried again.
  static func matches(_ glob: String, _ name: String) -> Bool {
    let (glob, name) = (Array(glob.utf8), Array(name.utf8))
    var (position, index) = (0, 0)
    var star: (position: Int, index: Int)?
    while index < name.count {
      if position < glob.count, glob[position] == UInt8(ascii: "*") {
        star = (position, index)
        position += 1
      } else if position < glob.count, glob[position] == name[index] {
        position += 1
        index += 1
      } else if let last = star {
        star = (last.position, last.index + 1)
        (position, index) = (last.position + 1, last.index + 1)
      } else {
        return false
      }
    }
    return glob[position...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
