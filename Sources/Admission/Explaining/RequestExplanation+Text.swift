import Diagnostics
package import Display
import Kubernetes
import Values
import YAML

extension RequestExplanation {
  /// The explanation for people, with the failing expressions first.
  package var shown: Shown {
    var positions = SourcePositions()
    let actions = actions.isEmpty ? "" : " (\(actions.map(\.rawValue).joined(separator: ", ")))"
    var text: Shown = "binding \(binding)\(actions)\(positions.at(place))\n"
    switch outcome {
    case .notAsked(let reason): text += "  not asked: \(reason)\n"
    case .evaluations(let evaluations):
      for evaluation in evaluations { text += evaluation.shown(&positions) }
    case .mutation(let evaluations, let patch):
      for evaluation in evaluations { text += evaluation.shown(&positions) }
      text += patch.operations.isEmpty ? "\n  changes nothing\n" : "\n  changes\n"
      for operation in patch.operations {
        text += evaluations[0].secrecy.shown(operation)
      }
    }
    return text
  }
}

extension ValueSecrecy {
  /// A change on a line of its own: `add /metadata/labels/team "a"`.
  fileprivate func shown(_ operation: JSONPatch.Operation) -> Shown {
    let change: Shown = "    \(operation.kind) \(operation.path.text)"
    guard let value = operation.value else { return "\(change)\n" }
    guard !hidesValues else { return "\(change) \(Secrecy.mark)\n" }
    return "\(change) \(Shown(values.scrubbed(value.json), limit: 160))\n"
  }
}

extension RequestExplanation.Evaluation {
  fileprivate func shown(_ positions: inout SourcePositions) -> Shown {
    var text = Shown()
    if let params { text += "  parameters \(params.message)\(positions.at(params.location))\n" }
    for failure in failures { text += "  says: \(secrecy.values.scrubbed(failure.message))\n" }
    for failure in failures {
      guard let field = failure.field else { continue }
      let state: Shown = field.isPresent ? "" : " (not there)"
      text += "  decided by \(field.variable.rawValue).\(field.path.description)\(state)"
      text += "\(positions.at(field.origin.location))\n"
    }
    for expression in expressions {
      text += "\n  \(expression.field)\(positions.at(expression.place))\n"
      for line in expression.lines { text += "    \(line.shown(secrecy))\n" }
    }
    for variable in variables {
      text += "\n  variables.\(variable.name)\n"
      for line in variable.lines { text += "    \(line.shown(secrecy))\n" }
    }
    return text
  }
}
