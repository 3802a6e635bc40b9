import Diagnostics
import Environments
import Kubernetes
import Kustomize
import YAML

/// Names one object of an environment: `Deployment/model-api`, or `Deployment/ml-staging/model-api`.
///
/// The kind may be in any case and in the plural, with its group as in `deployments.apps`. The name
/// may be the rendered one, or one that the object had before prefixes, suffixes and hashes.
struct ObjectQuery {
  let text: String
  private let kind: String
  private let group: String?
  private let namespace: String?
  private let name: String

  /// - Throws: ``PipelineError`` where the text has no kind and name.
  init(_ text: String) throws(PipelineError) {
    self.text = text
    let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else {
      throw PipelineError(
        "\"\(text)\" names no object", help: "write KIND/NAME or KIND/NAMESPACE/NAME")
    }
    let type = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    kind = type[0].lowercased()
    group = type.count > 1 ? type[1].lowercased() : nil
    namespace = parts.count > 2 ? String(parts[1]) : nil
    name = String(parts[parts.count - 1])
  }

  /// An object that was asked for.
  struct Match {
    var object: KubernetesObject
    var definition: Location?
    /// What deleted it, where it is not printed.
    var deletion: Origin?
  }

  /// The one object that is meant: one that is printed, or failing that one that was deleted.
  ///
  /// - Throws: ``PipelineError`` with the nearest name where there is none, or with all that fit.
  func find(
    in objects: [RenderedObject], _ deleted: [DeletedObject], of environment: String
  ) throws(PipelineError) -> Match {
    do throws(PipelineError) {
      let found = try find(in: objects, of: environment)
      return Match(object: found.object, definition: found.definition)
    } catch {
      // What was deleted may have had neither the namespace nor the name that it would have now.
      let fitting = deleted.last { deleted in
        fits(deleted.object.gvk)
          && (namespace == nil || ["", namespace].contains(deleted.object.namespace))
          && (deleted.object.name == name || deleted.object.earlierNames.contains(name))
      }
      guard let fitting else { throw error }
      return Match(
        object: fitting.object, definition: fitting.definition, deletion: fitting.origin)
    }
  }

  private func find(
    in objects: [RenderedObject], of environment: String
  ) throws(PipelineError) -> RenderedObject {
    guard !objects.isEmpty else { throw PipelineError("\(environment) renders no object") }
    let ofKind = objects.filter { fits($0.object.gvk) }
    guard !ofKind.isEmpty else {
      let kinds = Set(objects.map(\.object.kind)).sorted()
      throw PipelineError(
        "\(environment) renders no \(text.prefix { $0 != "/" })",
        help: Spelling.nearest(to: kind, among: kinds).map { "did you mean \($0)?" }
          ?? "there are \(kinds.joined(separator: ", "))")
    }
    let inNamespace = ofKind.filter { namespace == nil || $0.object.namespace == namespace }
    let named = inNamespace.filter { $0.object.name == name }
    let found = named.isEmpty ? inNamespace.filter { $0.object.earlierNames.contains(name) } : named
    guard let first = found.first else {
      let names = ofKind.map(\.object.name)
      let near = Spelling.nearest(to: name, among: names + ofKind.flatMap(\.object.earlierNames))
      let place = namespace.map { " in the namespace \($0)" } ?? ""
      throw PipelineError(
        "\(environment) renders no \(ofKind[0].object.kind) \"\(name)\"\(place)",
        help: near.map { "did you mean \($0)?" } ?? "there are \(names.joined(separator: ", "))")
    }
    guard found.count == 1 else {
      let all = found.map { "\($0.object.identity) (\($0.object.apiVersion))" }
      throw PipelineError(
        "\(text) is the name of \(found.count) objects of \(environment)",
        help: "name one of \(all.joined(separator: ", "))")
    }
    return first
  }

  private func fits(_ gvk: GroupVersionKind) -> Bool {
    guard group == nil || group == gvk.group.lowercased() else { return false }
    let singular = gvk.kind.lowercased()
    if kind == singular || kind == singular + "s" || kind == singular + "es" { return true }
    return singular.hasSuffix("y") && kind == singular.dropLast() + "ies"
  }
}

extension KubernetesObject {
  /// What the object was called before each step that renamed it.
  fileprivate var earlierNames: [String] {
    metadata?["name"]?.origin.chain.compactMap { $0.value?.text } ?? []
  }
}
