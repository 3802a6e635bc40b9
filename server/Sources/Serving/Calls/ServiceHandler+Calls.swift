import Inference
import Synchronization
import Tracing

extension ServiceHandler {
  /// Takes a call by its head; ``end(_:_:code:)`` must follow.
  ///
  /// - Parameter timeout: how long the client waits; nil where it does not say.
  package func begin(
    _ method: RemoteMethod, _ fields: HTTPQuestion.Headers, timeout: Duration?
  ) -> RemoteCall {
    metrics.requestBegan()
    let start = ContinuousClock.now
    let (identifier, span) = identifiers.withLock { identifiers in
      let identifier = identifiers.accepting(fields.requestIdentifier)
      let span =
        method.kind == .probe
        ? nil : tracer.begin(fields.traceparent) { identifiers.next() }
      return (identifier, span)
    }
    let isRefused = method.kind == .prediction && keys.map { $0.owner(of: fields) == nil } ?? false
    return RemoteCall(
      method: method, start: start,
      deadline: start + min(limits.timeout, timeout ?? limits.timeout),
      identifier: identifier, refusal: isRefused ? .unauthorized : nil, span: span)
  }

  /// Counts a call whose answer is on its way, and writes of it.
  ///
  /// - Parameter code: what the client is told, by its name as `INVALID_ARGUMENT`.
  package func end(_ call: RemoteCall, _ outcome: RemoteOutcome<some Sendable>, code: String) {
    let trail = RequestTrail(
      identifier: call.identifier, span: call.span, path: call.method.path, code: .grpc(code),
      isProbe: call.method.kind == .probe)
    let duration = note(outcome.outcome, trail, since: call.start)
    metrics.callEnded(
      call.method, code: code, after: duration, trace: recordedTrace(of: call.span))
    // OpenTelemetry's semantic conventions for RPC.
    trace(outcome.outcome, call.span, since: call.start) {
      let isFailed =
        if case .failure(let failure) = outcome.answer { failure.status >= 500 } else { false }
      return (
        "\(call.method.service)/\(call.method.name)",
        [
          ("rpc.system", .text("grpc")), ("rpc.service", .text(call.method.service)),
          ("rpc.method", .text(call.method.name)), ("rpc.grpc.status_code", .text(code)),
        ], isFailed
      )
    }
  }

  /// What is told of a model; nil where it is not served.
  package func model(_ name: String, version: String?) throws(HTTPFailure) -> ServedModel {
    let served = try served(as: Route.ModelPath(name: name, version: version))
    return ServedModel(manifest: served.manifest, signature: served.signature)
  }

  /// Predicts for a call of the Open Inference Protocol.
  ///
  /// The task that asks must be cancelled when the client goes away.
  package func infer(
    _ question: ModelQuestion, until deadline: ContinuousClock.Instant
  ) async -> RemoteOutcome<ModelAnswer> {
    let path = Route.ModelPath(name: question.model, version: question.version)
    do throws(HTTPFailure) {
      let host = try models.host(named: question.model)
      let attempt = try attempt(on: host, until: deadline) {
        [self] (served) throws(HTTPFailure) -> Reading<ModelAnswer> in
        try check(served.manifest, is: path)
        let inputs = try inputs(of: question, allowsMissing: served.manifest.type == .tabular)
        let request: InferRequest
        do throws(WireError) {
          request = try InferRequest(
            inputs, outputs: question.outputs,
            rules: InferRequest.Rules(served, maximumRows: limits.rows))
        } catch {
          throw HTTPFailure(error)
        }
        let manifest = served.manifest
        return Reading(request) { answer in
          ModelAnswer(
            model: manifest.name, version: manifest.version,
            outputs: answer.outputs.map { ($0.name, $0.tensor) })
        }
      }
      return switch attempt {
      case .done(let attempt): RemoteOutcome(attempt)
      case .waiting(let work): RemoteOutcome(await work())
      }
    } catch {
      return RemoteOutcome(error)
    }
  }

  private func inputs(
    of question: ModelQuestion, allowsMissing: Bool
  ) throws(HTTPFailure) -> [InferInput] {
    do throws(InferenceError) {
      return try question.inputs(allowsMissing).map { InferInput($0.name, $0.tensor) }
    } catch {
      throw HTTPFailure(error)
    }
  }
}
