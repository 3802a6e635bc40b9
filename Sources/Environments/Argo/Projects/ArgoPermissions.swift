import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// What the projects of a tree say of its Applications.
struct ArgoPermissions: Sendable {
  /// By their names.
  ///
  /// Several of one name are of several clusters: what one of them permits is permitted.
  private var projects: [String: [ArgoProject]] = [:]

  /// The project of an Application that names none.
  private static let standard = "default"

  /// Counts the projects among objects.
  ///
  /// - Returns: whether there is one.
  @discardableResult
  mutating func add(_ objects: [KubernetesObject]) -> Bool {
    let added = objects.compactMap(ArgoProject.init)
    for project in added {
      let known = projects[project.name] ?? []
      guard !known.contains(where: { $0.object.root.isEqual(to: project.object.root) }) else {
        continue
      }
      projects[project.name] = known + [project]
    }
    return !added.isEmpty
  }

  private func verdict(
    _ application: ArgoApplication, _ rule: (ArgoProject) -> ArgoProject.Verdict
  ) -> (project: ArgoProject, place: Location?)? {
    let name = application.spec["project"]?.scalarText ?? ""
    var denial: (project: ArgoProject, place: Location?)?
    for project in projects[name.isEmpty ? Self.standard : name] ?? [] {
      guard case .denied(let place) = rule(project) else { return nil }
      denial = denial ?? (project, place)
    }
    return denial
  }

  // MARK: Applications

  /// Why Argo CD refuses an Application, at what it names; nothing where no project here denies it.
  func findings(on application: ArgoApplication, of clusters: [ArgoCluster]) -> [Diagnostic] {
    guard !projects.isEmpty else { return [] }
    var found: [Diagnostic] = []
    for source in application.sources where !source.url.isEmpty {
      guard let (project, place) = verdict(application, { $0.permits(source: source.url) })
      else { continue }
      found.append(
        .denied(
          "project \(project.name) does not permit the source \(source.url)",
          at: source.node["repoURL"]?.origin.location ?? source.place, application,
          by: place, "add it to the project's sourceRepos, or name another project"))
    }
    let destination = destination(of: application, clusters)
    if let (project, place) = verdict(application, { $0.permits(destination) }) {
      let node = application.spec["destination"]
      found.append(
        .denied(
          "project \(project.name) does not permit the destination \(destination.shown)",
          at: (node?["namespace"] ?? node)?.origin.location ?? application.object.location,
          application, by: place, "add it to the project's destinations, or name another project"))
    }
    return found
  }

  /// Where an Application puts objects, with what is known of the cluster that it names.
  private func destination(
    of application: ArgoApplication, _ clusters: [ArgoCluster], namespace: String? = nil
  ) -> ArgoProject.Destination {
    let node = application.spec["destination"]
    var destination = ArgoProject.Destination(
      name: node?["name"]?.scalarText ?? "", server: node?["server"]?.scalarText ?? "",
      namespace: namespace ?? application.destinationNamespace)
    let cluster = (clusters + [.local]).first {
      destination.name.isEmpty ? $0.server == destination.server : $0.name == destination.name
    }
    if let cluster { (destination.name, destination.server) = (cluster.name, cluster.server) }
    return destination
  }

  // MARK: Objects

  /// Why Argo CD does not apply objects of an Application: one finding for each kind, and for each
  /// namespace, at the first of them.
  func findings(
    on objects: [KubernetesObject], of application: ArgoApplication, _ clusters: [ArgoCluster]
  ) -> [Diagnostic] {
    guard !projects.isEmpty else { return [] }
    var seen: Set<String> = []
    var found: [Diagnostic] = []
    for object in objects {
      let scope = Self.isNamespaced(object)
      if let (project, place) = verdict(application, { $0.permits(object, isNamespaced: scope) }) {
        let kind = object.gvk.group.isEmpty ? object.kind : "\(object.kind) of \(object.gvk.group)"
        if seen.insert(kind).inserted {
          found.append(
            .denied(
              "project \(project.name) does not permit \(kind)",
              at: object.root["kind"]?.origin.location ?? object.location, application, by: place,
              "allow the kind in the project, or leave the object to another Application",
              object: object))
        }
        continue
      }
      guard scope ?? true, !object.namespace.isEmpty else { continue }
      let destination = destination(of: application, clusters, namespace: object.namespace)
      guard let (project, place) = verdict(application, { $0.permits(destination) }),
        object.namespace != application.destinationNamespace,
        seen.insert("/" + object.namespace).inserted
      else { continue }
      found.append(
        .denied(
          "project \(project.name) does not permit objects in \(destination.shown)",
          at: object.metadata?["namespace"]?.origin.location ?? object.location, application,
          by: place, "add it to the project's destinations, or put the object elsewhere",
          object: object))
    }
    return found
  }

  /// Whether objects of the kind live in namespaces; nil where nobody knows.
  private static func isNamespaced(_ object: KubernetesObject) -> Bool? {
    Facts.standard.resource(of: object.gvk)?.isNamespaced
      ?? (object.namespace.isEmpty ? nil : true)
  }
}

extension ArgoProject.Destination {
  fileprivate var shown: String {
    let cluster = name.isEmpty ? server : name
    return namespace.isEmpty ? cluster : "\(namespace) of \(cluster)"
  }
}

extension RuleID {
  /// What an Application's project does not permit.
  static let argoProject: RuleID = "argo/project"
}

extension Diagnostic {
  fileprivate static func denied(
    _ message: String, at place: Location?, _ application: ArgoApplication, by rule: Location?,
    _ help: String, object: KubernetesObject? = nil
  ) -> Diagnostic {
    var related = [Label("the project says so here", at: rule)]
    if object != nil {
      related.append(
        Label(
          "Application \(application.shown) is of the project",
          at: application.spec["project"]?.origin.location ?? application.object.location))
    }
    return Diagnostic(
      rule: .argoProject, severity: .error, message: message, primary: place, related: related,
      help: help, object: (object ?? application.object).identity.description)
  }
}
