package import Diagnostics
package import Kubernetes
import YAML

/// Renders kustomizations as `kustomize build` 5.8 does.
package struct Renderer: Sendable {
  /// Whether each value remembers what it replaced, for `trace`.
  package var recordsHistory: Bool
  /// The order of objects where the kustomization has no `sortOptions`.
  package var order: Order
  /// Which files a kustomization may read.
  package var loadRestrictor: LoadRestrictor

  /// A renderer; the history costs memory for every value that is replaced.
  package init(
    recordsHistory: Bool = false, order: Order = .legacy,
    loadRestrictor: LoadRestrictor = .rootOnly
  ) {
    self.recordsHistory = recordsHistory
    self.order = order
    self.loadRestrictor = loadRestrictor
  }

  /// An order of objects.
  package enum Order: String, Sendable, CaseIterable {
    /// By kind, what others need first: what `kustomize build` and `kubectl kustomize` do.
    case legacy
    /// As the kustomization lists them: `kustomize build --reorder none`.
    case asListed = "none"
  }

  /// The Kustomize release whose output this is.
  package static let kustomizeVersion = "v5.8.1"

  /// Renders one directory of a tree.
  ///
  /// - Parameter directory: relative to the tree's root.
  package func render(
    directory: String, from tree: some FileTree
  ) throws(RenderError) -> Rendering {
    try render(directory: directory, with: Loader(tree))
  }

  /// Renders one directory, sharing what is read with other renderings of the tree.
  ///
  /// Any number may run at a time with one loader; the results do not depend on it.
  ///
  /// - Parameter change: what is changed in the directory's kustomization first; nil for nothing.
  package func render(
    directory: String, changedBy change: KustomizationChange? = nil, with loader: Loader
  ) throws(RenderError) -> Rendering {
    try render(directory, loader) { (site, context) throws(RenderError) in
      guard let change else {
        return try context.loader.kustomization(in: try context.kustomizationFile(in: site))
      }
      return try change.kustomization(in: site, context)
    }
  }

  /// Renders one directory whose kustomization is edited first.
  ///
  /// - Parameter edit: nil for nothing.
  package func render(
    directory: String, editedBy edit: KustomizationEdit?, with loader: Loader
  ) throws(RenderError) -> Rendering {
    guard let edit else { return try render(directory: directory, with: loader) }
    return try render(directory, loader) { (site, context) throws(RenderError) in
      try edit.kustomization(in: site, context)
    }
  }

  private func render(
    _ directory: String, _ loader: Loader,
    _ kustomization: (Site, RenderContext) throws(RenderError) -> Kustomization
  ) throws(RenderError) -> Rendering {
    let context = RenderContext(
      loader: loader, recorder: OriginRecorder(keepsHistory: recordsHistory),
      loadRestrictor: loadRestrictor)
    let site = try root(directory, loader)
    let build = try Build(try kustomization(site, context), at: site, context, order: order)
    let resources = try build.run()
    return Rendering(
      objects: resources.items.map { resource in
        RenderedObject(
          object: KubernetesObject(resource.root, removed: resource.removed),
          definition: resource.definition)
      },
      deleted: resources.deleted,
      warnings: context.warnings, files: context.files.values.sorted { $0.path < $1.path },
      kustomizations: context.kustomizations.sorted())
  }

  private func root(_ directory: String, _ loader: Loader) throws(RenderError) -> Site {
    let resolved: ResolvedPath
    do { resolved = try loader.tree.resolve(directory, from: "") } catch {
      throw .unresolved(
        SourcedText(loader.tree.shown(directory), .none), error, in: loader.tree)
    }
    guard resolved.entry == .directory else {
      throw RenderError(
        .missingFile, "\"\(loader.tree.shown(directory))\" is no directory", at: nil)
    }
    return Site(directory: resolved.path)
  }
}

/// Why nobody knows a value here.
package enum UnknownValue: Sendable {
  /// It is read from what only the cluster has.
  case clusterOnly
  /// It is that of a variable that nobody defines, which is a finding itself.
  case undefined
}

/// The objects of one directory.
package struct Rendering: Sendable {
  /// In the order in which Kustomize prints them.
  package var objects: [RenderedObject]
  /// What was there on the way and is not printed, in the order in which it went.
  package var deleted: [DeletedObject]
  /// What does not stop the build, in the order in which it was found.
  package var warnings: [Diagnostic]
  /// Every file that had a part in the result, by path.
  package var files: [SourceFile]
  /// The paths of the kustomization files among them.
  package var kustomizations: [String]
  /// Where values stand that nobody knows here, and why.
  package var unknownValues: [Location: UnknownValue] = [:]
  /// Why a controller would refuse all of it, though the rest can be looked at.
  package var refusals: [Diagnostic] = []

  /// A rendering that was made elsewhere, as from plain manifests.
  package init(
    objects: [RenderedObject], deleted: [DeletedObject] = [], warnings: [Diagnostic] = [],
    files: [SourceFile] = [], kustomizations: [String] = []
  ) {
    self.objects = objects
    self.deleted = deleted
    self.warnings = warnings
    self.files = files
    self.kustomizations = kustomizations
  }

  /// The objects as `kustomize build` prints them.
  ///
  /// - Throws: ``RenderError`` where an object holds what cannot be printed.
  package func printed() throws(RenderError) -> [UInt8] {
    var emitter = Emitter()
    for rendered in objects {
      do { try emitter.write(document: rendered.object.root) } catch {
        throw RenderError(
          .unprintableValue, error.message,
          at: error.node.origin.location ?? rendered.definition,
          object: rendered.object.identity.description)
      }
    }
    return emitter.bytes
  }
}

/// An object in which every field knows the bytes that set it last.
///
/// A field's ``Origin`` points at the value in the file that gave it, or at what a transformer was
/// asked with: a `newTag`, a `count`, a pair of labels, a literal of a generator.
package struct RenderedObject: Sendable {
  /// The object as it is printed, each value with its origin.
  package var object: KubernetesObject
  /// Where the object, or what generates it, stands.
  package var definition: Location?

  /// An object that was made elsewhere.
  package init(object: KubernetesObject, definition: Location?) {
    self.object = object
    self.definition = definition
  }
}
