package import Environments
import Kubernetes
import Values

/// Reads one environment's names as names that all environments share.
///
/// The environment's own name and namespace stand for a placeholder where they are whole words, and
/// a name that a generator, a prefix or a suffix made stands for the one in the base.
package struct NameTranslation {
  private var words: [(word: String, placeholder: String)] = []
  private var baseNames: [String: String] = [:]
  /// The generator behind each generated name.
  private(set) var generators: [String: String] = [:]

  /// Knows the names of an environment's targets, or of those among them that are given.
  package init(_ environment: RenderedEnvironment, targets: [RenderedTarget]? = nil) {
    var namespaces: [(word: String, placeholder: String)] = []
    for target in targets ?? environment.targets {
      let naming = target.naming
      if let namespace = naming.namespace, !namespace.isEmpty {
        namespaces.append((namespace, "{namespace}"))
      }
      for object in target.objects {
        let generator = GeneratedName.generator(of: object)
        if let generator { generators[object.name] = generator }
        let base = Self.baseName(generator ?? object.name, in: naming)
        if base != object.name { baseNames[object.name] = base }
      }
    }
    // The longer first: a namespace may hold the environment's name.
    words = namespaces.sorted { $0.word.utf8.count > $1.word.utf8.count }
    if !environment.name.isEmpty { words.append((environment.name, "{environment}")) }
  }

  /// Knows the environment's name and nothing else.
  package init(environment name: String) {
    if !name.isEmpty { words.append((name, "{environment}")) }
  }

  private static func baseName(_ name: String, in naming: RenderedTarget.Naming) -> String {
    var name = Substring(name)
    let (prefix, suffix) = (naming.prefix, naming.suffix)
    if !prefix.isEmpty, name.hasPrefix(prefix) { name = name.dropFirst(prefix.count) }
    if !suffix.isEmpty, name.hasSuffix(suffix) { name = name.dropLast(suffix.count) }
    return String(name)
  }

  /// The text in the words of all environments.
  package func canonical(_ text: String) -> String {
    var result = baseNames[text] ?? text
    for (word, placeholder) in words {
      result = WholeWord.replacing(word, with: placeholder, in: result)
    }
    return result
  }

  /// Whether the text names something that a generator made.
  func generator(of text: String) -> String? { generators[text] }
}
