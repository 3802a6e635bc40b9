import Diagnostics
import Kubernetes
import YAML

/// An `AppProject` of argoproj.io: what its Applications may build, where they may put it, and what of it.
///
/// The rules are those of Argo CD 3.5 (docs/user-guide/projects.md): of a list that both allows and
/// denies, an entry that begins with `!` denies whatever others allow.
struct ArgoProject: Sendable {
  let object: KubernetesObject

  /// Nil for an object of another kind.
  init?(_ object: KubernetesObject) {
    guard object.gvk.group == ArgoApplication.group, object.kind == "AppProject",
      !object.name.isEmpty
    else { return nil }
    self.object = object
  }

  var name: String { object.name }

  /// What a rule says of a value.
  enum Verdict: Sendable {
    case permitted
    /// Not by what stands here, which is told.
    case denied(by: Location?)
    /// The value, or what it is compared with, is not known here.
    case unknown

    var isDenied: Bool { if case .denied = self { true } else { false } }
  }

  private func list(_ field: String) -> Node? {
    object.root["spec"]?[field].flatMap { $0.isNull ? nil : $0 }
  }

  private func place(of field: String) -> Location? {
    list(field)?.origin.location ?? object.root["spec"]?.origin.location ?? object.location
  }

  // MARK: Sources

  /// Whether Applications may take files from a repository.
  func permits(source url: String) -> Verdict {
    guard !UnknownParameter.isIn(url) else { return .unknown }
    let wanted = Self.comparable(url)
    var isAllowed = false
    for entry in list("sourceRepos")?.elements ?? [] {
      guard let text = entry.scalarText else { continue }
      let pattern = GlobPattern(Self.comparable(text.withoutDenial), separator: "/")
      guard pattern.matches(wanted) else { continue }
      if text.isDenial { return .denied(by: entry.origin.location) }
      isAllowed = true
    }
    return isAllowed ? .permitted : .denied(by: place(of: "sourceRepos"))
  }

  /// A URL as Argo CD compares it: without case, `.git`, and what ways of writing SSH differ in.
  private static func comparable(_ url: String) -> String {
    var text = url.trimmingBlanks.lowercased()
    let isSSH = text.hasPrefix("ssh://") || text.contains("@") && !text.contains("://")
    if isSSH, !text.hasPrefix("ssh://"), let colon = text.firstIndex(of: ":") {
      text.replaceSubrange(colon...colon, with: "/")
    }
    if text.hasPrefix("ssh://") { text.removeFirst("ssh://".count) }
    if text.hasSuffix(".git") { text.removeLast(".git".count) }
    return text
  }

  // MARK: Destinations

  /// Where objects are put.
  struct Destination: Hashable, Sendable {
    /// The cluster's name; empty where it is not known.
    var name: String
    /// The cluster's address; empty where it is not known.
    var server: String
    var namespace: String
  }

  /// Whether Applications may put objects there.
  func permits(_ destination: Destination) -> Verdict {
    let texts = [destination.name, destination.server, destination.namespace]
    guard !texts.contains(where: UnknownParameter.isIn) else { return .unknown }
    var isAllowed = false
    var isUnknown = false
    for entry in list("destinations")?.elements ?? [] {
      let name = Self.matches(entry["name"], destination.name)
      let server = Self.matches(entry["server"], destination.server)
      let namespace =
        destination.namespace.isEmpty
        ? true : Self.matches(entry["namespace"], destination.namespace)
      let isCluster = name ?? false || server ?? false
      if isCluster, namespace ?? false {
        isAllowed = true
        continue
      }
      let denies = [("name", name), ("server", server), ("namespace", namespace)].first {
        $0.1 == false && entry[$0.0]?.scalarText?.isDenial ?? false
      }
      if let denies { return .denied(by: entry[denies.0]?.origin.location) }
      // A cluster has both a name and an address, of which one may not be known.
      if !isCluster, namespace ?? false, name == nil || server == nil { isUnknown = true }
    }
    if isAllowed { return .permitted }
    return isUnknown ? .unknown : .denied(by: place(of: "destinations"))
  }

  /// Whether a value matches, or does not match a pattern behind `!`; nil where the value is not known.
  private static func matches(_ pattern: Node?, _ value: String) -> Bool? {
    guard let text = pattern?.scalarText else { return false }
    guard !value.isEmpty else { return text == "*" ? true : nil }
    return GlobPattern(text.withoutDenial).matches(value) != text.isDenial
  }

  // MARK: Kinds

  /// Whether Applications may bring an object.
  ///
  /// - Parameter isNamespaced: nil where nobody knows, so that both must deny it.
  func permits(_ object: KubernetesObject, isNamespaced: Bool?) -> Verdict {
    guard let isNamespaced else {
      let verdicts = [true, false].map { permits(object, isNamespaced: $0) }
      return verdicts.allSatisfy(\.isDenied) ? verdicts[0] : .unknown
    }
    let prefix = isNamespaced ? "namespace" : "cluster"
    let denials = list("\(prefix)ResourceBlacklist")
    if let denial = denials?.elements?.first(where: { Self.isFor(object, $0) }) {
      return .denied(by: denial.origin.location)
    }
    let field = "\(prefix)ResourceWhitelist"
    // Without a list, everything is allowed in namespaces, and nothing outside of them.
    guard let allowed = list(field)?.elements else {
      return isNamespaced ? .permitted : .denied(by: place(of: field))
    }
    return allowed.contains { Self.isFor(object, $0) }
      ? .permitted : .denied(by: place(of: field))
  }

  private static func isFor(_ object: KubernetesObject, _ entry: Node) -> Bool {
    let name = entry["name"]?.scalarText ?? ""
    return GlobPattern(entry["group"]?.scalarText ?? "").matches(object.gvk.group)
      && GlobPattern(entry["kind"]?.scalarText ?? "").matches(object.kind)
      && (name.isEmpty || GlobPattern(name).matches(object.name))
  }
}

extension String {
  /// Whether an entry denies what it matches.
  fileprivate var isDenial: Bool { hasPrefix("!") }

  fileprivate var withoutDenial: String { isDenial ? String(dropFirst()) : self }

  fileprivate var trimmingBlanks: String {
    let kept = drop(while: \.isWhitespace)
    let end = kept.lastIndex { !$0.isWhitespace }
    return end.map { String(kept[...$0]) } ?? ""
  }
}

/// A pattern of text as Argo CD's projects have it: `*` and `?` pass no separator, `**` passes it, and there
/// are sets as `[a-c]` and alternatives as `{a,b}`.
struct GlobPattern {
  private let patterns: [PathWildcard]
  private let isEverything: Bool

  /// - Parameter separator: what `*` does not pass; nil where it passes everything.
  init(_ text: String, separator: Character? = nil) {
    isEverything = text == "*"
    // What passes the separator somewhere is taken to pass it everywhere: that permits more.
    let crosses = separator == nil || text.contains("**")
    patterns = PathWildcard.alternatives(of: text).map {
      PathWildcard($0, crossesSlashes: crosses)
    }
  }

  func matches(_ text: String) -> Bool {
    isEverything || patterns.contains { $0.matches(text) }
  }
}
