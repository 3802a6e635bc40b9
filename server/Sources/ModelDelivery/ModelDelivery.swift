import FoundationEssentials
import Glibc
package import Inference

/// Delivers a package to where a service looks for it: fetched aside, checked as the service would,
/// and renamed, so that nobody ever sees a part of it.
package struct ModelDelivery: Sendable {
  private let models: String
  private let name: String
  private let version: String?
  private let check: PackageCheck
  private let registry: ModelRegistry?
  private let trust: String?

  /// - Parameters:
  ///   - models: the directory of all packages, as `<name>/<version>/`.
  ///   - name: what the package must be called.
  ///   - version: what its version must be; nil for whichever it is.
  ///   - registry: asked where a source is a registered model.
  ///   - trust: the file of the authorities that may vouch for an archive's place.
  package init(
    into models: String, name: String, version: String?, check: PackageCheck,
    registry: ModelRegistry? = nil, trust: String? = nil
  ) {
    self.models = models.hasSuffix("/") ? String(models.dropLast()) : models
    self.name = name
    self.version = version
    self.check = check
    self.registry = registry
    self.trust = trust
  }

  /// Delivers the package, unless it is there.
  ///
  /// - Returns: a line that says what was delivered.
  package func deliver(_ source: ModelSource) async throws(DeliveryError) -> String {
    if let version, let line = try? check.run("\(models)/\(name)/\(version)") {
      return "\(line), was there"
    }
    let parent = "\(models)/\(name)"
    let staging = "\(parent)/.fetch-\(UInt64.random(in: .min ... .max))"
    do {
      try FileManager.default.createDirectory(
        atPath: staging, withIntermediateDirectories: true)
    } catch {
      throw DeliveryError("\(staging) cannot be made: \(errorText())")
    }
    defer { try? FileManager.default.removeItem(atPath: staging) }
    removeRemains(in: parent)
    let origin = PackageOrigin(source: source, registry: registry, trust: trust)
    try await origin.fetch(into: staging, version: version)
    let (line, found) = try checked(staging)
    try move(staging, to: "\(parent)/\(found)")
    return line
  }

  private func checked(
    _ directory: String
  ) throws(DeliveryError) -> (line: String, version: String) {
    do throws(ModelLoadError) {
      let line = try check.run(directory)
      let manifest = try ModelPackage.read(at: directory).manifest
      guard manifest.name == name, version == nil || manifest.version == version else {
        let wanted = version.map { "\(name) \($0)" } ?? name
        throw ModelLoadError(
          "manifest.json: says \(manifest.name) \(manifest.version), and \(wanted) is wanted")
      }
      return (line, manifest.version)
    } catch {
      throw DeliveryError(error.description)
    }
  }

  private func move(_ staging: String, to path: String) throws(DeliveryError) {
    if rename(staging, path) == 0 { return }
    guard errno == ENOTEMPTY || errno == EEXIST else {
      throw DeliveryError("\(path) cannot be made: \(errorText())")
    }
    // Another pod was faster, or what is there is wrong.
    if (try? check.run(path)) != nil {
      guard manifest(of: path) == manifest(of: staging) else {
        throw DeliveryError("\(path) is there with another manifest: a version never changes")
      }
      return
    }
    let aside = "\(staging)-wrong"
    guard rename(path, aside) == 0 else {
      throw DeliveryError("\(path) is wrong and cannot be put aside: \(errorText())")
    }
    defer { try? FileManager.default.removeItem(atPath: aside) }
    guard rename(staging, path) == 0 else {
      throw DeliveryError("\(path) cannot be made: \(errorText())")
    }
  }

  private func manifest(of directory: String) -> Data? {
    FileManager.default.contents(atPath: "\(directory)/manifest.json")
  }

  /// Removes what was left by those that were killed an hour ago or earlier.
  private func removeRemains(in parent: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(".fetch-") {
      var status = stat()
      guard stat("\(parent)/\(name)", &status) == 0, status.st_mtim.tv_sec < time(nil) - 3600
      else { continue }
      try? FileManager.default.removeItem(atPath: "\(parent)/\(name)")
    }
  }
}
