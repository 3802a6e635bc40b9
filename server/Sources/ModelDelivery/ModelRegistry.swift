import FoundationEssentials
import NIOCore
import NIOHTTP1
import OutboundHTTP

/// An MLflow that has packages as the artifacts of its registered models.
///
/// MLflow's REST API: `registered-models/alias`, `model-versions/search`; and the address by which its
/// own pages download an artifact of a model version, wherever the artifacts are kept.
package struct ModelRegistry: Sendable {
  private let request: OutboundRequest
  private let fields: [(String, String)]

  /// How the registry knows who asks.
  package enum Credential: Sendable {
    case none
    case token(String)
    case password(user: String, String)
  }

  /// - Parameters:
  ///   - address: as `https://mlflow.example.com`.
  ///   - trust: the file of the authorities that may vouch for it; nil for the system's.
  package init(
    _ address: String, trust: String? = nil, credential: Credential = .none
  ) throws(DeliveryError) {
    do throws(OutboundError) {
      request = try OutboundRequest(address, trust: trust)
    } catch .noEncryption(let reason) {
      throw DeliveryError("MLFLOW_TRACKING_SERVER_CERT_PATH cannot be used: \(reason)")
    } catch {
      throw DeliveryError("MLFLOW_TRACKING_URI must begin with http:// or https://")
    }
    fields =
      switch credential {
      case .none: []
      case .token(let token): [("Authorization", "Bearer \(token)")]
      case .password(let user, let password):
        [("Authorization", "Basic \(Data("\(user):\(password)".utf8).base64EncodedString())")]
      }
  }

  /// The number that the registry has given a version.
  ///
  /// - Parameter version: of the package, as its manifest has it.
  func number(
    of name: String, _ wanted: ModelSource.RegisteredVersion, version: String?
  ) async throws(DeliveryError) -> String {
    switch wanted {
    case .number(let number): return number
    case .alias(let alias):
      let path = "registered-models/alias?name=\(escaped(name))&alias=\(escaped(alias))"
      let answer: AliasAnswer = try await ask(path, about: "the alias \(alias) of \(name)")
      return answer.model_version.version
    case .tagged:
      guard let version else { throw DeliveryError("models:/\(name) needs MODEL_VERSION") }
      let filter = escaped("name='\(name)'")
      let answer: SearchAnswer = try await ask(
        "model-versions/search?max_results=1000&filter=\(filter)", about: name)
      let numbers = (answer.model_versions ?? []).filter { found in
        (found.tags ?? []).contains { $0.key == "version" && $0.value == version }
      }
      guard let newest = numbers.compactMap({ UInt($0.version) }).max() else {
        throw DeliveryError(
          "the registry has no version of \(name) with the tag version=\(version)")
      }
      return "\(newest)"
    }
  }

  /// Downloads a file of a version.
  func download(
    _ file: String, of name: String, number: String, into sink: FileSink
  ) async throws(DeliveryError) {
    let query = "path=\(escaped(file))&name=\(escaped(name))&version=\(escaped(number))"
    try await sink.receive("\(file) of \(name), version \(number) of the registry") { receive in
      try await request.send(
        .GET, "/model-versions/get-artifact?\(query)", fields: fields, timeout: .minutes(10),
        receive: receive)
    }
  }

  private func ask<Answer: Decodable>(
    _ path: String, about what: String
  ) async throws(DeliveryError) -> Answer {
    var body: [UInt8] = []
    let status: HTTPResponseStatus
    do {
      status = try await request.send(
        .GET, "/api/2.0/mlflow/\(path)", fields: fields + [("Accept", "application/json")],
        timeout: .seconds(30)
      ) { _, bytes in
        guard body.count + bytes.readableBytes <= 16 << 20 else { throw OutboundError.noAnswer }
        body += bytes.readableBytesView
      }
    } catch {
      throw DeliveryError("the registry cannot be reached: \(error)")
    }
    guard status == .ok else {
      throw DeliveryError("the registry answers \(status.code) when asked for \(what)")
    }
    do {
      return try JSONDecoder().decode(Answer.self, from: Data(body))
    } catch {
      throw DeliveryError("the registry's answer about \(what) is not MLflow's")
    }
  }

  private func escaped(_ text: String) -> String {
    text.utf8.reduce(into: "") { escaped, byte in
      let character = Character(UnicodeScalar(byte))
      if character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) {
        escaped.append(character)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        escaped += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
  }
}

/// What MLflow answers, as far as it is read; the names are its own.
private struct RegisteredModelVersion: Decodable {
  struct Tag: Decodable {
    var key: String
    var value: String?
  }

  var version: String
  var tags: [Tag]?
}

private struct AliasAnswer: Decodable { var model_version: RegisteredModelVersion }
private struct SearchAnswer: Decodable { var model_versions: [RegisteredModelVersion]? }
