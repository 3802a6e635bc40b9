import JSONText

/// A piece of work that took a while, for whoever looks at a trace.
package struct Span: Sendable {
  /// What the work was for, in OpenTelemetry's numbers.
  package enum Kind: Int, Sendable {
    case `internal` = 1
    case server = 2
    case consumer = 5
  }

  /// What an attribute says.
  package enum Value: Sendable {
    case text(String)
    case number(Int)
  }

  /// The same words for the same work: nothing that a client chose.
  package var name: String
  /// What the work was for.
  package var kind: Kind
  /// Where it stands in its trace.
  package var context: TraceContext
  /// The span that it is a part of; nil for the first of a trace.
  package var parent: UInt64?
  /// When it began, in nanoseconds since 1970.
  package var start: UInt64
  /// When it ended, in nanoseconds since 1970.
  package var end: UInt64
  /// What is known of it, by OpenTelemetry's names where there are any.
  package var attributes: [(String, Value)] = []
  /// Whether it failed by a fault that is not the client's.
  package var isFailed = false

  package init(
    _ name: String, _ kind: Kind, _ context: TraceContext, parent: UInt64?, start: UInt64,
    end: UInt64
  ) {
    self.name = name
    self.kind = kind
    self.context = context
    self.parent = parent
    self.start = start
    self.end = end
  }
}

extension JSONWriter {
  /// Writes a request of OTLP with spans: `ExportTraceServiceRequest` in JSON.
  ///
  /// - Parameter resource: what all of them are of, as `service.name`.
  mutating func write(_ spans: [Span], of resource: [(String, String)]) {
    object { json in
      json.key("resourceSpans")
      json.array { json in
        json.object { json in
          json.key("resource")
          json.object { json in
            json.key("attributes")
            json.array { json in
              for (name, text) in resource { json.write(name, .text(text)) }
            }
          }
          json.key("scopeSpans")
          json.array { json in
            json.object { json in
              json.key("scope")
              json.object { $0.field("name", "inference") }
              json.key("spans")
              json.array { json in for span in spans { json.write(span) } }
            }
          }
        }
      }
    }
  }

  private mutating func write(_ span: Span) {
    object { json in
      json.field("traceId", span.context.traceID)
      json.field("spanId", span.context.spanID)
      if let parent = span.parent { json.field("parentSpanId", TraceContext.digits(parent)) }
      json.field("name", span.name)
      json.field("kind", span.kind.rawValue)
      // Numbers of 64 bits are strings in the JSON of Protocol Buffers.
      json.field("startTimeUnixNano", "\(span.start)")
      json.field("endTimeUnixNano", "\(span.end)")
      json.key("attributes")
      json.array { json in for (name, value) in span.attributes { json.write(name, value) } }
      if span.isFailed {
        json.key("status")
        json.object { $0.field("code", 2) }
      }
    }
  }

  private mutating func write(_ name: String, _ value: Span.Value) {
    object { json in
      json.field("key", name)
      json.key("value")
      json.object { json in
        switch value {
        case .text(let text): json.field("stringValue", text)
        case .number(let number): json.field("intValue", "\(number)")
        }
      }
    }
  }
}
