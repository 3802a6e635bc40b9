import Comparison
import Diagnostics
package import Display
import Kubernetes
import Kustomize
import YAML

extension ObjectTrace {
  /// The trace for people.
  ///
  /// Each line begins with a place as compilers print one. Where one field was asked for, a line is a
  /// setting, newest first; else a line is a field with its newest setting.
  package var shown: Shown {
    var positions = SourcePositions()
    func place(_ location: Location?) -> Shown {
      "\(location.map { positions.shown($0) } ?? "(no source)", .dim)"
    }
    var text: Shown = "\("\(identity.description)", .bold)"
    if let field { text += " \(field.description)" }
    text += "\n"
    if let deletion {
      let word = deletion.setter == .localConfiguration ? "left out" : "deleted"
      text += "\(place(deletion.location)): \(word) (\(deletion.setter.name))\n"
    }
    for (index, trace) in fields.enumerated() {
      if index == 0, field != nil {
        for setting in trace.settings {
          let value = setting.value.map { "\($0.line) " as Shown } ?? ""
          text += "\(place(setting.location)): \(setting.isRemoval ? "removed " : value)"
          text += "(\(setting.isSource ? "source, " : "")\(setting.setter.name))\n"
        }
        continue
      }
      guard let newest = trace.settings.first else { continue }
      let value = newest.value.map { ": \($0.line)" as Shown } ?? ""
      text += "\(place(newest.location)): \(trace.path.description)"
      text += newest.isRemoval ? " removed" : value
      text += "\(trace.origin, .dim)\n"
    }
    return text
  }
}

extension FieldTrace {
  /// What set the field, where that is more than its own document.
  fileprivate var origin: Shown {
    guard let newest = settings.first, newest.setter != .document || settings.count > 1 else {
      return ""
    }
    let replaced = settings.dropFirst().first { !$0.isSource }?.value
    guard let replaced, replaced.text != newest.value?.text else {
      return " (\(newest.setter.name))"
    }
    return " (\(newest.setter.name), was \(replaced.line))"
  }
}

extension Scalar {
  /// The value in one line, quoted where it would read as another type.
  fileprivate var line: Shown {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.count > 1, let first = lines.first(where: { !$0.isEmpty }) {
      return "\(String(first), limit: 60) … (\(text.utf8.count) bytes)"
    }
    let isQuoted = type == .string && Schema.kubernetes.type(ofPlain: text) != .string
    return isQuoted ? "\"\(text, limit: 80)\"" : "\(text, limit: 80)"
  }
}
