package import Diagnostics
import Display
package import Kubernetes
package import YAML

/// The machine interface of `validate --jsonl`: a request in JSON, an answer in JSON.
package struct ValidationAnswer: Sendable {
  private let validator: Validator
  private let showsDefaults: Bool

  /// - Parameter showsDefaults: whether an answer holds the object as the server would store it.
  package init(validator: Validator, showsDefaults: Bool) {
    self.validator = validator
    self.showsDefaults = showsDefaults
  }

  /// Appends the answer to one request, `{"object": …, "oldObject": …}`.
  ///
  /// The answer is one line of JSON without its end.
  package func append(to bytes: inout [UInt8], requestIn range: ByteRange, of file: SourceFile) {
    let request: Node
    do throws(SyntaxError) { request = try file.parsedJSON(in: range).root } catch {
      return Self.refusal(error.message).writeJSON(to: &bytes)
    }
    guard let object = request["object"] else {
      return Self.refusal("it has no object").writeJSON(to: &bytes)
    }
    let old = request["oldObject"].map { KubernetesObject($0) }
    answer(KubernetesObject(object), replacing: old).writeJSON(to: &bytes)
  }

  /// The answer to a line that asks nothing.
  private static func refusal(_ reason: String) -> Node {
    .object([
      "accepted": .boolean(false), "causes": Node([]),
      "message": .string("the line is no request: \(reason)"),
    ])
  }

  /// The answer as a tree.
  package func answer(
    _ object: KubernetesObject, replacing old: KubernetesObject? = nil
  ) -> Node {
    let verdict = validator.verdict(on: object, replacing: old)
    // Its sentences are the server's, but that what a Secret holds is hidden in them.
    let secrets = ObjectSecrecy.valuesOfSecrets([object, old].compactMap(\.self))
    var answer = Mapping()
    answer["accepted"] = .boolean(verdict.isAccepted)
    answer["causes"] = Node(
      verdict.causes.map { cause in
        .object([
          "reason": .string(cause.reason.rawValue), "field": .string(cause.field),
          "message": .string(secrets.scrubbed(cause.message)),
        ])
      })
    if !verdict.faults.isEmpty {
      let gvk = object.gvk
      answer["message"] = .string(
        secrets.scrubbed(verdict.faults.serverMessage(kind: gvk.kind, version: gvk.version)))
    } else if let refusal = verdict.refusal {
      answer["message"] = .string(secrets.scrubbed(refusal))
    }
    if !verdict.warnings.isEmpty {
      answer["warnings"] = Node(verdict.warnings.map { .string($0.message) })
    }
    if showsDefaults { answer["object"] = validator.stored(object).root }
    return Node(answer)
  }
}
