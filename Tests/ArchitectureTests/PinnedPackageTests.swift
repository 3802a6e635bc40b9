import TestKit
import Testing

/// A build from nothing takes the packages that were tested.
struct PinnedPackageTests {
  @Test(arguments: ["", "server/"])
  func `each package that was resolved has its version in the manifest`(package: String) throws {
    // SwiftPM writes it when it resolves; the server's is there once the server was built.
    guard let resolved = try? PackageFiles().text(of: "\(package)Package.resolved") else { return }
    let versions = try Manifest(package).versions
    let pins = resolved.matches(
      of: /"identity" : "([^"]+)"[^}]*?"state" : \{[^}]*?"version" : "([^"]+)"/)
    #expect(!pins.isEmpty)
    for pin in pins {
      #expect(
        versions[String(pin.1)] == String(pin.2),
        "\(package)Package.swift must name \(pin.1) with its exact version")
    }
  }
}
