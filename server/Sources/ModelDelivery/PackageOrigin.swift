import FoundationEssentials
import Inference
import NIOCore
import NIOHTTP1
import OutboundHTTP

/// Brings the files of a package into a directory of their own.
struct PackageOrigin {
  let source: ModelSource
  /// Asked where the source is a registered model.
  let registry: ModelRegistry?
  /// The authorities that may vouch for what an archive comes from; nil for the system's.
  let trust: String?

  /// - Parameters:
  ///   - directory: empty.
  ///   - version: of the package, where it is known.
  func fetch(into directory: String, version: String?) async throws(DeliveryError) {
    switch source {
    case .registry(let name, let wanted):
      guard let registry else { throw DeliveryError("models:/\(name) needs MLFLOW_TRACKING_URI") }
      let number = try await registry.number(of: name, wanted, version: version)
      try await fetch(into: directory) { (file, sink) async throws(DeliveryError) in
        try await registry.download(file, of: name, number: number, into: sink)
      }
    case .directory(let path, let sha256):
      try await fetch(into: directory, digest: sha256) { (file, sink) throws(DeliveryError) in
        try sink.write(try contents(of: "\(path)/\(file)"))
      }
    case .archive(let location, let sha256):
      try await unpack(location, sha256, into: directory)
    }
  }

  /// Fetches the manifest, and then what it names.
  private func fetch(
    into directory: String, digest: String? = nil,
    _ fetch: (_ file: String, FileSink) async throws(DeliveryError) -> Void
  ) async throws(DeliveryError) {
    func take(_ file: String, digest: String? = nil, limit: Int = longestFile)
      async throws(DeliveryError)
    {
      let sink = try FileSink("\(directory)/\(file)", limit: limit)
      try await fetch(file, sink)
      try sink.finish()
      if let digest, sink.sha256 != digest {
        throw DeliveryError("\(file): SHA-256 is \(sink.sha256), and \(digest) is wanted")
      }
    }
    try await take("manifest.json", digest: digest, limit: longestManifest)
    let manifest: ModelManifest
    do throws(ModelLoadError) {
      manifest = try ModelManifest(json: Array(try contents(ofManifest: directory)))
    } catch {
      throw DeliveryError(error.description)
    }
    try await take(manifest.file)
    if let scaler = manifest.scaler { try await take(scaler.file, limit: longestManifest) }
    try await take("golden.json")
  }

  private func contents(ofManifest directory: String) throws(ModelLoadError) -> Data {
    guard let data = FileManager.default.contents(atPath: "\(directory)/manifest.json") else {
      throw ModelLoadError("manifest.json cannot be read")
    }
    return data
  }

  private func unpack(
    _ location: String, _ sha256: String, into directory: String
  ) async throws(DeliveryError) {
    let path = "\(directory)/.archive"
    let sink = try FileSink(path, limit: longestFile)
    if location.hasPrefix("/") {
      try sink.write(try contents(of: location))
    } else {
      let request: OutboundRequest
      do throws(OutboundError) {
        request = try OutboundRequest(location, trust: trust)
      } catch {
        throw DeliveryError("the address of an archive must begin with http:// or https://")
      }
      try await sink.receive("the archive") { receive in
        try await request.send(.GET, "", fields: [], timeout: .minutes(10), receive: receive)
      }
    }
    guard sink.sha256 == sha256 else {
      throw DeliveryError("the archive's SHA-256 is \(sink.sha256), and \(sha256) is wanted")
    }
    try extract(TarArchive(try contents(of: path)).files(), into: directory)
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes the files that stand beside the manifest.
  private func extract(
    _ files: [(name: String, bytes: Data)], into directory: String
  ) throws(DeliveryError) {
    func split(_ name: String) -> (folder: Substring, file: Substring) {
      let end = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
      return (name[..<end], name[end...])
    }
    let folders = files.map { split($0.name) }.filter { $0.file == "manifest.json" }.map(\.folder)
    guard folders.count == 1 else {
      throw DeliveryError("the archive has \(folders.count) files manifest.json, and one is wanted")
    }
    for (name, bytes) in files where split(name).folder == folders[0] {
      let file = split(name).file
      guard !file.isEmpty, !file.hasPrefix(".") else { continue }
      let sink = try FileSink("\(directory)/\(file)", limit: longestFile)
      try sink.write(bytes)
      try sink.finish()
    }
  }

  private func contents(of path: String) throws(DeliveryError) -> Data {
    do {
      return try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
    } catch {
      throw DeliveryError("\(path) cannot be read")
    }
  }
}

/// As the reader of packages has it.
private let longestManifest = 1 << 20
private let longestFile = 1 << 31
