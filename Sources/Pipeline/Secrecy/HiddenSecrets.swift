import Diagnostics
import Display

extension [Diagnostic] {
  /// The findings as they may be reported: each secret once, with a keyed mark in its place; the finding
  /// of a policy on the same text is a note of it; and no other finding repeats or quotes one.
  ///
  /// - Parameter files: all that was looked at. Who has not all of it cannot make the key, and so cannot
  ///   test a guess; the same files give the same marks.
  func hidingSecrets(keyedBy files: [SourceFile]) -> [Diagnostic] {
    guard contains(where: { $0.hidden != nil }) else { return self }
    var secrets: [Diagnostic] = []
    var others: [Diagnostic] = []
    for finding in self {
      if finding.hidden == nil { others.append(finding) } else { secrets.append(finding) }
    }
    others.removeAll { finding in
      guard finding.rule.text.hasPrefix("policy/") else { return false }
      guard
        let index = secrets.firstIndex(where: {
          $0.isAt(finding) && $0.exemption == finding.exemption
        })
      else { return false }
      secrets[index].take(finding)
      return true
    }
    secrets = secrets.grouped()
    let redaction = Redaction(keyedBy: files)
    let values = HiddenValues(secrets.compactMap(\.hidden?.text).filter(\.isTelling))
    return secrets.map { $0.marked(by: redaction) }
      + others.map { finding in
        var finding = finding
        finding.message = values.scrubbed(finding.message)
        finding.help = finding.help.map(values.scrubbed)
        if let reason = finding.exemption?.reason {
          finding.exemption?.reason = values.scrubbed(reason)
        }
        for index in finding.related.indices {
          finding.related[index].message = values.scrubbed(finding.related[index].message)
        }
        if secrets.contains(where: { $0.isOnLine(of: finding) }) { finding.hidesSource = true }
        return finding
      }
  }

  /// What stands in several places: where it is allowed for a reason, that is another finding.
  private struct Secret: Hashable {
    var value: HiddenText
    var exemption: Exemption?
  }

  /// One finding for all places of a secret, at the first.
  private func grouped() -> [Diagnostic] {
    var groups: [Secret: [Diagnostic]] = [:]
    for finding in self {
      guard let value = finding.hidden else { continue }
      groups[Secret(value: value, exemption: finding.exemption), default: []].append(finding)
    }
    return groups.values.map { group in
      let ordered = group.sorted { $0.order < $1.order }
      var first = ordered[0]
      first.severity = ordered.map(\.severity).max() ?? first.severity
      for note in ordered.flatMap(\.related) where !first.related.contains(note) {
        first.related.append(note)
      }
      for other in ordered.dropFirst().prefix(9) {
        first.related.append(Label("the same secret stands here", at: other.primary))
      }
      if ordered.count > 10 {
        first.related.append(Label("the same secret stands in \(ordered.count - 10) more places"))
      }
      for name in ordered.flatMap(\.environments) where !first.environments.contains(name) {
        first.environments.append(name)
      }
      return first
    }.sorted { $0.order < $1.order }
  }
}

extension Diagnostic {
  fileprivate var order: (String, Int, String) {
    (primary?.file.path ?? "", primary?.range.lowerBound ?? 0, rule.text)
  }

  /// Whether a policy's finding is about this one's secret: about bytes of it, and about its field or
  /// what holds that, and not about a container that happens to have it.
  fileprivate func isAt(_ other: Diagnostic) -> Bool {
    guard let own = primary, let place = other.primary else { return false }
    // The id of a key pair is half of what is found.
    if related.contains(where: { $0.location.map(place.contains) ?? false }) { return true }
    guard own.file.path == place.file.path, own.range.lowerBound < place.range.upperBound,
      place.range.lowerBound < own.range.upperBound
    else { return false }
    if let field, let whole = other.field {
      if field == whole || field.hasSuffix("]") && field.parentField == whole { return true }
    }
    // What a generator makes of a text is another field than the text's.
    let text = place.text
    let isOne = !text.contains("\n") || place.range.count <= 2 * own.range.count
    return other.hidesSource && isOne && !text.hasPrefix("{") && !text.hasPrefix("[")
  }

  /// Whether the line that another finding would quote has a part of this one's secret.
  fileprivate func isOnLine(of other: Diagnostic) -> Bool {
    guard let own = primary, let place = other.primary, own.file.path == place.file.path else {
      return false
    }
    let (first, last) = (own.range.lowerBound, place.range.lowerBound)
    return own.range.contains(last)
      || !own.file.bytes[Swift.min(first, last)..<Swift.max(first, last)].contains(0x0A)
  }

  /// Notes that a policy says the same.
  fileprivate mutating func take(_ finding: Diagnostic) {
    severity = max(severity, finding.severity)
    let note = Label("\(finding.rule) refuses it too")
    if !related.contains(note) { related.append(note) }
  }

  fileprivate func marked(by redaction: Redaction) -> Diagnostic {
    guard let hidden else { return self }
    var finding = self
    finding.message = message.replacing(HiddenText.mark, with: redaction.mark(of: hidden.text))
    return finding
  }
}

extension String {
  /// Whether who reads the text in a sentence learns something: a word as `postgres` names much else.
  fileprivate var isTelling: Bool {
    utf8.count >= 6 && !utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D }
  }
}

extension Location {
  /// Whether another place is a part of this one, on one line.
  fileprivate func contains(_ other: Location) -> Bool {
    file.path == other.file.path && range.contains(other.range) && !text.contains("\n")
  }
}

extension String {
  /// The path of a field without its last step.
  fileprivate var parentField: String {
    let last = lastIndex { $0 == "." || $0 == "[" }
    return last.map { String(self[..<$0]) } ?? self
  }
}
