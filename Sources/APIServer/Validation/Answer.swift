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
    do throws(ValidationRequest.Malformed) {
      let request = try ValidationRequest(json: file, in: range)
      answer(request.object, replacing: request.old).writeJSON(to: &bytes)
    } catch {
      error.answer.writeJSON(to: &bytes)
    }
  }

  /// The answer as a tree.
  package func answer(
    _ object: KubernetesObject, replacing old: KubernetesObject? = nil
  ) -> Node {
    Self.answer(
      to: object, replacing: old, validator.verdict(on: object, replacing: old),
      stored: showsDefaults ? validator.stored(object).root : nil)
  }

  /// A verdict as an answer.
  ///
  /// - Parameters:
  ///   - warnings: sentences that the server would not say, behind its own.
  ///   - stored: the object as the server would store it; nil to leave that out.
  package static func answer(
    to object: KubernetesObject, replacing old: KubernetesObject?, _ verdict: ServerVerdict,
    warnings: [String] = [], stored: Node?
  ) -> Node {
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
    let sentences = verdict.warnings.map(\.message) + warnings.map(secrets.scrubbed)
    if !sentences.isEmpty { answer["warnings"] = Node(sentences.map { .string($0) }) }
    if let stored { answer["object"] = stored }
    return Node(answer)
  }
}

/// One line of `validate --jsonl`: an object, and the one that it would replace.
package struct ValidationRequest: Sendable {
  /// What is to be judged.
  package var object: KubernetesObject
  /// What is there; nil for a creation.
  package var old: KubernetesObject?

  /// A line that asks nothing.
  package struct Malformed: Error {
    private let reason: String

    fileprivate init(_ reason: String) { self.reason = reason }

    /// What it is answered with.
    package var answer: Node {
      .object([
        "accepted": .boolean(false), "causes": Node([]),
        "message": .string("the line is no request: \(reason)"),
      ])
    }
  }

  /// Reads a request in JSON.
  package init(json file: SourceFile, in range: ByteRange) throws(Malformed) {
    let request: Node
    do throws(SyntaxError) { request = try file.parsedJSON(in: range).root } catch {
      throw Malformed(error.message)
    }
    guard let object = request["object"] else { throw Malformed("it has no object") }
    self.object = KubernetesObject(object)
    old = request["oldObject"].map { KubernetesObject($0) }
  }
}
