import Display
import TestKit
import Testing
import Values
import YAML
@testable import Comparison

/// Certificates are compared by what they say, and shown so.
struct CertificateDiffTests {
  private typealias Sample = SampleCertificates

  private func indented(_ text: String) -> String {
    text.split(separator: "\n").map { "    \($0)\n" }.joined()
  }

  private func map(_ pem: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ca}\ndata:\n  ca.crt: |\n" + indented(pem)
  }

  private func secret(_ pem: String, key: String = "tls.crt") -> String {
    "apiVersion: v1\nkind: Secret\nmetadata: {name: tls}\ntype: kubernetes.io/tls\n"
      + "data:\n  \(key): \(Base64.encode(Array(pem.utf8)))\n"
  }

  @Test func `what a certificate says is what openssl reads in it`() throws {
    let web = try #require(CertificateText.tree(of: Sample.web))
    let name = #"CN=web.example.com,O=Example\, Inc,C=DE"#
    #expect(web["subject"]?.string == name)
    #expect(web["issuer"]?.string == name)
    #expect(web["serial"]?.string == "f1")
    #expect(web["notBefore"]?.string == "2026-11-28T12:55:58Z")
    #expect(web["notAfter"]?.string == "2027-11-28T12:55:58Z")
    #expect(
      web["sha256"]?.string == "12c3f40fbe10f352889b26ffb284160d2cdec3edff038858807f8cf6517a2002")
    #expect(
      web["names"]?.elements?.map(\.string) == [
        "DNS:web.example.com", "DNS:www.example.com", "IP:10.0.0.1", "IP:2001:db8:0:0:0:0:0:1",
        "URI:spiffe://example/web", "email:ops@example.com",
      ])
    let authority = try #require(CertificateText.tree(of: Sample.authority))
    #expect(authority["subject"]?.string == "CN=Prüfstelle,DC=example,DC=org")
    #expect(authority["serial"]?.string == "07")
    #expect(authority["names"] == nil)
    let chain = CertificateText.tree(of: Sample.web + "\n\n" + Sample.authority)
    #expect(chain?.elements?.count == 2)
  }

  @Test func `a renewal is shown by its fields, in a ConfigMap and in a Secret`() {
    let sources: [(String) -> String] = [{ self.map($0) }, { self.secret($0) }]
    for source in sources {
      let diff = compare(source(Sample.web), source(Sample.renewed))
      let text = diff.shown.text + diff.markdown().text + diff.json.json
      let paths = diff.objects[0].fields.map { $0.path.description }
      #expect(paths.contains { $0.hasSuffix("(certificate).notAfter") }, "\(paths)")
      #expect(text.contains("2027-11-28T12:55:58Z → 2081-08-31T12:55:58Z"), "\(text)")
      #expect(text.contains("f1 → 1f2e3d4c5b6a"))
      #expect(text.contains("DNS:api.example.com"))
      #expect(!text.contains("MII") && !text.contains("<hidden:"), "\(text)")
      // What is alike is not said.
      #expect(!text.contains("subject"))
    }
  }

  @Test func `one that comes or goes is shown as what it is`() {
    let diff = compare(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ca}\ndata: {a: b}\n",
      map(Sample.web).replacing("data:\n", with: "data:\n  a: b\n"))
    #expect(diff.shown.text.contains(#"(absent) → {"subject":"CN=web.example.com"#))
    #expect(!diff.shown.text.contains("MII"))
  }

  @Test func `line breaks alone are a layout`() {
    let joined = Sample.web.split(separator: "\n").dropFirst().dropLast().joined()
    let other = "-----BEGIN CERTIFICATE-----\n\(joined)\n-----END CERTIFICATE-----"
    let diff = compare(map(Sample.web), map(other))
    #expect(diff.objects[0].fields.map(\.cause) == [.layout])
    #expect(diff.shown.text.contains("the same certificates, laid out otherwise"))
    #expect(diff.markdown().text.contains("the same certificates, laid out otherwise"))
  }

  @Test func `a private key is shown nowhere, also beside a certificate`() {
    let key = { (body: String) in
      "-----BEGIN PRIVATE KEY-----\n\(body)\n-----END PRIVATE KEY-----"
    }
    let bodies = ["TUhjQ0FRRUVJSGVs", "TUhjQ0FRRUVJSXdv"]
    let sources: [(String) -> String] = [
      { self.secret(Sample.web + "\n" + key($0)) }, { self.secret(key($0), key: "tls.key") },
      { self.map(Sample.web + "\n" + key($0)) }, { self.map(key($0)) },
    ]
    for source in sources {
      let diff = compare(source(bodies[0]), source(bodies[1]))
      #expect(diff.objects.count == 1)
      let text = diff.shown.text + diff.markdown().text + diff.json.json
      for body in bodies {
        #expect(!text.contains(body), "\(text)")
        #expect(!text.contains(Base64.encode(Array(body.utf8)).dropLast(4)), "\(text)")
      }
    }
  }

  @Test func `a text that only begins like one is compared as a text`() {
    #expect(CertificateText.tree(of: "") == nil)
    #expect(CertificateText.tree(of: "LS0tLS1CRUdJTi") == nil)
    #expect(CertificateText.tree(of: "-----BEGIN CERTIFICATE-----\n") == nil)
    #expect(CertificateText.tree(of: Sample.web + "\npassword: hunter2") == nil)
    #expect(
      CertificateText.tree(of: Sample.web.replacing("MII", with: "MIJ")) == nil)
  }

  @Test(arguments: 0..<40)
  func `spoilt certificates are read or not, and nothing else happens`(_ seed: UInt64) throws {
    let body = Sample.web.split(separator: "\n").dropFirst().dropLast().joined()
    let der = try #require(Base64.decode(body))
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<200 {
      var bytes = der
      for _ in 0...random(4) { bytes[random(bytes.count)] = UInt8(random(256)) }
      if random(3) == 0 { bytes.removeLast(random(bytes.count)) }
      _ = Certificate(der: bytes)
    }
  }
}
