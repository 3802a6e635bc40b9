package import Diagnostics
import Values

/// Arithmetic on the paths of a tree: relative to its root, `/` between components.
package enum TreePath {
  /// Everything before the last component; the root's parent is the root.
  package static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(path[..<slash])
  }

  /// The last component.
  package static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// A path under a directory.
  package static func join(_ directory: String, _ name: String) -> String {
    directory.isEmpty ? name : "\(directory)/\(name)"
  }

  /// Whether `path` is `directory` or stands under it.
  package static func isInside(_ path: String, _ directory: String) -> Bool {
    guard !directory.isEmpty else { return true }
    guard path.utf8.starts(with: directory.utf8) else { return false }
    let rest = path.utf8.dropFirst(directory.utf8.count)
    return rest.isEmpty || rest.first == UInt8(ascii: "/")
  }

  /// Paths with all directories above them, the root among them.
  package static func withParents(of paths: [String]) -> Set<String> {
    paths.reduce(into: []) { places, path in
      var place = path
      while places.insert(place).inserted, !place.isEmpty { place = parent(of: place) }
    }
  }

  /// The components without empty ones and `.`.
  static func components(_ path: String) -> [Substring] {
    path.split(atByte: "/").filter { !$0.isEmpty && $0 != "." }
  }

  /// The path with `.`, `..` and doubled slashes taken out, by text alone.
  ///
  /// Leading `..` remain.
  package static func cleaned(_ path: String) -> String {
    if isClean(path) { return path }
    var result: [Substring] = []
    for component in components(path) {
      if component == "..", let last = result.last, last != ".." {
        result.removeLast()
      } else {
        result.append(component)
      }
    }
    return result.joined(separator: "/")
  }

  /// Whether no component is empty or begins with a dot, as those of most paths.
  private static func isClean(_ path: String) -> Bool {
    let bytes = path.utf8.span
    var isBeginning = true
    for index in bytes.indices {
      let isSlash = bytes[index] == UInt8(ascii: "/")
      if isBeginning, isSlash || bytes[index] == UInt8(ascii: ".") { return false }
      isBeginning = isSlash
    }
    return !isBeginning
  }
}

extension SourceFile {
  /// The file's path in the tree that it was read from.
  ///
  /// It is the path that people are told, but for the slash that makes a path absolute: the tree of a
  /// whole file system has no other paths.
  package var treePath: String { path.hasPrefix("/") ? String(path.utf8.dropFirst()) ?? "" : path }
}
