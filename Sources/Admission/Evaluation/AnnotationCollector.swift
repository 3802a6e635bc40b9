import Values
import YAML

/// The audit annotations of one policy, over its bindings and parameters.
struct AnnotationCollector {
  private let policy: String
  private var keys: [String] = []
  private var values: [String: [String]] = [:]
  /// The longest value that the server publishes, in bytes.
  private static let limit = 10 * 1024

  init(policy: String) { self.policy = policy }

  mutating func add(key: String, value: String) {
    let value = String(decoding: value.utf8.prefix(Self.limit), as: UTF8.self)
    if values[key] == nil { keys.append(key) }
    if values[key]?.contains(value) != true { values[key, default: []].append(value) }
  }

  /// The annotations, distinct values of one key after one another.
  var published: [(key: String, value: String)] {
    keys.map { ("\(policy)/\($0)", (values[$0] ?? []).joined(separator: ", ")) }
  }
}

extension Verdict {
  private static let failureKey = "validation.policy.admission.k8s.io/validation_failure"

  /// Adds what came of a policy with one binding and one parameter.
  mutating func add(_ result: PolicyEvaluation.Result, _ annotations: inout AnnotationCollector) {
    for failure in result.failures {
      failures.append(failure.failure)
      // The first value of an annotation stays: the server refuses to overwrite it.
      if failure.failure.actions.contains(.audit),
        !auditAnnotations.contains(where: { $0.key == Self.failureKey })
      {
        auditAnnotations.append((Self.failureKey, failure.auditValue))
      }
    }
    undecided += result.undecided
    for annotation in result.annotations {
      annotations.add(key: annotation.key, value: annotation.value)
    }
  }
}

extension PolicyEvaluation.NumberedFailure {
  /// The value of the annotation for a failure that a binding audits, as Go's encoder writes it.
  fileprivate var auditValue: String {
    var fields = Mapping()
    fields["message"] = .string(failure.message)
    fields["policy"] = .string(failure.policy)
    fields["binding"] = .string(failure.binding ?? "")
    fields["expressionIndex"] = .integer(index)
    fields["validationActions"] = Node(failure.actions.map { .string($0.rawValue) })
    var text = ""
    for scalar in Node([Node(fields)]).json.unicodeScalars {
      switch scalar {
      case "<", ">", "&", "\u{2028}", "\u{2029}":
        text += "\\u" + scalar.value.hexadecimal(width: 4)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
