import Diagnostics
import YAML

extension RequestExplanation {
  /// The explanation for people, with the failing expressions first.
  package var text: String {
    let actions = actions.map(\.rawValue).joined(separator: ", ")
    var text = "binding \(binding) (\(actions))\(place.shown)\n"
    switch outcome {
    case .notAsked(let reason): text += "  not asked: \(reason)\n"
    case .evaluations(let evaluations):
      for evaluation in evaluations { text += evaluation.text }
    }
    return text
  }
}

extension RequestExplanation.Evaluation {
  fileprivate var text: String {
    var text = ""
    if let params { text += "  parameters \(params.message)\(params.location.shown)\n" }
    for failure in failures { text += "  says: \(failure.message)\n" }
    for failure in failures {
      guard let field = failure.field else { continue }
      let state = field.isPresent ? "" : " (not there)"
      text +=
        "  decided by \(field.variable.rawValue).\(field.path)\(state)"
        + "\(field.origin.location.shown)\n"
    }
    for expression in expressions {
      text += "\n  \(expression.field)\(expression.place.shown)\n"
      for line in expression.lines { text += line.text(indentation: "    ") + "\n" }
    }
    for variable in variables {
      text += "\n  variables.\(variable.name)\n"
      for line in variable.lines { text += line.text(indentation: "    ") + "\n" }
    }
    return text
  }
}

extension Location? {
  /// ` at path:line:column`; empty where there is no place.
  var shown: String {
    guard let self else { return "" }
    let position = self.position
    return " at \(self.file.path):\(position.line):\(position.column)"
  }
}
