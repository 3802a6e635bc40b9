import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// What Flux takes from the repository as one source.
struct FluxArtifact: Hashable, Sendable {
  /// The repository's root in the tree.
  var base: String
  /// Where its directories come from.
  var copies: [ArtifactTree.Copy]
  /// What the source says to leave out, as `.sourceignore` does.
  var ignore: String?

  /// Whether it is the repository as it is.
  var isWhole: Bool { copies == [ArtifactTree.Copy(source: base, target: "")] }
}

/// Says which of a cluster's sources are this repository.
struct FluxSources: Sendable {
  private let root: FluxSourceReference
  private let base: String
  private let objects: FluxObjects
  private let remotes: RemoteRepositories?

  /// - Parameters:
  ///   - root: the source of the cluster's first Kustomization, which is this repository.
  ///   - base: the repository's root in the tree.
  ///   - remotes: knows the URLs of this repository, where it has any.
  init(
    root: FluxSourceReference, base: String, among objects: FluxObjects,
    remotes: RemoteRepositories?
  ) {
    self.root = root
    self.base = base
    self.objects = objects
    self.remotes = remotes
  }

  /// What a source is.
  enum Meaning: Sendable {
    /// Files of this repository.
    case here(FluxArtifact)
    /// Something that this repository does not hold, in words that go on from the name.
    case elsewhere(String)
    /// An object that nothing has made so far.
    case unknown
  }

  static let group = "source.toolkit.fluxcd.io"

  /// All of the repository that the source leaves in.
  private func whole(_ source: FluxSourceReference) -> Meaning {
    let artifact = FluxArtifact(
      base: base, copies: [ArtifactTree.Copy(source: base, target: "")], ignore: ignore(of: source))
    return .here(artifact)
  }

  /// What a source says to leave out; nil where nothing is known of it.
  func ignore(of source: FluxSourceReference) -> String? {
    objects[Self.group, "GitRepository", source.id]?.root[["spec", "ignore"]]?.scalarText
  }

  func meaning(of source: FluxSourceReference) -> Meaning {
    switch source.kind {
    case "GitRepository": gitRepository(source)
    case "ExternalArtifact": artifact(source)
    default: elsewhere(source)
    }
  }

  private func elsewhere(_ source: FluxSourceReference) -> Meaning {
    let url = objects[Self.group, source.kind, source.id]?.root[["spec", "url"]]?.scalarText
    return .elsewhere("\(source.kind) \(source.id)" + (url.map { " (\($0))" } ?? ""))
  }

  private func gitRepository(_ source: FluxSourceReference) -> Meaning {
    let url = url(of: source)
    if let url, let isOwn = remotes?.isOwn(url), isOwn { return whole(source) }
    if source == root { return whole(source) }
    guard let url else {
      // Bootstrapping makes this one, which need not be committed.
      return source.id.name == "flux-system" ? whole(source) : .unknown
    }
    // A clone or a fork may know the repository by another address than the cluster does.
    if let first = self.url(of: root), Self.isSame(url, first) { return whole(source) }
    return .elsewhere("GitRepository \(source.id) (\(url))")
  }

  private func url(of source: FluxSourceReference) -> String? {
    objects[Self.group, "GitRepository", source.id]?.root[["spec", "url"]]?.scalarText
  }

  private static func isSame(_ left: String, _ right: String) -> Bool {
    RemoteAddress.repository(ofURL: left) == RemoteAddress.repository(ofURL: right)
  }

  /// An artifact that an ArtifactGenerator puts together (source.extensions.fluxcd.io).
  private func artifact(_ source: FluxSourceReference) -> Meaning {
    for generator in objects.all("ArtifactGenerator", of: "source.extensions.fluxcd.io")
    where generator.namespace == source.id.namespace {
      let artifacts = generator.root[["spec", "artifacts"]]?.elements ?? []
      guard let artifact = artifacts.first(where: { $0["name"]?.scalarText == source.id.name })
      else { continue }
      return contents(of: artifact, generator, source)
    }
    return .unknown
  }

  private func contents(
    of artifact: Node, _ generator: KubernetesObject, _ source: FluxSourceReference
  ) -> Meaning {
    var aliases: [String: FluxSourceReference] = [:]
    for entry in generator.root[["spec", "sources"]]?.elements ?? [] {
      aliases[entry["alias"]?.scalarText ?? ""] = FluxSourceReference(
        kind: entry["kind"]?.scalarText ?? "",
        id: FluxIdentity(
          namespace: entry["namespace"]?.scalarText ?? generator.namespace,
          name: entry["name"]?.scalarText ?? ""))
    }
    let shown = "ExternalArtifact \(source.id)"
    var copies: [ArtifactTree.Copy] = []
    var ignores: Set<String?> = []
    for entry in artifact["copy"]?.elements ?? [] {
      guard let from = Self.split(entry["from"]?.scalarText ?? ""),
        let to = Self.split(entry["to"]?.scalarText ?? ""), let alias = aliases[from.alias]
      else { return .elsewhere("\(shown), whose copies cannot be read") }
      guard case .here(let inner) = meaning(of: alias), inner.isWhole else {
        return .elsewhere("\(shown), which is made of \(alias.kind) \(alias.id)")
      }
      guard from.path.hasSuffix("/**") || from.path == "**" else {
        return .elsewhere("\(shown), which copies by the pattern \(from.path)")
      }
      ignores.insert(inner.ignore)
      copies.append(
        ArtifactTree.Copy(
          source: TreePath.cleaned(TreePath.join(base, String(from.path.dropLast(2)))),
          target: TreePath.cleaned(to.path)))
    }
    guard let ignore = ignores.first else { return .elsewhere("\(shown), which copies nothing") }
    guard ignores.count == 1 else {
      return .elsewhere("\(shown), whose sources leave out different files")
    }
    return .here(FluxArtifact(base: base, copies: copies, ignore: ignore))
  }

  /// `@alias/path` taken apart.
  private static func split(_ text: String) -> (alias: String, path: String)? {
    guard text.hasPrefix("@") else { return nil }
    let parts = text.dropFirst().split(
      separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
  }
}
