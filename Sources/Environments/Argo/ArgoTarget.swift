import Diagnostics
import Kustomize
import YAML

/// What Argo CD applies as one, by what it is called and where its files are.
package struct ArgoTarget: Hashable, Sendable {
  /// The Application, for people; empty for what holds Applications that no other one brings.
  package var application: String
  /// What is built, relative to the tree's root.
  var directory: String
  /// The repository's root in the tree, where that is not the tree's own.
  var base: String
  /// The branch, tag or commit that is built, where it is not the one that a repository begins with; its
  /// files are taken to be those of the tree.
  package var revision = ""

  /// What a repository begins with.
  static let usualRevisions: Set<String> = ["", "HEAD", "main", "master"]
}

/// What Argo CD makes of the repository.
struct ArgoFleet: Sendable {
  /// What is built, Applications behind what brings them.
  var members: [Member] = []
  /// What is applied from elsewhere, and what is not rendered.
  var leftOut: [LeftOut] = []
  /// The files and directories that say which Applications there are.
  var declarations: Set<String> = []
  /// What projects permit.
  var permissions = ArgoPermissions()
  /// The options that Argo CD gives to Kustomize.
  var options = ArgoBuildOptions()
  /// The repository that is taken to be this one, since no remote is; nil where one is.
  var assumedRepository: String?
  private var positions: [ArgoTarget: Int] = [:]

  /// Something that is applied as one.
  struct Member: Sendable {
    var target: ArgoTarget
    var content: Content
    /// What builds it.
    var tool = ArgoSource.Tool.directory
    /// The files and directories that say that it is there.
    var declaredBy: Set<String> = []
    /// The Applications that it brings, each with the clusters that are known of it.
    var applications: [(ArgoApplication, [ArgoCluster])] = []
    /// The clusters that are known of the Application that it is.
    var clusters: [ArgoCluster] = []
    /// What is wrong with the Applications that it brings.
    var findings: [Diagnostic] = []

    enum Content: Sendable {
      /// A kustomization that brings Applications.
      case kustomization
      /// Manifests that bring Applications, relative to the tree's root.
      case manifests([String])
      case application(ArgoApplication, ArgoSource)
    }

    var application: ArgoApplication? {
      guard case .application(let application, _) = content else { return nil }
      return application
    }

    /// The place that says what is built; nil for what nothing names.
    var place: Location? {
      guard case .application(_, let source) = content else { return nil }
      return source.place
    }
  }

  /// Makes members known by their targets, once all are there.
  mutating func settle() {
    positions = Dictionary(
      members.enumerated().map { ($1.target, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// What a target is; nil where it is not there.
  subscript(target: ArgoTarget) -> Member? { positions[target].map { members[$0] } }
}

extension ArgoFleet.Member {
  /// What the Application does to names; nil for what is none.
  var naming: RenderedTarget.Naming? {
    guard case .application(_, let source) = content else { return nil }
    let options = source.node["kustomize"]
    return RenderedTarget.Naming(
      namespace: options?["namespace"]?.scalarText,
      prefix: options?["namePrefix"]?.scalarText ?? "",
      suffix: options?["nameSuffix"]?.scalarText ?? "")
  }

  /// What is applied, and the files that hold nothing.
  ///
  /// - Parameters:
  ///   - renderer: one with the options that Argo CD gives.
  ///   - charts: renders charts; nil to refuse them.
  /// - Throws: ``PipelineError`` where it cannot be built.
  func rendering(
    _ renderer: Renderer, _ loader: Loader, charts: HelmCommand?
  ) throws(PipelineError) -> (rendering: Rendering, omissions: [Omission]) {
    var result: (rendering: Rendering, omissions: [Omission])
    switch content {
    case .kustomization:
      do throws(RenderError) {
        result = (try renderer.render(directory: target.directory, with: loader), [])
      } catch {
        throw PipelineError(error.diagnostics)
      }
    case .manifests(let paths): result = try Manifests(tree: loader.tree).contents(of: paths)
    case .application(let application, let source):
      guard (try? loader.tree.entry(at: target.directory)) == .directory else {
        throw PipelineError([.missingPath(application, source)])
      }
      result = try ArgoBuild(
        application, source, at: target.directory, renderer: renderer, loader: loader,
        charts: charts
      ).rendering()
    }
    result.rendering.warnings += findings
    return result
  }
}

extension Diagnostic {
  fileprivate static func missingPath(
    _ application: ArgoApplication, _ source: ArgoSource
  ) -> Diagnostic {
    Diagnostic(
      rule: .argoMissingPath, severity: .error,
      message: "Application \(application.shown) builds \(source.path), which is no directory of "
        + "the repository", primary: source.place,
      help: "write a path from the root of the repository")
  }
}
