import Diagnostics
import Kustomize
import YAML

/// A path of directories as pipeline.yaml may write it: `*` stands for any name or a part of one,
/// `{app}` for one that is the app's, and `{cluster}` for one that is the cluster's.
///
/// None stands for more than one segment, and a name that begins with a dot is met by none that does
/// not begin with one too, as in a shell.
struct PathPattern {
  /// What the file says, where it says it.
  let text: SourcedText
  private let segments: [Segment]

  /// - Parameter directory: what the path is relative to.
  /// - Throws: ``Malformed`` where the text is no pattern.
  init(_ text: SourcedText, below directory: String) throws(Malformed) {
    self.text = text
    let path = TreePath.cleaned(TreePath.join(directory, text.value))
    guard !path.hasPrefix("..") else { throw Malformed("\"\(text.value)\" leads out of the tree") }
    var segments: [Segment] = []
    for part in path.split(separator: "/") {
      segments.append(try Segment(String(part)))
    }
    for name in PlaceName.allCases where segments.count(where: { $0.names(name) }) > 1 {
      throw .twice(name, in: text.value)
    }
    self.segments = segments
  }

  /// Why a text is no pattern.
  struct Malformed: Error {
    var message: String
    var help: String?

    init(_ message: String, help: String? = nil) {
      self.message = message
      self.help = help
    }

    fileprivate static func twice(_ name: PlaceName, in text: String) -> Malformed {
      Malformed(
        "\"\(text)\" names the \(name.rawValue) twice", help: "write * for the other one")
    }
  }

  /// Whether it is one path and no other.
  var isLiteral: Bool { segments.allSatisfy(\.isLiteral) }
  /// What else it says of a directory than its path.
  var names: [PlaceName] {
    PlaceName.allCases.filter { name in segments.contains { $0.names(name) } }
  }
  /// The pattern from the tree's root.
  var path: String { segments.map(\.text).joined(separator: "/") }

  /// A directory that fits.
  struct Match: Hashable {
    var path: String
    /// What `{app}` stands for; empty where the pattern has none.
    var app = ""
    /// What `{cluster}` stands for; empty where the pattern has none.
    var cluster = ""
    /// What each `*` and `{cluster}` stands for.
    var rest: [String] = []

    /// What a pattern stands for in a path that has one name more.
    fileprivate func followed(by path: String, _ parts: Segment.Parts) -> Match {
      Match(
        path: path, app: parts.app ?? app, cluster: parts.cluster ?? cluster,
        rest: rest + parts.rest)
    }
  }

  /// The directories of a tree that fit, by path; where there is none, the pattern that may be meant.
  func matches(
    in workspace: Workspace, under root: String = ""
  ) throws(PipelineError) -> (found: [Match], meant: String?) {
    var found = [Match(path: root)]
    for (index, segment) in segments.enumerated() {
      var next: [Match] = []
      for match in found { next += try segment.matches(below: match, in: workspace) }
      guard !next.isEmpty else {
        var names: [String] = []
        for match in found {
          names += try workspace.directories(in: match.path).map(TreePath.name(of:))
        }
        let meant = segment.isLiteral ? Spelling.nearest(to: segment.text, among: names) : nil
        return ([], meant.map { spelled(replacing: index, by: $0) })
      }
      found = next
    }
    return (found, nil)
  }

  /// The directory that all which fits stands in, as far as it is written down.
  var literalRoot: String {
    segments.dropLast().prefix(while: \.isLiteral).map(\.text).joined(separator: "/")
  }

  /// What the parts of the pattern stand for in the path of a file; nil where it does not fit.
  func match(file path: String) -> Match? {
    let names = path.split(separator: "/").map(String.init)
    guard names.count == segments.count else { return nil }
    var match = Match(path: path)
    for (segment, name) in zip(segments, names) {
      guard let parts = segment.match(name) else { return nil }
      match = match.followed(by: path, parts)
    }
    return match
  }

  /// Whether a directory of a tree fits, or stands below one that does.
  func covers(_ path: String, under root: String = "") -> Bool {
    guard TreePath.isInside(path, root) else { return false }
    let depth = root.split(separator: "/").count
    let names = path.split(separator: "/").dropFirst(depth).map(String.init)
    guard names.count >= segments.count else { return false }
    return zip(segments, names).allSatisfy { $0.match($1) != nil }
  }

  /// The pattern as the file would write it, with another name for one of its segments.
  private func spelled(replacing index: Int, by name: String) -> String {
    // Steps out of the file's directory are no segments: the written ones end alike.
    var written = text.value.split(separator: "/").map(String.init)
    let place = written.count - (segments.count - index)
    guard written.indices.contains(place), written[place] == segments[index].text else {
      return name
    }
    written[place] = name
    return written.joined(separator: "/")
  }
}

