/// A span whose work is not done: where it stands, and which asked for it.
package struct OpenSpan: Sendable {
  /// Where it stands.
  package var context: TraceContext
  /// The span that it is a part of; nil for the first of a trace.
  package var parent: UInt64?
}
