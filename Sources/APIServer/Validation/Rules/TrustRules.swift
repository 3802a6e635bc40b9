import Kubernetes
import Values
import YAML

/// ClusterTrustBundle and PodCertificateRequest (certificates.k8s.io/v1, KEP-3257 and KEP-4317).
extension Validation {
  mutating func clusterTrustBundle(_ object: Fields) {
    let spec = object.value("spec")
    let signer = spec.text("signerName")
    metadata(object, name: .trustBundle(signedBy: signer), isNamespaced: false)
    at("spec") { v in
      if !signer.isEmpty { v.signerName(signer, at: "signerName") }
      v.trustAnchors(spec.text("trustBundle"))
    }
  }

  /// The blocks of a bundle.
  ///
  /// Whether one holds the certificate of an authority is not looked at.
  private mutating func trustAnchors(_ text: String) {
    guard text.utf8.count <= 1 << 20 else { return tooLong("trustBundle", limit: 1 << 20) }
    var places: [String: [Int]] = [:]
    var order: [String] = []
    let before = causes.count
    for (index, block) in PEM.blocks(in: Array(text.utf8)).enumerated() {
      if block.label != "CERTIFICATE" {
        omitted("entry \(index) has bad block type: \(block.label)")
      } else if block.hasHeaders {
        omitted("entry \(index) has PEM block headers")
      } else {
        if places[block.content] == nil { order.append(block.content) }
        places[block.content, default: []].append(index)
      }
    }
    guard causes.count == before else { return }
    if places.isEmpty { omitted("at least one trust anchor must be provided") }
    for content in order {
      guard let indices = places[content], indices.count > 1 else { continue }
      let shown = indices.map { "\($0)" }.joined(separator: " ")
      omitted("duplicate trust anchor (indices [\(shown)])")
    }
  }

  private mutating func omitted(_ detail: String) {
    invalid("trustBundle", value: ShownValue("<value omitted>"), detail)
  }

  /// What a kubelet asks for; whether its key and its signature are good is not looked at.
  mutating func podCertificateRequest(_ object: Fields) {
    let spec = object.value("spec")
    metadata(object, name: .any, isNamespaced: true)
    at("spec") { v in
      v.signerName(spec.text("signerName"), at: "signerName")
      guard let seconds = spec.int("maxExpirationSeconds"), seconds < 3600 else { return }
      v.invalid(
        "maxExpirationSeconds", value: ShownValue(seconds), "must be >= 3600 (1 hour)")
    }
  }
}

extension NameFormat {
  /// A bundle's name begins with its signer's, where it has one: `ValidateClusterTrustBundleName`.
  fileprivate static func trustBundle(signedBy signer: String) -> NameFormat {
    let beginning = signer.replacing("/", with: ":") + ":"
    return NameFormat { text in
      if signer.isEmpty {
        return text.contains(":")
          ? ["ClusterTrustBundle without signer name must not have \":\" in its name"]
          : dns1123Subdomain.faults(text)
      }
      guard text.hasPrefix(beginning) else {
        return [
          "ClusterTrustBundle for signerName \(signer) must be named with prefix \(beginning)"
        ]
      }
      return dns1123Subdomain.faults(String(text.dropFirst(beginning.count)))
    }
  }

  /// Whatever the server makes of it.
  fileprivate static let any = NameFormat { _ in [] }
}