/// What a part of a path may say of a directory.
enum PlaceName: String, CaseIterable {
  /// The app that it is part of.
  case app
  /// The cluster that it is applied to.
  case cluster

  /// As a pattern writes it.
  var placeholder: String { "{\(rawValue)}" }
}

/// One name of a pattern.
private struct Segment {
  let text: String
  private let pieces: [Piece]

  private enum Piece: Hashable {
    case text(String)
    case anything
    case name(PlaceName)
  }

  /// What the pieces stand for in a name.
  struct Parts {
    var app: String?
    var cluster: String?
    var rest: [String] = []
  }

  var isLiteral: Bool {
    pieces.allSatisfy { if case .text = $0 { true } else { false } }
  }

  func names(_ name: PlaceName) -> Bool { pieces.contains(.name(name)) }

  init(_ text: String) throws(PathPattern.Malformed) {
    self.text = text
    guard !text.contains("**") else {
      throw .init(
        "\"\(text)\" is no part of a pattern",
        help: "* stands for one name; write one for each level")
    }
    var pieces: [Piece] = []
    var rest = Substring(text)
    while let next = rest.firstIndex(where: { "*{}".contains($0) }) {
      if next > rest.startIndex { pieces.append(.text(String(rest[..<next]))) }
      rest = rest[next...]
      if rest.hasPrefix("*") {
        pieces.append(.anything)
        rest = rest.dropFirst()
      } else if let name = PlaceName.allCases.first(where: { rest.hasPrefix($0.placeholder) }) {
        guard !pieces.contains(.name(name)) else { throw .twice(name, in: text) }
        pieces.append(.name(name))
        rest = rest.dropFirst(name.placeholder.count)
      } else {
        let end = rest.firstIndex(of: "}").map { rest.index(after: $0) } ?? rest.endIndex
        throw .init(
          "a path knows no \(rest[..<end])",
          help: "{app} names the app, {cluster} the cluster, * stands for any name")
      }
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
    // Trying all ways of more takes time that grows with their power.
    guard pieces.count(where: { $0 == .anything }) <= 2 else {
      throw .init("\"\(text)\" holds more than two *")
    }
    self.pieces = pieces
  }

  func matches(
    below match: PathPattern.Match, in workspace: Workspace
  ) throws(PipelineError) -> [PathPattern.Match] {
    if isLiteral {
      let path = TreePath.join(match.path, text)
      guard try workspace.leadsToDirectory(path) else { return [] }
      return [match.followed(by: path, Parts())]
    }
    var found: [PathPattern.Match] = []
    for path in try workspace.directories(in: match.path) {
      guard let parts = self.match(TreePath.name(of: path)) else { continue }
      found.append(match.followed(by: path, parts))
    }
    return found
  }

  /// What the pieces stand for in a name; nil where it does not fit.
  func match(_ name: String) -> Parts? {
    if name.hasPrefix("."), !text.hasPrefix(".") { return nil }
    return Self.match(name[...], pieces[...])
  }

  private static func match(_ name: Substring, _ pieces: ArraySlice<Piece>) -> Parts? {
    guard let piece = pieces.first else { return name.isEmpty ? Parts() : nil }
    let others = pieces.dropFirst()
    if case .text(let text) = piece {
      return name.hasPrefix(text) ? match(name.dropFirst(text.count), others) : nil
    }
    // The longest that lets the rest fit.
    for end in name.indices.reversed().map({ name.index(after: $0) }) + [name.startIndex] {
      let own = String(name[..<end])
      if piece != .anything, own.isEmpty { continue }
      guard var parts = match(name[end...], others) else { continue }
      switch piece {
      case .name(.app): parts.app = own
      case .name(.cluster):
        parts.cluster = own
        parts.rest.insert(own, at: 0)
      case .anything, .text: parts.rest.insert(own, at: 0)
      }
      return parts
    }
    return nil
  }
}

extension Workspace {
  /// The directories in a directory, by path.
  fileprivate func directories(in directory: String) throws(PipelineError) -> [String] {
    guard try isDirectory(directory) else { return [] }
    var found: [String] = []
    for name in try names(in: directory) {
      let path = TreePath.join(directory, name)
      if try leadsToDirectory(path) { found.append(path) }
    }
    return found
  }

  /// Whether a path is a directory, or a link to one.
  fileprivate func leadsToDirectory(_ path: String) throws(PipelineError) -> Bool {
    switch try entry(at: path) {
    case .directory: return true
    case .symbolicLink(let target) where !target.hasPrefix("/"):
      let meant = TreePath.cleaned(TreePath.join(TreePath.parent(of: path), target))
      return try isDirectory(meant)
    default: return false
    }
  }
}
