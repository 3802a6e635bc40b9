/// Decides which requests are traced, and gives their spans to the exporter.
///
/// A trace that a client brought goes on whether it is recorded here or not, so that its name stands in
/// the log; new ones begin only where there is an exporter.
package struct Tracer: Sendable {
  private let exporter: SpanExporter?
  private let share: Double

  /// - Parameters:
  ///   - exporter: nil where no spans are recorded.
  ///   - share: how many of the traces that begin here are recorded, from 0 to 1.
  package init(_ exporter: SpanExporter? = nil, share: Double = 1) {
    self.exporter = exporter
    self.share = share
  }

  /// The context of the work for a request, and the span that asked for it.
  ///
  /// - Parameters:
  ///   - traceparent: as the client sent it.
  ///   - random: gives 64 bits of a number that nobody else has.
  package func begin(
    _ traceparent: String?, random: () -> UInt64
  ) -> OpenSpan? {
    if let given = traceparent.flatMap({ TraceContext(traceparent: $0) }) {
      let context = TraceContext(
        trace: given.trace, span: random() | 1, isSampled: given.isSampled)
      return OpenSpan(context: context, parent: given.span)
    }
    guard exporter != nil else { return nil }
    let low = random()
    // The trace's own bits decide, so that every process would decide the same.
    let isSampled = Double(low >> 11) * 0x1p-53 < share
    return OpenSpan(
      context: TraceContext(
        trace: (random() | 1, low), span: random() | 1, isSampled: isSampled))
  }

  /// Whether spans of a context are recorded.
  package func records(_ context: TraceContext) -> Bool { exporter != nil && context.isSampled }

  /// Takes spans, as far as there is room.
  package func record(_ spans: [Span]) { exporter?.record(spans) }
}
