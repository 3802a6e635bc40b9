import Diagnostics
import Kubernetes
import YAML

/// What an ApplicationSet makes of what files say (argoproj.io/v1alpha1, as Argo CD 3.5).
struct ApplicationSetExpansion {
  /// In the order of the generators.
  private(set) var applications: [Made] = []
  /// Why others are not made.
  private(set) var failures: [GenerationFailure] = []

  /// An Application with the parameters that it is made with.
  struct Made {
    /// Each field has the template's origin; what only the cluster knows stands in it as
    /// ``UnknownParameter`` has it.
    var object: KubernetesObject
    var parameters: Mapping
  }

  /// - Parameters:
  ///   - repository: what git generators search.
  ///   - clusters: those that files describe; nil where none do, so that there may be any.
  init(_ set: KubernetesObject, repository: ArgoRepository, clusters: [ArgoCluster]?) {
    let spec = set.root["spec"] ?? .null()
    let form = ParameterForm(of: spec)
    let generation = ParameterGeneration(
      form: form, repository: repository, clusters: clusters)
    for generator in spec["generators"]?.elements ?? [] {
      do throws(GenerationFailure) {
        let template = Self.template(of: generator, over: spec["template"] ?? Node(Mapping()))
        for parameters in try generation.sets(of: generator) {
          add(template, parameters, form, set)
        }
      } catch {
        failures.append(error.at(generator.origin.location))
      }
    }
    reportRepeated(in: set)
  }

  /// The template with what the generator's own says.
  private static func template(of generator: Node, over template: Node) -> Node {
    let own = generator.mapping?.entries.lazy.compactMap { $0.value["template"] }.first
    return own.map { template.overlaid(by: $0, keepingWhereEmpty: true) } ?? template
  }

  private mutating func add(
    _ template: Node, _ parameters: Mapping, _ form: ParameterForm, _ set: KubernetesObject
  ) {
    do throws(GoTemplateError) {
      var made = parameters.isEmpty ? template : try form.rendered(template, with: parameters)
      if let patch = set.root[["spec", "templatePatch"]] {
        made = try patched(made, by: patch, form, parameters)
      }
      applications.append(
        Made(object: Self.application(made, of: set), parameters: parameters))
    } catch {
      failures.append(
        GenerationFailure(error).at(set.root[["spec", "template"]]?.origin.location))
    }
  }

  /// A strategic merge, which for what an Application has is one of mappings.
  private func patched(
    _ made: Node, by patch: Node, _ form: ParameterForm, _ parameters: Mapping
  ) throws(GoTemplateError) -> Node {
    let text = try form.text(patch.string ?? "", with: parameters)
    let parsed = SourceFile(path: "templatePatch", text: text).parsed(as: .kubernetes)
    guard parsed.errors.isEmpty, var changes = parsed.documents.first?.root,
      changes.mapping != nil
    else { throw GoTemplateError("the template's patch is no YAML") }
    _ = changes.update("spec") { $0["project"] = nil }
    // The text is made here, so that its own places are nowhere.
    changes.updateAll { $0.origin = patch.origin }
    return made.merged(with: changes)
  }

  private static func application(_ made: Node, of set: KubernetesObject) -> KubernetesObject {
    let spec = set.root["spec"]
    let origin = made.origin
    var metadata = made["metadata"] ?? Node(Mapping(), origin: origin)
    if metadata.mapping == nil { metadata = Node(Mapping(), origin: origin) }
    if !set.namespace.isEmpty {
      metadata["namespace"] = .string(set.namespace, origin: origin)
    }
    let keepsObjects =
      spec?[["syncPolicy", "preserveResourcesOnDeletion"]]?.scalar?.boolean ?? false
    if metadata["finalizers"]?.elements?.isEmpty ?? true, !keepsObjects {
      metadata["finalizers"] = Node(
        [.string("resources-finalizer.argocd.argoproj.io", origin: origin)], origin: origin)
    }
    var root = Node(Mapping(), origin: set.root.origin)
    root["apiVersion"] = .string("argoproj.io/v1alpha1", origin: origin)
    root["kind"] = .string("Application", origin: origin)
    root["metadata"] = metadata
    root["spec"] = made["spec"]
    return KubernetesObject(root)
  }

  private mutating func reportRepeated(in set: KubernetesObject) {
    var seen: Set<String> = []
    for name in applications.map(\.object.name)
    where !UnknownParameter.isIn(name) && !seen.insert(name).inserted {
      failures.append(
        GenerationFailure(
          "ApplicationSet \(set.name) contains applications with duplicate name: \(name)"
        ).at(set.root[["spec", "template", "metadata", "name"]]?.origin.location))
    }
  }
}

/// Why a generator gives nothing, or a template comes to nothing.
struct GenerationFailure: Error {
  /// A fragment, in Argo CD's words where it is Argo CD that refuses.
  var message: String
  /// What is outside of the repository, so that nothing is wrong with it; nil where something is.
  var outside: String?
  var place: Location?

  init(_ message: String, outside: String? = nil) {
    self.message = message
    self.outside = outside
  }

  init(_ error: GoTemplateError) { self.init(error.message) }

  /// The same, at a place where it has none.
  func at(_ place: Location?) -> GenerationFailure {
    var result = self
    if result.place == nil { result.place = place }
    return result
  }
}

extension Node {
  /// The value with what a merge patch says, whose nulls take away.
  func merged(with patch: Node) -> Node {
    guard mapping != nil, let entries = patch.mapping?.entries else { return patch }
    var result = self
    for entry in entries {
      if entry.value.isNull {
        result[entry.name] = nil
      } else {
        result[entry.name] = (result[entry.name] ?? Node(Mapping(), origin: entry.value.origin))
          .merged(with: entry.value)
      }
    }
    return result
  }
}
