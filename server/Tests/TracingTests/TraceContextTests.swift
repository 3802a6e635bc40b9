import Testing
import Tracing

@Suite struct TraceContextTests {
  private static let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

  @Test func `a context is the same after it was read and written`() throws {
    let context = try #require(TraceContext(traceparent: Self.text))
    #expect(context.traceparent == Self.text)
    #expect(context.traceID == "0af7651916cd43dd8448eb211c80319c")
    #expect(context.spanID == "b7ad6b7169203331")
    #expect(context.isSampled)
  }

  @Test(arguments: [
    "", "00", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
    "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
    "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
  ])
  func `what is no context is as if there were none`(_ text: String) {
    #expect(TraceContext(traceparent: text) == nil)
  }

  @Test func `of a later version the part that is known is read`() {
    let later = "cc" + Self.text.dropFirst(2) + "-what-comes-then"
    #expect(TraceContext(traceparent: later) == TraceContext(traceparent: Self.text))
  }

  @Test func `a client's trace goes on, and a new one begins only where it is recorded`() throws {
    var bits: UInt64 = 41
    func random() -> UInt64 {
      bits += 1
      return bits
    }
    let begun = try #require(Tracer().begin(Self.text, random: random))
    #expect(begun.context.traceID == "0af7651916cd43dd8448eb211c80319c")
    #expect(begun.context.span == 43 && begun.parent == 0xb7ad_6b71_6920_3331)
    #expect(!Tracer().records(begun.context))
    #expect(Tracer().begin(nil, random: random) == nil)
    let exporter = SpanExporter(resource: []) { _ in true }
    let all = try #require(Tracer(exporter).begin("nonsense", random: random))
    #expect(all.parent == nil && Tracer(exporter).records(all.context))
    let none = try #require(Tracer(exporter, share: 0).begin(nil, random: random))
    #expect(!Tracer(exporter).records(none.context))
  }
}
