import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Pipeline
import Relations
import Values
import YAML

extension Session {
  /// Whether what the cursor is on can be renamed: `textDocument/prepareRename`.
  mutating func prepareRename(_ parameters: Node) async throws(ResponseError) -> Node {
    guard let (cursor, environments) = try await pointed(parameters), let desk,
      let name = cursor.node.scalarText, !environments.objects(named: cursor).isEmpty
    else { return .null() }
    return .object([
      ("range", TextLines(cursor.file.bytes, desk.encoding).json(cursor.range)),
      ("placeholder", .string(name)),
    ])
  }

  /// Renames an object with all that names it: `textDocument/rename`.
  ///
  /// The edits are tried first: what would not render as before, or would break something, is refused.
  mutating func rename(_ parameters: Node) async throws(ResponseError) -> Node {
    guard let name = parameters["newName"]?.string, NameFormat.dns1123Subdomain.matches(name) else {
      throw ResponseError(.invalidParams, "a name is lower-case letters, digits, \"-\" and \".\"")
    }
    guard let (cursor, environments) = try await pointed(parameters), let desk,
      let state = checking.standing?.state, let standing = checking.standing
    else { throw ResponseError(.requestFailed, "nothing stands there that has a name") }
    let renaming = Renaming(environments.objects(named: cursor), in: environments)
    guard !renaming.places.isEmpty else {
      throw ResponseError(.requestFailed, "there is no object whose name stands there")
    }
    var edits: [String: (file: SourceFile, edits: [TextEdit])] = [:]
    for place in renaming.places {
      guard desk.holds(place.file) else {
        throw ResponseError(.requestFailed, "the name stands in \(place.file.path) too")
      }
      edits[place.file.treePath, default: (place.file, [])].edits.append(
        TextEdit(range: place.range, replacement: name))
    }
    var contents: [String: [UInt8]?] = [:]
    for (path, change) in edits {
      guard let bytes = try? change.edits.applied(to: change.file.bytes) else {
        throw ResponseError(.internalError, "the edits of \(path) overlap")
      }
      contents[path] = bytes
    }
    guard
      let outcome = await StandingOutcome(
        of: standing, over: OverlayTree(desk.files, replacing: contents), surroundings.today())
    else { throw ResponseError(.requestFailed, "the texts changed meanwhile") }
    if let reason = outcome.reasonAgainst(state) {
      throw ResponseError(.requestFailed, "renaming would break something: \(reason)")
    }
    var changes = WorkspaceChanges(desk)
    for (_, change) in edits.sorted(by: { $0.key < $1.key }) {
      let lines = TextLines(change.file.bytes, desk.encoding)
      for edit in change.edits { changes.add(edit.range, name, in: change.file, lines) }
    }
    return changes.json
  }
}

extension StandingOutcome {
  /// What speaks against what comes of a renaming; nil where nothing does.
  fileprivate func reasonAgainst(_ before: StandingCheck.State) -> String? {
    if let failure { return failure.diagnostics.first?.message ?? "nothing renders" }
    guard let after = standing.state else { return "nothing renders" }
    let known = Set(before.result.diagnostics.map(\.message))
    let new = after.result.diagnostics.first {
      $0.severity == .error && !known.contains($0.message)
    }
    if let new { return new.message }
    guard before.objectCounts == after.objectCounts else { return "another object has the name" }
    return nil
  }
}

extension RecordedEnvironments {
  /// The objects whose name stands at a cursor, where they have it or where others name them.
  fileprivate func objects(named cursor: Cursor) -> Set<ObjectIdentity> {
    guard cursor.node.scalar != nil, !cursor.isOnKey, cursor.path != ["kind"] else { return [] }
    var found = Set(
      environments.flatMap(\.objects).filter { $0.nameNode?.isSet(at: cursor) ?? false }
        .map(\.identity))
    if found.isEmpty {
      for link in links where link.isName && link.node.isSet(at: cursor) {
        found.formUnion(link.targets.map(\.identity))
      }
    }
    return found
  }
}

/// The places that hold the name of some objects, all of which were called the same in their source.
struct Renaming {
  /// Without quotes around the name, each once.
  private(set) var places: [Location] = []

  init(_ meant: Set<ObjectIdentity>, in environments: RecordedEnvironments) {
    let all = environments.environments.flatMap(\.objects)
    let objects = all.filter { meant.contains($0.identity) }
    guard let name = objects.first?.writtenName else { return }
    let links = environments.links.filter { link in
      link.isName && link.targets.contains { meant.contains($0.identity) }
    }
    let nodes = objects.compactMap(\.nameNode) + links.map(\.node)
    var found = nodes.flatMap { node in node.origin.chain.compactMap(\.origin.location) }
    // Patches and entries of kustomizations name what they change; what makes another object does not.
    let others = Set(
      all.filter { !meant.contains($0.identity) }.compactMap(\.nameNode?.sourceLocation))
    let kinds = Set(objects.map(\.kind))
    for environment in environments.environments {
      for target in environment.targets
      where target.objects.contains(where: { meant.contains($0.identity) }) {
        for file in target.rendering.files {
          for document in file.parsed(as: .kubernetes).documents {
            found += document.root.names(of: kinds).compactMap(\.origin.location)
          }
        }
      }
    }
    places = found.filter { !others.contains($0) }.compactMap { $0.without(quotesAround: name) }
      .uniqued()
  }
}

extension Node {
  /// The names of objects of some kinds in a document: of the object itself, or in what a kustomization
  /// says of others.
  fileprivate func names(of kinds: Set<String>) -> [Node] {
    let object = KubernetesObject(self)
    if kinds.contains(object.kind) { return [self["metadata"]?["name"]].compactMap(\.self) }
    let scaled: Set<String> = ["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"]
    let counts = kinds.isDisjoint(with: scaled) ? nil : self["replicas"]?.elements
    let replacements = self["replacements"]?.elements ?? []
    let selectors =
      (self["patches"]?.elements ?? []).compactMap { $0["target"] }
      + replacements.compactMap { $0["source"] }
      + replacements.flatMap { $0["targets"]?.elements ?? [] }.compactMap { $0["select"] }
    return (counts ?? []).compactMap { $0["name"] }
      + selectors.filter { $0["kind"]?.string.map(kinds.contains) ?? false }
      .compactMap { $0["name"] }
  }
}

extension Location {
  /// The place of a name alone; nil where another text stands there.
  fileprivate func without(quotesAround name: String) -> Location? {
    if text == name { return self }
    guard ["\"\(name)\"", "'\(name)'"].contains(text) else { return nil }
    return Location(file: file, range: ByteRange(range.lowerBound + 1, range.upperBound - 1))
  }
}
