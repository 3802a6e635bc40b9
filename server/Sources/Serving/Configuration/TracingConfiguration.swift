import OutboundHTTP

/// What OpenTelemetry's variables say: where spans are sent, and what they are of.
///
/// What is wrong in them costs the spans and no more: a service must not fail for want of a trace.
package struct TracingConfiguration: Sendable, Equatable {
  /// `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, or `OTEL_EXPORTER_OTLP_ENDPOINT` and `/v1/traces`; nil
  /// where no spans are recorded.
  package var endpoint: String?
  /// `OTEL_SERVICE_NAME`.
  package var serviceName: String
  /// `OTEL_RESOURCE_ATTRIBUTES`: what else all spans are of.
  package var resource: [String: String] = [:]
  /// `OTEL_EXPORTER_OTLP_HEADERS`: fields of each request, as those that authenticate.
  package var headers: [String: String] = [:]
  /// `OTEL_TRACES_SAMPLER_ARG`: how many of the traces that begin here are recorded, from 0 to 1.
  package var share = 1.0
  /// What is wrong, one sentence a variable.
  package var warnings: [String] = []

  /// - Parameter standard: the service's name where none is given.
  package init(environment: [String: String], serviceName standard: String) {
    serviceName = environment["OTEL_SERVICE_NAME"].flatMap { $0.isEmpty ? nil : $0 } ?? standard
    guard environment["OTEL_SDK_DISABLED"]?.lowercased() != "true" else { return }
    endpoint = environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]
    if endpoint == nil, let base = environment["OTEL_EXPORTER_OTLP_ENDPOINT"], !base.isEmpty {
      endpoint = (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/v1/traces"
    }
    guard let address = endpoint else { return }
    if (try? OutboundRequest(address)) == nil {
      warnings.append(
        "the endpoint of OpenTelemetry must begin with http:// or https://: no spans are sent")
      endpoint = nil
    }
    if let protocolName = environment["OTEL_EXPORTER_OTLP_PROTOCOL"], protocolName != "http/json" {
      warnings.append("OTEL_EXPORTER_OTLP_PROTOCOL is \(protocolName): spans are sent as http/json")
    }
    resource = pairs("OTEL_RESOURCE_ATTRIBUTES", environment)
    headers = pairs("OTEL_EXPORTER_OTLP_HEADERS", environment)
    switch environment["OTEL_TRACES_SAMPLER"] {
    case nil, "always_on", "parentbased_always_on": break
    case "always_off", "parentbased_always_off": share = 0
    case "traceidratio", "parentbased_traceidratio":
      let text = environment["OTEL_TRACES_SAMPLER_ARG"] ?? "1"
      if let given = Double(text), (0...1).contains(given) {
        share = given
      } else {
        warnings.append("OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1: all are recorded")
      }
    case let name?: warnings.append("OTEL_TRACES_SAMPLER \(name) is not known: all are recorded")
    }
  }

  /// `name=value` with commas between; what is none is left out and told of, without its value.
  private mutating func pairs(_ name: String, _ environment: [String: String]) -> [String: String] {
    var found: [String: String] = [:]
    for part in (environment[name] ?? "").split(separator: ",") {
      let words = part.split(separator: "=", maxSplits: 1)
      guard words.count == 2 else {
        warnings.append("\(name) must be name=value with commas between")
        continue
      }
      found[words[0].trimmingSpaces] = words[1].trimmingSpaces
    }
    return found
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
