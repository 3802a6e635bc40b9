import Diagnostics
import Kubernetes
import YAML

extension GraphObject {
  /// A finding on a field of the object.
  ///
  /// - Parameters:
  ///   - node: what set the field; the place to edit.
  ///   - related: the other end, and what tells why it matters.
  ///   - fix: the edit that settles it.
  func finding(
    _ rule: RuleID, _ severity: Severity, _ message: String, at node: Node?, _ field: FieldPath,
    related: [Label] = [], help: String? = nil, aspect: String? = nil, fix: Fix? = nil
  ) -> Diagnostic {
    Diagnostic(
      rule: rule, aspect: aspect, severity: severity, message: message,
      primary: node?.origin.location?.firstLine ?? place ?? object.location?.firstLine,
      related: related + (node?.origin.notes() ?? []), help: help, fix: fix,
      object: object.identity.description, field: field.isEmpty ? nil : field.description)
  }
}

extension Location {
  /// The place without what stands below its first line, so that a report of a mapping stays short.
  fileprivate var firstLine: Location {
    let bytes = file.bytes[range.indices]
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return self }
    return Location(file: file, range: ByteRange(range.lowerBound, end))
  }
}

extension Node {
  /// The edit that writes the name which this one was probably meant to be, somebody should look at; nil where
  /// none is like it.
  func fix(nearestOf names: [String]) -> Fix? {
    guard let text = scalarText, let name = Spelling.nearest(to: text, among: names),
      let edit = writing(name)
    else { return nil }
    return Fix("write \(name)", edits: [edit], applicability: .unsafe)
  }
}
