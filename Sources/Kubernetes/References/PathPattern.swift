import Values
import YAML

/// The way to a field, or to several where it leads through lists.
///
/// Written as Kustomize writes it: names with `/` between them, `\/` for a slash in a name, and `[]`
/// behind the name of a list. A list on the way is gone through whether it is marked or not.
package struct PathPattern: Hashable, Sendable {
  /// The way as it is written.
  package let text: String
  /// The names on the way, at least one.
  package let steps: [Step]

  /// One name on the way.
  package struct Step: Hashable, Sendable {
    /// The name without its mark and its escapes.
    package let name: String
    /// Whether `[]` behind the name says that the field is a list.
    package let isSequence: Bool
  }

  /// Reads a way; every text is one, if only to a field that nothing has.
  package init(_ text: String) {
    self.text = text
    let names = Self.split(text, at: "/")
    var steps: [Step] = []
    steps.reserveCapacity(names.count)
    for name in names {
      let isSequence = name.utf8.last == UInt8(ascii: "]") && name.hasSuffix("[]")
      steps.append(Step(name: isSequence ? String(name.dropLast(2)) : name, isSequence: isSequence))
    }
    self.steps = steps
  }

  /// Splits at a delimiter that no backslash stands before; one at the beginning counts for nothing.
  package static func split(_ path: String, at delimiter: Unicode.Scalar) -> [String] {
    var parts = path.split(atByte: delimiter).map(String.init)
    if parts.count > 1, parts[0].isEmpty { parts.removeFirst() }
    guard path.utf8.contains(UInt8(ascii: "\\")) else { return parts }
    var result = [parts[0]]
    for part in parts.dropFirst() {
      if result[result.count - 1].hasSuffix("\\") {
        result[result.count - 1].removeLast()
        result[result.count - 1] += "\(delimiter)\(part)"
      } else {
        result.append(part)
      }
    }
    return result
  }

  /// The fields of an object that the way leads to, elements of a list at its end each for itself.
  package func fields(of root: ObjectField) -> [ObjectField] {
    var result: [ObjectField] = []
    collect(root, steps[...], into: &result)
    return result
  }

  private func collect(
    _ field: ObjectField, _ steps: ArraySlice<Step>, into result: inout [ObjectField]
  ) {
    if field.node.elements != nil {
      for element in field.elements { collect(element, steps, into: &result) }
    } else if let step = steps.first {
      if let next = field[step.name] { collect(next, steps.dropFirst(), into: &result) }
    } else {
      result.append(field)
    }
  }
}
