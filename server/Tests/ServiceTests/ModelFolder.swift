import Crypto
import FoundationEssentials

/// A directory of this package's model packages, for one test to spoil.
struct ModelFolder {
  private let scratch: ScratchDirectory
  var path: String { scratch.path }

  /// The model packages as they are.
  static var original: String {
    #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/models"
  }

  /// - Parameter versions: the packages that are there from the beginning.
  init(_ versions: ModelVersion...) throws {
    scratch = try ScratchDirectory()
    for version in versions { try install(version) }
  }

  /// Puts a package there, as one step.
  ///
  /// - Parameters:
  ///   - version: what the copy calls itself; nil for what the package is called.
  ///   - spoil: changes the copy before it is there.
  func install(
    _ model: ModelVersion, as version: String? = nil,
    _ spoil: (ModelCopy) throws -> Void = { _ in }
  ) throws {
    let files = FileManager.default
    let staging = try ScratchDirectory()
    let copy = ModelCopy(directory: "\(staging.path)/package")
    try files.copyItem(
      atPath: "\(Self.original)/\(model.name)/\(model.version)", toPath: copy.directory)
    if let version {
      try copy.replace(
        "\"version\": \"\(model.version)\"", with: "\"version\": \"\(version)\"",
        in: "manifest.json")
    }
    try spoil(copy)
    try files.createDirectory(
      atPath: "\(path)/\(model.name)", withIntermediateDirectories: true)
    try files.moveItem(
      atPath: copy.directory, toPath: "\(path)/\(model.name)/\(version ?? model.version)")
  }

  func remove(_ model: ModelVersion) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(model.name)/\(model.version)")
  }
}

/// A package that this repository has.
struct ModelVersion {
  var name: String
  var version: String

  static let sentiment = ModelVersion(name: "sentiment", version: "1.3.0")
  static let loanDefault = ModelVersion(name: "loan-default", version: "2.1.0")
}

/// A copy of a package.
struct ModelCopy {
  let directory: String

  /// Changes a file, and its hash in the manifest with it.
  func change(_ name: String, _ change: (inout [UInt8]) throws -> Void) throws {
    let old = try bytes(name)
    var new = old
    try change(&new)
    try Data(new).write(to: URL(filePath: "\(directory)/\(name)"))
    let manifest = try String(decoding: bytes("manifest.json"), as: UTF8.self)
    guard name != "manifest.json", manifest.contains(Self.digest(old)) else { return }
    try replace(Self.digest(old), with: Self.digest(new), in: "manifest.json")
  }

  /// Replaces the first place where a file says `old`.
  func replace(_ old: String, with new: String, in name: String) throws {
    try change(name) { bytes in
      guard let place = bytes.firstRange(of: Array(old.utf8)) else {
        throw ServiceFailure("\(name) does not say \(old)")
      }
      bytes.replaceSubrange(place, with: Array(new.utf8))
    }
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: "\(directory)/\(name)")))
  }

  private static func digest(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
