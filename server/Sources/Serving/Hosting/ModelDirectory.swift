package import Inference
import Glibc

/// Finds the package that is to be served below a directory of packages.
package struct ModelDirectory: Sendable {
  private let selection: ModelSelection

  package init(_ selection: ModelSelection) { self.selection = selection }

  /// The model's name.
  var name: String { selection.name }

  /// A package that is there, and what tells it from itself after a change.
  package struct Candidate: Sendable, Equatable {
    /// The directory of the version.
    package var path: String
    /// The names, places, sizes and times of its files.
    package var fingerprint: String
  }

  /// The package of the version that is configured, or else those of all versions, the newest first.
  ///
  /// - Throws: ``ModelLoadError`` when there is none.
  package func candidates() throws(ModelLoadError) -> [Candidate] {
    if let version = selection.version { return [try candidate(version)] }
    let path = "\(selection.directory)/\(selection.name)"
    let versions = try entries(of: path).filter { version in
      access("\(path)/\(version)/manifest.json", F_OK) == 0
    }
    guard !versions.isEmpty else {
      throw ModelLoadError("\(path) has no version with a manifest.json")
    }
    let newestFirst = versions.map { (ModelVersion($0), $0) }.sorted { $0.0 > $1.0 }
    var candidates: [Candidate] = []
    for (_, version) in newestFirst { candidates.append(try candidate(version)) }
    return candidates
  }

  private func candidate(_ version: String) throws(ModelLoadError) -> Candidate {
    let path = ModelPackage.directory(
      in: selection.directory, name: selection.name, version: version)
    let names = try entries(of: path)
    if names.isEmpty, access(path, F_OK) != 0 {
      throw ModelLoadError("\(path) is not there: \(selection.name) has no version \(version)")
    }
    let files = names.sorted().map { name in
      "\(name) \(FileFingerprint.of("\(path)/\(name)") ?? "")"
    }
    return Candidate(path: path, fingerprint: ([path] + files).joined(separator: "\n"))
  }

  /// The names in a directory, none where it is not there; those that begin with a point are left
  /// out.
  private func entries(of path: String) throws(ModelLoadError) -> [String] {
    guard let directory = opendir(path) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
      throw ModelLoadError("\(path) cannot be read: \(reason)")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}
