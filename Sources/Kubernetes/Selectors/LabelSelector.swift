package import YAML

/// A question to an object's labels: meta/v1 LabelSelector.
///
/// An absent selector matches nothing; an empty one matches everything.
package struct LabelSelector: Sendable, Hashable {
  /// All of them must hold.
  package var requirements: [Requirement]

  /// The selector of what fulfils all of these, everything if there are none.
  package init(_ requirements: [Requirement]) { self.requirements = requirements }

  /// The selector of a map of labels, each of which must be there with its value.
  package init(matchLabels labels: [String: String]) {
    requirements = labels.sorted { $0.key < $1.key }
      .map { Requirement(key: $0.key, operator: .in, values: [$0.value]) }
  }

  /// The empty selector.
  package static let everything = LabelSelector([])

  /// Whether it matches everything for want of a requirement.
  package var isEmpty: Bool { requirements.isEmpty }

  /// Whether an object with these labels is selected.
  package func matches(_ labels: [String: String]) -> Bool {
    requirements.allSatisfy { $0.matches(labels) }
  }

  /// Whether an object is selected by its labels.
  package func matches(_ object: KubernetesObject) -> Bool {
    let labels = object.metadata?["labels"]?.mapping
    return requirements.allSatisfy { requirement in
      requirement.holds(of: labels?[requirement.key].map { $0.scalarText ?? "" })
    }
  }

  /// One condition on one label.
  package struct Requirement: Sendable, Hashable {
    /// The name of the label.
    package let key: String
    /// What is asked of the label.
    package let `operator`: Operator
    /// The values that `in` and `notIn` compare with; empty for the others.
    package let values: [String]

    /// A condition; whether operator and values go together is the reader's to check.
    package init(key: String, operator: Operator, values: [String]) {
      self.key = key
      self.operator = `operator`
      self.values = values
    }

    /// Whether the condition holds; one of `notIn` holds where the label is absent.
    package func matches(_ labels: [String: String]) -> Bool { holds(of: labels[key]) }

    /// Whether the condition holds of the label's value, or of its absence.
    fileprivate func holds(of value: String?) -> Bool {
      switch `operator` {
      case .in: value.map(values.contains) ?? false
      case .notIn: !(value.map(values.contains) ?? false)
      case .exists: value != nil
      case .doesNotExist: value == nil
      }
    }
  }

  /// What a condition asks, by the word that stands in a selector.
  package enum Operator: String, Sendable, CaseIterable {
    case `in` = "In"
    case notIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
  }
}

extension LabelSelector {
  /// Why a selector cannot be read.
  package struct ParsingError: Error, Hashable {
    /// The way from the selector to the fault.
    package let path: FieldPath
    /// The server's sentence.
    package let message: String
  }

  /// Reads `matchLabels` and `matchExpressions`.
  ///
  /// Fields of other names are left to the decoder.
  package init(_ node: Node) throws(ParsingError) {
    var requirements: [Requirement] = []
    for entry in node["matchLabels"]?.mapping?.entries ?? [] {
      requirements.append(
        Requirement(key: entry.name, operator: .in, values: [entry.value.scalarText ?? ""]))
    }
    for (index, expression) in (node["matchExpressions"]?.elements ?? []).enumerated() {
      let path: FieldPath = ["matchExpressions", .index(index)]
      requirements.append(try Self.requirement(expression, at: path))
    }
    self.init(requirements)
  }

  private static func requirement(
    _ node: Node, at path: FieldPath
  ) throws(ParsingError) -> Requirement {
    let word = node["operator"]?.string ?? ""
    guard let `operator` = Operator(rawValue: word) else {
      throw ParsingError(
        path: path + ["operator"], message: "\"\(word)\" is not a valid label selector operator")
    }
    let values = (node["values"]?.elements ?? []).compactMap(\.scalarText)
    switch `operator` {
    case .in, .notIn:
      guard !values.isEmpty else {
        throw ParsingError(
          path: path + ["values"],
          message: "for 'in', 'notin' operators, values set can't be empty")
      }
    case .exists, .doesNotExist:
      guard values.isEmpty else {
        throw ParsingError(
          path: path + ["values"],
          message: "values set must be empty for exists and does not exist")
      }
    }
    return Requirement(
      key: node["key"]?.scalarText ?? "", operator: `operator`, values: values)
  }
}
