import Diagnostics
import Kustomize
import YAML

/// Reads the paths of a kustomization as they are written in a directory of another depth.
///
/// What stays in the source's directory stands in the same place of the target's; what leads out of it leads to
/// the same directory from there.
struct PathRebasing: Sendable {
  /// The source's directory, and the target's.
  let (source, target): (String, String)
  /// The texts that the target has, which are right as they are.
  var known: Set<String> = []

  /// Nil where both stand equally deep, so that paths are the same from either.
  init?(from source: String, to target: String) {
    guard source.split(separator: "/").count != target.split(separator: "/").count else {
      return nil
    }
    (self.source, self.target) = (source, target)
  }

  /// A text of a file of the source, which may be a path or end with one behind a `=`.
  func rebased(_ text: String, in file: String, _ words: EnvironmentWords) -> String {
    let start = text.firstIndex(of: "=").map { text.index(after: $0) } ?? text.startIndex
    let path = text[start...]
    guard path.hasPrefix("../"), !path.contains(where: \.isWhitespace),
      !known.contains(words.toTarget(text))
    else { return text }
    let directory = TreePath.parent(of: file)
    let meant = TreePath.cleaned(TreePath.join(directory, String(path)))
    guard !meant.hasPrefix(".."), TreePath.isInside(directory, source),
      !TreePath.isInside(meant, source)
    else { return text }
    let inner = directory.dropFirst(source.count).drop { $0 == "/" }
    let slash = path.hasSuffix("/") ? "/" : ""
    return text[..<start]
      + Self.way(from: TreePath.join(target, String(inner)), to: meant) + slash
  }

  private static func way(from directory: String, to path: String) -> String {
    let (left, right) = (directory.split(separator: "/"), path.split(separator: "/"))
    let common = zip(left, right).prefix { $0 == $1 }.count
    return
      (Array(repeating: "..", count: left.count - common) + right.dropFirst(common))
      .joined(separator: "/")
  }
}

extension MergedFile {
  /// The file with its paths as another directory has them, each where it stood.
  func rebased(by rebasing: PathRebasing?, _ words: EnvironmentWords) -> MergedFile {
    guard let rebasing, kind == .kustomization else { return self }
    var file = self
    file.documents = documents.map { document in
      var document = document
      document.root = document.root.mappingTexts { rebasing.rebased($0, in: self.file.path, words) }
      return document
    }
    return file
  }

  /// All texts of the file's values.
  var texts: Set<String> {
    var texts: Set<String> = []
    for document in documents {
      _ = document.root.mappingTexts {
        texts.insert($0)
        return $0
      }
    }
    return texts
  }
}

extension Node {
  /// The node with each text in it replaced, and nothing else.
  fileprivate func mappingTexts(_ change: (String) -> String) -> Node {
    switch content {
    case .scalar(var scalar):
      guard scalar.type == .string else { return self }
      let text = change(scalar.text)
      guard text != scalar.text else { return self }
      scalar.text = text
      return Node(scalar, origin: origin)
    case .sequence(let elements):
      return Node(elements.map { $0.mappingTexts(change) }, origin: origin)
    case .mapping(let mapping):
      let entries = mapping.entries.map {
        Mapping.Entry(key: $0.key, value: $0.value.mappingTexts(change))
      }
      return Node(Mapping(entries: entries), origin: origin)
    }
  }
}
