package import Diagnostics
import Display
package import YAML

extension [Diagnostic] {
  /// Findings on objects as they may be reported: no sentence repeats a secret of theirs, and none
  /// quotes a line that holds one.
  ///
  /// - Parameters:
  ///   - objects: the object, and what it was before.
  ///   - fields: the fields that policies wish to be hidden.
  package func withoutSecrets(
    of objects: [KubernetesObject], hiding fields: [FieldPath] = []
  ) -> [Diagnostic] {
    guard !isEmpty else { return self }
    let secrecies = objects.map { ObjectSecrecy($0, hiding: fields) }
    let values = HiddenValues(secrecies.flatMap(\.hiddenTexts))
    guard !values.isEmpty else { return self }
    let places = secrecies.flatMap(\.secrets).flatMap { $0.origin.chain }
      .compactMap { $0.origin.location?.wholeLines }
    return map { finding in
      var finding = finding
      finding.message = values.scrubbed(finding.message)
      finding.help = finding.help.map(values.scrubbed)
      for index in finding.related.indices {
        finding.related[index].message = values.scrubbed(finding.related[index].message)
      }
      if let primary = finding.primary, places.contains(where: primary.overlaps) {
        finding.hidesSource = true
      }
      return finding
    }
  }
}

extension Location {
  /// The lines that the place stands on.
  fileprivate var wholeLines: Location {
    let (bytes, feed) = (file.bytes, UInt8(ascii: "\n"))
    var start = Swift.min(range.lowerBound, bytes.count)
    while start > 0, bytes[start - 1] != feed { start -= 1 }
    let last = Swift.min(Swift.max(range.upperBound - 1, range.lowerBound), bytes.count)
    let end = bytes[last...].firstIndex(of: feed) ?? bytes.count
    return Location(file: file, range: ByteRange(start, Swift.max(start, end)))
  }

  fileprivate func overlaps(_ lines: Location) -> Bool {
    file.path == lines.file.path && range.lowerBound <= lines.range.upperBound
      && lines.range.lowerBound <= Swift.max(range.upperBound - 1, range.lowerBound)
  }
}
