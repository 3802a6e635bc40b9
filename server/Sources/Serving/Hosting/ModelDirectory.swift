package import Inference
import Glibc

/// Finds the package that is to be served below a directory of packages.
package struct ModelDirectory: Sendable {
  private let selection: ModelSelection

  package init(_ selection: ModelSelection) { self.selection = selection }

  /// A package that is there, and what tells it from itself after a change.
  package struct Candidate: Sendable, Equatable {
    /// The directory of the version.
    package var path: String
    /// The names, places, sizes and times of its files.
    package var fingerprint: String
  }

  /// The package of the version that is configured, or else of the newest.
  ///
  /// - Throws: ``ModelLoadError`` when there is none.
  package func candidate() throws(ModelLoadError) -> Candidate {
    let version = if let named = selection.version { named } else { try newestVersion() }
    let path = ModelPackage.directory(
      in: selection.directory, name: selection.name, version: version)
    guard let names = entries(of: path) else {
      throw ModelLoadError("\(path) is not there: \(selection.name) has no version \(version)")
    }
    let files = names.sorted().map { name -> String in
      var status = stat()
      guard stat("\(path)/\(name)", &status) == 0 else { return name }
      let time = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
      return "\(name) \(status.st_dev) \(status.st_ino) \(status.st_size) \(time)"
    }
    return Candidate(path: path, fingerprint: ([path] + files).joined(separator: "\n"))
  }

  private func newestVersion() throws(ModelLoadError) -> String {
    let path = "\(selection.directory)/\(selection.name)"
    let versions = (entries(of: path) ?? []).filter { version in
      access("\(path)/\(version)/manifest.json", F_OK) == 0
    }
    guard let newest = versions.max(by: Self.isOlder) else {
      throw ModelLoadError("\(path) has no version with a manifest.json")
    }
    return newest
  }

  /// Compares versions as numbers with points between, `1.10.0` after `1.9.3`.
  static func isOlder(_ one: String, _ other: String) -> Bool {
    let (numbers, others) = (parts(one), parts(other))
    for (part, otherPart) in zip(numbers, others) where part != otherPart {
      switch (Int(part), Int(otherPart)) {
      case (let number?, let otherNumber?): return number < otherNumber
      case (nil, nil): return part < otherPart
      // A word is older than a number: 1.rc is before 1.0.
      case (let number, _): return number == nil
      }
    }
    return numbers.count < others.count
  }

  private static func parts(_ version: String) -> [Substring] { version.split(separator: ".") }

  /// The names in a directory; those that begin with a point are left out.
  private func entries(of path: String) -> [String]? {
    guard let directory = opendir(path) else { return nil }
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
