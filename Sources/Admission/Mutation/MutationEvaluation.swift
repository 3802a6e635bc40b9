import APIServer
import CEL
import Kubernetes
import Values
import YAML

/// One mutation of a policy, made on one object.
struct MutationEvaluation {
  let mutation: MutatingAdmissionPolicy.Mutation
  let expression: CompiledExpression
  /// The object as the policy sees it.
  let submission: Submission
  /// The kind that the request is for, which a policy may see in another version.
  let requestKind: GroupVersionKind

  /// Why an object stays as it was.
  enum Failure: Error {
    /// The policy failed, which its failure policy judges.
    case policy(String)
    /// Nobody knows.
    case undecided(String)
    /// The server cannot go on, whatever the failure policy says.
    case internalError(String)
  }

  /// The object as the mutation leaves it: read anew by the server, and filled in.
  func changed(_ evaluator: inout PolicyActivation) throws(Failure) -> Submission {
    let value: Value
    switch evaluator.evaluate(expression) {
    case .value(let found): value = found
    case .error(let message), .outOfBudget(let message): throw .policy(message)
    case .undecided(let message): throw .undecided(message)
    }
    guard let form = submission.form else { return submission }
    let source = AppliedValue.Source(expression: expression.source)
    var result = submission
    switch mutation.patchType {
    case .applyConfiguration:
      let merged = try applied(value, to: form, source)
      try checkVersion()
      if let fault = result.replace(merged.remembering(form)).first { throw .policy(fault.message) }
    case .jsonPatch:
      let patched = try patched(value, form, source)
      let faults = result.replace(patched.remembering(form))
      guard faults.isEmpty else { throw .internalError(faults.reason) }
      try checkVersion()
    }
    return result
  }

  /// A built-in kind is only changed in the version that the request names: the server does not
  /// convert it back.
  private func checkVersion() throws(Failure) {
    let seen = submission.gvk
    guard seen != requestKind, !submission.isCustom else { return }
    throw .policy(
      "converting (\(seen.version).\(seen.kind)) to (\(requestKind.version).\(requestKind.kind)): "
        + "unknown conversion")
  }

  // MARK: Apply configurations

  private func applied(
    _ value: Value, to form: Node, _ source: AppliedValue.Source
  ) throws(Failure) -> Node {
    guard case .opaque(let structure as StructureValue) = value else {
      throw .policy(
        "unsupported return type from ApplyConfiguration expression: \(value.type.name)")
    }
    let configuration: AppliedValue
    do throws(PatchTypeMismatch) {
      try structure.checkTypeNames()
      configuration = try AppliedValue(structure, source)
    } catch {
      throw .policy(error.message)
    }
    let shape = submission.shape ?? .untyped
    if let refusal = ApplyConfigurationCheck.refusal(of: configuration, as: shape) {
      throw .policy(
        "error applying patch: failed to convert patch object to typed object: \(refusal)")
    }
    let atomics = ApplyConfigurationCheck.atomics(in: configuration, as: shape)
    guard atomics.isEmpty else {
      throw .policy(
        "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or "
          + "structs: \(atomics.joined(separator: ", "))")
    }
    return ServerSideApply.merge(live: form, last: nil, new: configuration.node, shape: shape)
  }

  // MARK: JSON patches

  private func patched(
    _ value: Value, _ form: Node, _ source: AppliedValue.Source
  ) throws(Failure) -> Node {
    guard value.elementCount != nil else {
      throw .policy("type mismatch: JSONPatchType.expression should evaluate to array")
    }
    var operations: [JSONPatch.Operation] = []
    for element in value.elements {
      guard case .opaque(let structure as StructureValue) = element,
        structure.type == PatchTypes.jsonPatch
      else {
        throw .policy(
          "type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch")
      }
      operations.append(try operation(structure, source))
    }
    do throws(JSONPatch.Failure) {
      return try JSONPatch(operations).applied(to: form)
    } catch {
      // A test that finds another value keeps the whole patch from being made, and is no error.
      guard error.refusal != .differs else { return form }
      throw .policy("JSON Patch: \(error.message)")
    }
  }

  private func operation(
    _ structure: StructureValue, _ source: AppliedValue.Source
  ) throws(Failure) -> JSONPatch.Operation {
    func text(_ field: String) -> String {
      if case .string(let text)? = structure.fields[.string(field)] { return text }
      return ""
    }
    var operation = JSONPatch.Operation(
      text("op"), JSONPointer(text("path")), from: JSONPointer(text("from")))
    guard let value = structure.fields[.string("value")] else { return operation }
    if case .opaque(let object as StructureValue) = value {
      do throws(PatchTypeMismatch) { try object.checkTypeNames() } catch {
        throw .policy(error.message)
      }
    }
    do throws(NoJSON) {
      operation.value = try value.json(source.origin(structure.places["value"]))
    } catch {
      throw .policy(
        "JSONPath valueExpression evaluated to a type that could not marshal to JSON: "
          + error.message)
    }
    return operation
  }
}
