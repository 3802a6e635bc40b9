import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// A certificate for `localhost` that vouches for itself, made for one test.
enum ServerCertificate {
  static let file = "certificate.pem"
  static let keyFile = "key.pem"

  static func write(into directory: String) throws(RedisServerFailure) {
    do {
      let key = P256.Signing.PrivateKey()
      let name = try DistinguishedName { CommonName("localhost") }
      let certificate = try Certificate(
        version: .v3, serialNumber: Certificate.SerialNumber(),
        publicKey: Certificate.PublicKey(key.publicKey), notValidBefore: Date() - 3600,
        notValidAfter: Date() + 3600, issuer: name, subject: name,
        signatureAlgorithm: .ecdsaWithSHA256,
        extensions: try Certificate.Extensions {
          Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
          SubjectAlternativeNames([.dnsName("localhost")])
        },
        issuerPrivateKey: Certificate.PrivateKey(key))
      let texts = [
        (file, try certificate.serializeAsPEM().pemString), (keyFile, key.pemRepresentation),
      ]
      for (name, text) in texts {
        try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
      }
    } catch {
      throw RedisServerFailure("no certificate: \(error)")
    }
  }
}
