import Diagnostics

extension PolicyDescription {
  /// The description for people.
  package var text: String {
    var text = "policy/\(name)\(place.shown)\n"
    for paragraph in comment { text += "\n\(wrapped(paragraph))\n" }
    text += "\nWhat it asks\n"
    for validation in validations {
      text += indented(validation.expression, by: 2)
      if !validation.message.isEmpty {
        text += "    otherwise: " + indented(validation.message, by: 15).dropFirst(15)
      }
    }
    if !variables.isEmpty { text += "\nVariables\n" }
    for variable in variables {
      text += "  \(variable.name)\n" + indented(variable.expression, by: 4)
    }
    text += "\nBindings\n"
    for binding in bindings {
      let params = binding.params.map { ", parameters \($0)" } ?? ""
      text += "  \(binding.name): \(binding.actions)\(params)\(binding.place.shown)\n"
    }
    if bindings.isEmpty { text += "  none, so it enforces nothing\n" }
    return text
  }

  private func indented(_ text: String, by width: Int) -> String {
    text.split(separator: "\n").map { String(repeating: " ", count: width) + $0 + "\n" }.joined()
  }

  /// The paragraph in lines of at most 80 characters, as far as its words allow.
  private func wrapped(_ paragraph: String) -> String {
    var lines: [String] = []
    for word in paragraph.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= 80 {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }
}
