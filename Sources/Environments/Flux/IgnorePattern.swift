import Kustomize

/// A line of `.sourceignore` or of a source's `spec.ignore`, as Flux's source-controller reads it.
///
/// That is gitignore's notation with one difference that its users build on: each file is asked for by
/// its whole path, so that `!/deploy` brings back what `/*` took. A `**` beside other letters fits
/// nothing, and `*`, `?` and sets are those of Go's `path.Match`.
struct IgnorePattern {
  /// Whether it brings back what others leave out.
  let includes: Bool
  private let isForDirectories: Bool
  /// Whether it is held against a path from its directory, and not against any name.
  private let isPath: Bool
  private let names: [Name]
  /// The directory that it is relative to, by its names.
  private let directory: [Substring]

  private enum Name {
    case nothing, anyDepth
    case pattern(ShellPattern)
    /// What fits nothing.
    case impossible
  }

  /// The patterns of a text, a line each.
  static func patterns(of text: String, in directory: String) -> [IgnorePattern] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let isBlank = line.allSatisfy(\.isWhitespace)
      return isBlank || line.hasPrefix("#") ? nil : IgnorePattern(line, in: directory)
    }
  }

  private init(_ line: Substring, in directory: String) {
    var line = line
    includes = line.hasPrefix("!")
    if includes { line = line.dropFirst() }
    if !line.hasSuffix("\\ ") {
      while line.hasSuffix(" ") { line = line.dropLast() }
    }
    isForDirectories = line.hasSuffix("/")
    if isForDirectories { line = line.dropLast() }
    isPath = line.contains("/")
    self.directory = directory.split(separator: "/")
    guard isPath else {
      names = [.pattern(ShellPattern(Array(line.utf8)))]
      return
    }
    names = line.split(separator: "/", omittingEmptySubsequences: false).map { name in
      if name.isEmpty { return .nothing }
      if name == "**" { return .anyDepth }
      return name.contains("**") ? .impossible : .pattern(ShellPattern(Array(name.utf8)))
    }
  }

  /// Whether a path is one that it speaks of.
  ///
  /// - Parameters:
  ///   - path: from the root of the source, by its names; at least one.
  ///   - isDirectory: whether it leads to a directory.
  func matches(_ path: [Substring], isDirectory: Bool) -> Bool {
    guard path.count > directory.count, path.starts(with: directory) else { return false }
    let inner = path.dropFirst(directory.count)
    return isPath
      ? matchesPath(inner, isDirectory) : matchesName(inner, isDirectory)
  }

  private func matchesName(_ path: ArraySlice<Substring>, _ isDirectory: Bool) -> Bool {
    guard case .pattern(let pattern) = names[0] else { return false }
    guard let place = path.firstIndex(where: { pattern.matches($0) }) else { return false }
    return !isForDirectories || isDirectory || path[place] != path[path.endIndex - 1]
  }

  private func matchesPath(_ path: ArraySlice<Substring>, _ isDirectory: Bool) -> Bool {
    var rest = path
    var isMatched = false
    var isAnyDepth = false
    for (index, name) in names.enumerated() {
      switch name {
      case .impossible: return false
      case .nothing: isAnyDepth = false
      case .anyDepth: isAnyDepth = index < names.count - 1
      case .pattern(let pattern):
        guard !rest.isEmpty else { return false }
        if isAnyDepth {
          isAnyDepth = false
          guard let place = rest.firstIndex(where: { pattern.matches($0) }) else {
            (rest, isMatched) = ([], false)
            continue
          }
          rest = rest[(place + 1)...]
          isMatched = true
        } else {
          guard let first = rest.popFirst(), pattern.matches(first) else { return false }
          // A file has nothing below it that the rest could fit.
          isMatched = !rest.isEmpty || index == names.count - 1
        }
      }
    }
    return isMatched && (!isForDirectories || isDirectory || !rest.isEmpty)
  }
}

extension ShellPattern {
  fileprivate func matches(_ name: Substring) -> Bool { matches(Array(name.utf8)) }
}
