import Inference
import Logging

extension ServiceConfiguration {
  /// The variables with the values in effect, one `NAME=value` a line, secrets masked.
  package var effective: String {
    lines(
      [
        ("PORT", "\(port)"), ("GRPC_PORT", grpcPort.map { "\($0)" }),
      ] + models.variables + [
        ("LOG_LEVEL", "\(logLevel.rawValue.uppercased())"),
        ("MAX_BATCH_SIZE", "\(maxBatchSize)"),
        ("MAX_BODY_BYTES", "\(maxBodyBytes)"),
        ("QUEUE_CAPACITY", "\(queueCapacity)"),
        ("REQUEST_TIMEOUT_MS", "\(Int(requestTimeout / .milliseconds(1)))"),
        ("DRAIN_DELAY_SECONDS", "\(drainDelay.components.seconds)"),
        ("GRACE_PERIOD_SECONDS", "\(gracePeriod.components.seconds)"),
        ("API_KEYS_FILE", apiKeysFile),
        ("ADMIN_KEYS_FILE", adminKeysFile),
        ("ORT_LIBRARY", ortLibrary),
      ] + (queue?.variables ?? []) + [("MLFLOW_TRACKING_URI", withoutSecrets(trackingURI))]
        + tracing.variables)
  }
}

extension WorkerConfiguration {
  /// The variables with the values in effect, one `NAME=value` a line, secrets masked.
  package var effective: String {
    lines(
      [("PORT", "\(port)")] + model.variables + [
        ("LOG_LEVEL", "\(logLevel.rawValue.uppercased())"),
        ("MAX_BATCH_SIZE", "\(maxBatchSize)"),
        ("GRACE_PERIOD_SECONDS", "\(gracePeriod.components.seconds)"),
        ("ORT_LIBRARY", ortLibrary),
      ] + queue.variables + [
        ("JOBS_GROUP", group),
        ("JOBS_CLAIM_IDLE_SECONDS", "\(claimIdle.components.seconds)"),
        ("JOBS_MAX_ATTEMPTS", "\(maxAttempts)"),
        ("JOBS_AT_ONCE", jobsAtOnce.map { "\($0)" }),
        ("POD_NAME", podName),
        ("MLFLOW_TRACKING_URI", withoutSecrets(trackingURI)),
      ] + tracing.variables)
  }
}

extension ModelSelection {
  fileprivate var variables: [(String, String?)] {
    [
      ("MODEL_DIR", directory), ("MODEL_NAME", name), ("MODEL_VERSION", version),
      ("MODEL_TYPE", type?.rawValue),
    ]
  }
}

extension ModelSelections {
  fileprivate var variables: [(String, String?)] {
    guard areNamed else { return all.flatMap(\.variables) }
    let names = all.map { model in model.name + (model.version.map { "=\($0)" } ?? "") }
    return [
      ("MODEL_DIR", all.first?.directory), ("MODEL_NAMES", names.joined(separator: ",")),
    ]
  }
}

extension QueueConfiguration {
  fileprivate var variables: [(String, String?)] {
    [
      ("REDIS_HOST", host), ("REDIS_PORT", "\(port)"), ("REDIS_USERNAME", user),
      ("REDIS_PASSWORD", password?.description),
      ("REDIS_TLS", isEncrypted ? "true" : nil), ("REDIS_CA_FILE", authorities),
      ("JOBS_STREAM", stream),
      ("JOBS_RESULT_TTL_SECONDS", "\(resultTimeToLive.components.seconds)"),
    ]
  }
}

extension TracingConfiguration {
  fileprivate var variables: [(String, String?)] {
    endpoint == nil
      ? []
      : [
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", withoutSecrets(endpoint)),
        ("OTEL_SERVICE_NAME", serviceName),
      ]
  }
}

private func lines(_ variables: [(String, String?)]) -> String {
  variables.compactMap { name, value in value.map { "\(name)=\($0)\n" } }.joined()
}

/// The address with a name and password before its host masked, and so what follows its path.
private func withoutSecrets(_ address: String?) -> String? {
  guard var address else { return nil }
  if let query = address.firstIndex(where: { $0 == "?" || $0 == "#" }) {
    address = address[...query] + "•••"
  }
  guard let at = address.lastIndex(of: "@"), let slashes = address.firstRange(of: "//") else {
    return address
  }
  return address[..<slashes.upperBound] + "•••" + address[at...]
}
