import FoundationEssentials
import Inference
import ModelDelivery
import NativeModels
import ONNXModels

/// What the environment says.
struct FetchSettings {
  let source: ModelSource
  let delivery: ModelDelivery

  init(_ environment: [String: String]) throws(DeliveryError) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    func needed(_ name: String) throws(DeliveryError) -> String {
      guard let value = value(name) else { throw DeliveryError("\(name) is not set") }
      return value
    }
    func directoryName(_ name: String, _ value: String) throws(DeliveryError) -> String {
      guard !value.contains("/"), value != ".", value != ".." else {
        throw DeliveryError("\(name) must be one name without '/'")
      }
      return value
    }
    source = try ModelSource(try needed("MODEL_SOURCE"))
    let trust = value("MLFLOW_TRACKING_SERVER_CERT_PATH")
    var registry: ModelRegistry?
    if let address = value("MLFLOW_TRACKING_URI") {
      registry = try ModelRegistry(
        address, trust: trust, credential: try Self.credential(value))
    }
    let library = value("ORT_LIBRARY")
    let version = value("MODEL_VERSION")
    delivery = ModelDelivery(
      into: value("MODEL_DIR") ?? "/models",
      name: try directoryName("MODEL_NAME", try needed("MODEL_NAME")),
      version: try version.map { (version) throws(DeliveryError) in
        try directoryName("MODEL_VERSION", version)
      },
      check: PackageCheck(
        engines: engines + [ONNXEngine(library: library, threads: CPUQuota.effective)],
        canRunONNX: library != nil),
      registry: registry, trust: trust)
  }

  private static func credential(
    _ value: (String) -> String?
  ) throws(DeliveryError) -> ModelRegistry.Credential {
    if let file = value("MLFLOW_TRACKING_TOKEN_FILE") {
      guard let bytes = FileManager.default.contents(atPath: file) else {
        throw DeliveryError("MLFLOW_TRACKING_TOKEN_FILE: \(file) cannot be read")
      }
      let token = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      guard let token = token.first else {
        throw DeliveryError("MLFLOW_TRACKING_TOKEN_FILE: \(file) holds no token")
      }
      return .token(String(token))
    }
    if let token = value("MLFLOW_TRACKING_TOKEN") { return .token(token) }
    guard let user = value("MLFLOW_TRACKING_USERNAME") else { return .none }
    return .password(user: user, value("MLFLOW_TRACKING_PASSWORD") ?? "")
  }
}
