import Inference
import Tracing

extension ServiceHandler {
  /// Gives the spans of a request that was answered: the request, its time in the queue, and the
  /// model's.
  ///
  /// OpenTelemetry's semantic conventions for HTTP servers; the path is the route's pattern, since a
  /// client can send any.
  func trace(
    _ outcome: Reply.Outcome, to question: HTTPQuestion, at route: Route?, status: Int
  ) {
    let pattern = route?.pattern ?? "none"
    trace(outcome, question.span, since: question.start) {
      (
        "\(question.method) \(pattern)",
        [
          ("http.request.method", .text(question.method)), ("http.route", .text(pattern)),
          ("http.response.status_code", .number(status)),
        ], status >= 500
      )
    }
  }

  /// The trace that a request leaves spans in, for whoever looks at one behind a metric.
  func recordedTrace(of span: OpenSpan?) -> String? {
    guard let span, tracer.records(span.context) else { return nil }
    return span.context.traceID
  }

  /// Gives the spans of a request whose own is described by its name, its attributes, and whether the
  /// server failed.
  func trace(
    _ outcome: Reply.Outcome, _ span: OpenSpan?, since start: ContinuousClock.Instant,
    described: () -> (String, [(String, Span.Value)], Bool)
  ) {
    guard let span, tracer.records(span.context) else { return }
    let time = UnixTime()
    let (name, attributes, isFailed) = described()
    var request = Span(
      name, .server, span.context, parent: span.parent, start: time[start], end: time[.now])
    request.attributes = attributes
    request.isFailed = isFailed
    var spans: [Span] = []
    switch outcome {
    case .plain: break
    case .refused(let failure): request.attributes.append(("error.type", .text(failure.code)))
    case .failed(let failure, let served):
      request.attributes += [
        ("error.type", .text(failure.code)),
        ("model.name", .text(served.manifest.name)),
        ("model.version", .text(served.manifest.version)),
      ]
    case .predicted(let facts, let served):
      request.attributes += [
        ("model.name", .text(served.manifest.name)),
        ("model.version", .text(served.manifest.version)),
        ("model.rows", .number(facts.rowCount)),
      ]
      spans = facts.spans(in: span.context, time)
    }
    tracer.record([request] + spans)
  }
}

extension PredictionFacts {
  /// The time in the queue, where there was one, and that of the model.
  fileprivate func spans(in context: TraceContext, _ time: UnixTime) -> [Span] {
    func part(
      _ name: String, _ number: UInt64, _ start: ContinuousClock.Instant, _ duration: Duration
    ) -> Span {
      // The request's own bits make those of its parts, which are looked up below it alone.
      let place = TraceContext(
        trace: context.trace, span: (context.span ^ number) | 1, isSampled: true)
      return Span(
        name, .internal, place, parent: context.span, start: time[start],
        end: time[start + duration])
    }
    let compute = part("compute", 2 << 32, computeStart, computeTime)
    guard queueTime > .zero else { return [compute] }
    return [part("queue", 4 << 32, computeStart - queueTime, queueTime), compute]
  }
}
