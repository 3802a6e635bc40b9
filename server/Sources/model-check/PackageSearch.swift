import FoundationEssentials
import Inference

/// The packages that a directory is or holds: itself, `VERSION/` and `NAME/VERSION/`.
///
/// - Throws: ``ModelLoadError`` if there is none, or the directory cannot be read.
func packages(below directory: String) throws(ModelLoadError) -> [String] {
  guard !isPackage(directory) else { return [directory] }
  let base = directory.hasSuffix("/") ? String(directory.dropLast()) : directory
  var found: [String] = []
  for name in try entries(of: base) {
    let child = "\(base)/\(name)"
    if isPackage(child) {
      found.append(child)
    } else if isDirectory(child) {
      found += try entries(of: child).map { "\(child)/\($0)" }.filter(isPackage)
    }
  }
  guard !found.isEmpty else {
    throw ModelLoadError("there is no manifest.json, nor one in VERSION/ or NAME/VERSION/")
  }
  return found
}

private func isPackage(_ directory: String) -> Bool {
  FileManager.default.fileExists(atPath: "\(directory)/manifest.json")
}

private func isDirectory(_ path: String) -> Bool {
  var isDirectory = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
}

/// What a directory holds, in order, but for hidden files: a mounted volume has such copies of all.
private func entries(of directory: String) throws(ModelLoadError) -> [String] {
  do {
    return try FileManager.default.contentsOfDirectory(atPath: directory)
      .filter { !$0.hasPrefix(".") }.sorted()
  } catch {
    throw ModelLoadError(
      isDirectory(directory) ? "cannot be read: \(error)" : "is not a directory")
  }
}
