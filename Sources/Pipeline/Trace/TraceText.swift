import Comparison
import Diagnostics
import Kubernetes
import Kustomize
import YAML

extension ObjectTrace {
  /// The trace for people.
  ///
  /// Each line begins with a place as compilers print one. Where one field was asked for, a line is a
  /// setting, newest first; else a line is a field with its newest setting.
  package func text(usesColor: Bool) -> String {
    var positions = SourcePositions()
    func paint(_ text: String, _ code: String) -> String {
      usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
    func place(_ location: Location?) -> String {
      paint(location.map { positions.text(of: $0) } ?? "(no source)", "2")
    }
    var title = paint(identity.description.shown, "1")
    if let field { title += " \(field.description.shown)" }
    var lines = [title]
    for (index, trace) in fields.enumerated() {
      if index == 0, field != nil {
        for setting in trace.settings {
          let value = setting.value.map { "\($0.line) " } ?? ""
          lines.append("\(place(setting.location)): \(value)(\(setting.setter.name))")
        }
        continue
      }
      guard let newest = trace.settings.first else { continue }
      let value = newest.value.map { ": \($0.line)" } ?? ""
      let step = paint(trace.origin, "2")
      lines.append("\(place(newest.location)): \(trace.path.description.shown)\(value)\(step)")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension FieldTrace {
  /// What set the field, where that is more than its own document.
  fileprivate var origin: String {
    guard let newest = settings.first, newest.setter != .document || settings.count > 1 else {
      return ""
    }
    let replaced = settings.dropFirst().first?.value
    guard let replaced, replaced.text != newest.value?.text else {
      return " (\(newest.setter.name))"
    }
    return " (\(newest.setter.name), was \(replaced.line))"
  }
}

extension Scalar {
  /// The value in one line, quoted where it would read as another type.
  fileprivate var line: String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.count > 1, let first = lines.first(where: { !$0.isEmpty }) {
      return "\(String(first).shown(limit: 60)) … (\(text.utf8.count) bytes)"
    }
    let isQuoted = type == .string && Schema.kubernetes.type(ofPlain: text) != .string
    return isQuoted ? "\"\(text.shown(limit: 80))\"" : text.shown(limit: 80)
  }
}
