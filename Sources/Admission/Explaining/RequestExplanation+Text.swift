import Diagnostics
package import Display
import YAML

extension RequestExplanation {
  /// The explanation for people, with the failing expressions first.
  package var shown: Shown {
    var positions = SourcePositions()
    let actions = actions.map(\.rawValue).joined(separator: ", ")
    var text: Shown = "binding \(binding) (\(actions))\(positions.at(place))\n"
    switch outcome {
    case .notAsked(let reason): text += "  not asked: \(reason)\n"
    case .evaluations(let evaluations):
      for evaluation in evaluations { text += evaluation.shown(&positions) }
    }
    return text
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
