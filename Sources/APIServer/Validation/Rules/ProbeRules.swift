import Kubernetes
import Values
import YAML

/// Probes and lifecycle hooks (core/v1 Probe, Lifecycle).
extension Validation {
  mutating func lifecycle(_ container: Fields, _ context: PodContext) {
    within("lifecycle", of: container) { v, lifecycle in
      for hook in ["postStart", "preStop"] {
        v.within(hook, of: lifecycle) { v, handler in
          v.handler(handler, ["exec", "httpGet", "tcpSocket", "sleep"], context)
        }
      }
      if let signal = lifecycle.optionalText("stopSignal"), !signal.hasPrefix("SIG") {
        v.notSupported("stopSignal", value: ShownValue(signal), ["SIGKILL", "SIGTERM"])
      }
    }
  }

  mutating func probes(_ container: Fields, _ context: PodContext) {
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
      within(name, of: container) { v, probe in
        v.probe(probe, context)
        if name == "readinessProbe" {
          if let seconds = probe.int("terminationGracePeriodSeconds") {
            v.invalid(
              "terminationGracePeriodSeconds", value: ShownValue(seconds),
              "must not be set for readinessProbes")
          }
        } else if let threshold = probe.int("successThreshold"), threshold != 1 {
          v.invalid("successThreshold", value: ShownValue(threshold), "must be 1")
        }
      }
    }
  }

  private mutating func probe(_ probe: Fields, _ context: PodContext) {
    handler(probe, ["exec", "httpGet", "tcpSocket", "grpc"], context)
    for name in [
      "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold",
      "failureThreshold",
    ] {
      notNegative(probe, name)
    }
    if let seconds = probe.int("terminationGracePeriodSeconds"), seconds <= 0 {
      invalid("terminationGracePeriodSeconds", value: ShownValue(seconds), "must be greater than 0")
    }
  }

  /// Exactly one of the handlers that are allowed here.
  private mutating func handler(_ fields: Fields, _ allowed: [String], _ context: PodContext) {
    var count = 0
    for name in allowed {
      within(name, of: fields) { v, action in
        count += 1
        if count > 1 {
          v.forbidden(because: "may not specify more than 1 handler type")
        } else {
          v.action(action, name, context)
        }
      }
    }
    if count == 0 { required(because: "must specify a handler type") }
  }

  private mutating func action(_ action: Fields, _ kind: String, _ context: PodContext) {
    switch kind {
    case "exec":
      if action.isEmptyCollection("command") { required("command") }
    case "httpGet":
      if action.text("path").isEmpty { required("path") }
      port(action.intOrString("port"), at: "port")
      oneOf(action.text("scheme"), ["HTTP", "HTTPS"], at: "scheme")
      for header in action.objects("httpHeaders") {
        check(header.text("name"), is: .httpHeaderName, at: "httpHeaders")
      }
    case "tcpSocket": port(action.intOrString("port"), at: "port")
    case "grpc": port(action.int("port") ?? 0, at: "port")
    default:
      let seconds = action.int("seconds") ?? 0
      guard let grace = context.gracePeriod, seconds < 0 || seconds > grace else { return }
      invalid(
        value: ShownValue(seconds),
        "must be non-negative and less than terminationGracePeriodSeconds (\(grace))")
    }
  }
}
