import YAML

/// Something of a file that a promotion can move: a value, an entry of a list, a whole object.
///
/// It is named by keys rather than by positions, and so is the same in every state of the file and in
/// both environments.
package struct PromotedField: Hashable, Sendable {
  /// The document that the field stands in.
  package var document: DocumentName
  /// The way to the field inside its document; none for the document itself.
  package var steps: [Step]

  package init(document: DocumentName = .only, steps: [Step]) {
    self.document = document
    self.steps = steps
  }

  /// One step down.
  package enum Step: Hashable, Sendable {
    case key(String)
    /// The entry of a list, by what it is called in the source and in the target.
    ///
    /// Of several with one name it is the one with this many before it.
    case entry(EntryRule, source: String, target: String, occurrence: Int)
  }

  /// What a document of a file is called.
  package enum DocumentName: Hashable, Sendable {
    /// The one of a file that holds no objects, counted from 0.
    case number(Int)
    /// An object as `Kind/name` in the source and in the target, and how many such stand before it.
    case object(source: String, target: String, occurrence: Int)
    /// The file as a whole, whatever it holds.
    case file

    /// The one document of a file that holds no objects.
    package static let only = DocumentName.number(0)
  }

  /// The state of a file that is looked into.
  package enum Side: Sendable { case source, target }
}

extension PromotedField: CustomStringConvertible {
  /// As people write it in patterns: `images[app]`, `configMapGenerator[config].literals[KEY]`, with an
  /// object before it where the file holds objects: `Deployment/app spec.replicas`.
  package var description: String {
    let path = Self.text(steps)
    switch document {
    case .file: return "the whole file"
    case .number(0): return path.isEmpty ? "the document" : path
    case .number(let index): return "document \(index + 1)" + (path.isEmpty ? "" : " \(path)")
    case .object(_, let name, _):
      let gap = !isOfPart ? " " : path.hasPrefix("[") ? "" : "."
      return name + (path.isEmpty ? "" : "\(gap)\(path)")
    }
  }

  /// Whether it stands in a part of a file, which has a path and no object's name.
  var isOfPart: Bool { !object.isEmpty && !object.contains("/") }

  /// The way alone, without the object.
  package var path: String { Self.text(steps) }

  /// The object's `Kind/name` in the target; empty where the file holds none.
  package var object: String {
    guard case .object(_, let target, _) = document else { return "" }
    return target
  }

  /// The name of the last key on the way.
  package var lastKey: String? {
    for step in steps.reversed() { if case .key(let key) = step { return key } }
    return nil
  }

  /// The keys on the way, without the entries.
  var keys: [String] {
    steps.compactMap { step in
      guard case .key(let key) = step else { return nil }
      return key
    }
  }

  private static func text(_ steps: [Step]) -> String {
    var text = ""
    for step in steps {
      switch step {
      case .entry(_, _, let name, _): text += "[\(name)]"
      case .key(let key):
        let part = FieldPath([.key(key)]).description
        text += text.isEmpty || part.hasPrefix("[") ? part : "." + part
      }
    }
    return text
  }

  func appending(_ step: Step) -> PromotedField {
    PromotedField(document: document, steps: steps + [step])
  }

  var parent: PromotedField {
    PromotedField(document: document, steps: Array(steps.dropLast()))
  }
}
