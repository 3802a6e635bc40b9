import NIOHTTP1
import OutboundHTTP
package import Tracing

extension SpanExporter {
  /// An exporter to the configured collector; nil where none is configured.
  ///
  /// - Parameter metrics: count what is sent, and what is not.
  package convenience init?(_ configuration: TracingConfiguration, metrics: ServiceMetrics) {
    guard let endpoint = configuration.endpoint, let request = try? OutboundRequest(endpoint) else {
      return nil
    }
    let resource =
      [("service.name", configuration.serviceName), ("service.version", serviceVersion)]
      + configuration.resource.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let fields = configuration.headers.sorted { $0.key < $1.key }
    self.init(resource: resource) { body in
      let status = try? await request.send(
        .POST, "",
        fields: [("Content-Type", "application/json")] + fields.map { ($0.key, $0.value) },
        body: body)
      let isTaken = status.map { (200..<300).contains($0.code) } ?? false
      metrics.spansSent(outcome: isTaken ? "success" : "failure")
      return isTaken
    }
  }
}
