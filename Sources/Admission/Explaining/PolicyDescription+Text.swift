import Diagnostics
package import Display

extension PolicyDescription {
  /// The description for people.
  package var shown: Shown {
    var positions = SourcePositions()
    var text: Shown = "policy/\(name)\(positions.at(place))\n"
    for paragraph in comment { text += "\n\(wrapped(paragraph))\n" }
    if !validations.isEmpty { text += "\nWhat it asks\n" }
    for validation in validations {
      text += indented(validation.expression, by: 2)
      guard !validation.message.isEmpty else { continue }
      let lines = validation.message.split(separator: "\n")
      for (index, line) in lines.enumerated() {
        text += index == 0 ? "    otherwise: \(line)\n" : "               \(line)\n"
      }
    }
    if !mutations.isEmpty { text += "\nWhat it changes\n" }
    for mutation in mutations {
      text += "  \(mutation.patchType)\n\(indented(mutation.expression, by: 4))"
    }
    if !variables.isEmpty { text += "\nVariables\n" }
    for variable in variables {
      text += "  \(variable.name)\n\(indented(variable.expression, by: 4))"
    }
    text += "\nBindings\n"
    for binding in bindings {
      let facts = [
        binding.actions.isEmpty ? nil : binding.actions,
        binding.params.map { "parameters \($0)" },
      ].compactMap(\.self).joined(separator: ", ")
      text += "  \(binding.name)\(facts.isEmpty ? "" : ": \(facts)")"
      text += "\(positions.at(binding.place))\n"
    }
    if bindings.isEmpty { text += "  none, so it enforces nothing\n" }
    return text
  }

  private func indented(_ data: String, by width: Int) -> Shown {
    data.split(separator: "\n").map { "\(.spaces(width))\($0)\n" }.joined()
  }

  /// The paragraph in lines of at most 80 characters, as far as its words allow.
  private func wrapped(_ paragraph: String) -> Shown {
    var lines: [String] = []
    for word in paragraph.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= 80 {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.map { Shown($0) }.joined(separator: "\n")
  }
}

extension SourcePositions {
  /// ` at path:line:column`; empty where there is no place.
  mutating func at(_ location: Location?) -> Shown {
    location.map { " at \(shown($0))" } ?? ""
  }
}
