import GRPCCore
import Inference
import Serving
import Synchronization

/// What all calls have in common: they are judged by their head, have one message, are counted and
/// leave a trail.
final class CallDesk: Sendable {
  let handler: ServiceHandler
  private let stopping = Atomic(false)

  init(_ handler: ServiceHandler) { self.handler = handler }

  /// From now on calls go on although the transport cancels them: it does so with every call that is
  /// under way when it is told to stop.
  func stop() { stopping.store(true, ordering: .releasing) }
  private var isStopping: Bool { stopping.load(ordering: .acquiring) }

  /// Answers a call.
  ///
  /// - Parameter work: does what the one message of the call asks for.
  func answer<Question: Sendable, Answer: Sendable>(
    _ method: RemoteMethod, _ request: StreamingServerRequest<Question>,
    work: (Question, RemoteCall) async -> RemoteOutcome<Answer>
  ) async throws -> StreamingServerResponse<Answer> {
    let call = handler.begin(
      method, HTTPQuestion.Headers(request.metadata), timeout: CallTimeout.read(request.metadata))
    let outcome = await outcome(of: call, request, work: work)
    let name: Metadata = ["x-request-id": "\(call.identifier)"]
    switch outcome.answer {
    case .success(let answer):
      handler.end(call, outcome, code: CallStatus.success)
      return StreamingServerResponse(metadata: name) { writer in
        try await writer.write(answer)
        return [:]
      }
    case .failure(let failure):
      let status = CallStatus(failure)
      handler.end(call, outcome, code: status.name)
      throw RPCError(code: status.code, message: failure.sentence, metadata: name)
    }
  }

  private func outcome<Question: Sendable, Answer: Sendable>(
    of call: RemoteCall, _ request: StreamingServerRequest<Question>,
    work: (Question, RemoteCall) async -> RemoteOutcome<Answer>
  ) async -> RemoteOutcome<Answer> {
    if let refusal = call.refusal { return RemoteOutcome(refusal) }
    do {
      for try await question in request.messages { return await work(question, call) }
      return RemoteOutcome(
        HTTPFailure(InferenceError.invalid(path: "", message: "the call has no message")))
    } catch let error as RPCError where error.code == .invalidArgument {
      return RemoteOutcome(
        HTTPFailure(InferenceError.invalid(path: "", message: "the message cannot be read")))
    } catch {
      return RemoteOutcome(HTTPFailure(InferenceError.cancelled))
    }
  }

  /// Predicts for a call, until the client goes away.
  func infer(_ question: ModelQuestion, _ call: RemoteCall) async -> RemoteOutcome<ModelAnswer> {
    let task = Task { [handler] in await handler.infer(question, until: call.deadline) }
    return await withTaskCancellationHandler {
      await withRPCCancellationHandler {
        await task.value
      } onCancelRPC: { [self] in
        // That the time is over is the queue's to tell.
        let isLate = ContinuousClock.now.duration(to: call.deadline) < .milliseconds(20)
        if !isStopping, !isLate { task.cancel() }
      }
    } onCancel: {
      task.cancel()
    }
  }
}

extension HTTPQuestion.Headers {
  /// What the head of a call says, under the names of HTTP.
  fileprivate init(_ metadata: Metadata) {
    self.init()
    requestIdentifier = metadata.first("x-request-id")
    authorization = metadata.first("authorization")
    apiKey = metadata.first("x-api-key")
    traceparent = metadata.first("traceparent")
  }
}
