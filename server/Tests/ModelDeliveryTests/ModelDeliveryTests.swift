import FoundationEssentials
import Testing

@testable import ModelDelivery

/// A package is there as a whole and right, or not at all.
struct ModelDeliveryTests {
  private let source = ModelSource.directory(Loan.directory, sha256: nil)

  private func isThere(_ models: Models) throws -> Bool {
    try models.files == Loan.delivered + Loan.names.map { "loan-default/2.1.0/\($0)" }
  }

  @Test func `a directory is delivered under the name and version of its manifest`() async throws {
    let models = try Models()
    let line = try await models.delivery().deliver(source)
    #expect(line.hasPrefix("loan-default 2.1.0: ok, "))
    #expect(try isThere(models))
  }

  @Test func `what is there and right is left as it is`() async throws {
    let models = try Models()
    _ = try await models.delivery().deliver(source)
    let line = try await models.delivery("2.1.0").deliver(.directory("/nowhere", sha256: nil))
    #expect(line.hasSuffix(", was there"))
  }

  @Test func `what is there and wrong is replaced`() async throws {
    let models = try Models()
    let directory = "\(models.path)/loan-default/2.1.0"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try Data("{".utf8).write(to: URL(filePath: "\(directory)/manifest.json"))
    _ = try await models.delivery("2.1.0").deliver(source)
    #expect(try isThere(models))
  }

  @Test func `an archive is delivered by its digest`() async throws {
    let archive = tar(Loan.names.map { ("package/\($0)", Loan.file($0) ?? []) })
    let models = try Models()
    let path = "\(models.path)/../\(UInt64.random(in: 0 ... .max)).tar"
    try Data(archive).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let wrong = String(repeating: "0", count: 64)
    await #expect(
      throws: DeliveryError(
        "the archive's SHA-256 is \(sha256(archive)), and \(wrong) is wanted")
    ) { try await models.delivery().deliver(.archive(path, sha256: wrong)) }
    #expect(try models.files == ["loan-default"])
    _ = try await models.delivery().deliver(.archive(path, sha256: sha256(archive)))
    #expect(try isThere(models))
  }

  @Test func `another name, version or digest is refused`() async throws {
    let models = try Models()
    await #expect(
      throws: DeliveryError(
        "manifest.json: says loan-default 2.1.0, and loan-default 2.2.0 is wanted")
    ) { try await models.delivery("2.2.0").deliver(source) }
    let zeros = String(repeating: "0", count: 64)
    await #expect(throws: DeliveryError.self) {
      try await models.delivery().deliver(.directory(Loan.directory, sha256: zeros))
    }
    #expect(try models.files == ["loan-default"])
  }
}
