import Diagnostics
import Kubernetes
import YAML

/// What a file holds that nobody named: it may stand beside manifests and be none.
enum ManifestContent {
  case objects([KubernetesObject])
  /// No object, with the reason why not.
  case nothing(because: String)

  /// Reads a file.
  ///
  /// A file that never writes `apiVersion` and `kind` is none of ours, whatever it holds. One that
  /// does is held to it: an error in it is an error, unless it is the template of another program.
  ///
  /// - Throws: ``PipelineError`` where objects are meant and cannot be read.
  init(of file: SourceFile, as schema: Schema) throws(PipelineError) {
    guard Self.mayHoldObjects(file) else {
      self = .nothing(because: Self.foreign)
      return
    }
    let parsed = file.parsed(as: schema)
    guard parsed.errors.isEmpty else {
      guard Self.names.allSatisfy({ $0.contains { $0.isIn(file.bytes) } }) else {
        self = .nothing(because: Self.foreign)
        return
      }
      guard !Self.placeholder.isIn(file.bytes) else {
        self = .nothing(because: "templates of other programs")
        return
      }
      throw PipelineError(parsed.errors.map(\.diagnostic))
    }
    let roots = parsed.documents.filter { !$0.isEmpty }.map { KubernetesObject($0.root) }
    let isMeant = roots.contains { object in
      let names = [object.apiVersion, object.kind].count { !$0.isEmpty }
      return names == 2 || names == 1 && object.metadata?.mapping != nil
    }
    guard isMeant else {
      self = .nothing(because: Self.foreign)
      return
    }
    guard !roots.allSatisfy({ ClientKinds.contain($0.gvk) }) else {
      self = .nothing(because: "configuration of programs, which no API server has")
      return
    }
    self = .objects(try Manifests.objects(of: file, as: schema))
  }

  /// Whether the text has the words of a manifest; most files that are none are told by this, without
  /// being parsed.
  static func mayHoldObjects(_ file: SourceFile) -> Bool {
    let bytes = file.bytes
    return version.isIn(bytes) || kind.isIn(bytes) && metadata.isIn(bytes)
  }

  private static let foreign = "no Kubernetes objects"
  private static let version = ByteMark("apiVersion")
  private static let kind = ByteMark("kind")
  private static let metadata = ByteMark("metadata")
  /// How each of the two names that make an object is written, in YAML and in JSON.
  private static let names = ["apiVersion", "kind"].map { name in
    [ByteMark("\(name):"), ByteMark("\"\(name)\"")]
  }
  private static let placeholder = ByteMark("{{")
}

/// Kinds of files that look like objects and that no API server has: programs read them.
enum ClientKinds {
  private static let groups: Set<String> = [
    "audit.k8s.io", "backstage.io", "chainsaw.kyverno.io", "cli.kyverno.io",
    "client.authentication.k8s.io", "config.kubernetes.io", "ctlptl.dev", "eksctl.io", "k3d.io",
    "kind.x-k8s.io", "kops.k8s.io", "kpt.dev", "kubeadm.k8s.io", "kuttl.dev",
    "minikube.sigs.k8s.io",
    "skaffold", "sluice.dev",
  ]

  static func contain(_ gvk: GroupVersionKind) -> Bool {
    groups.contains(gvk.group) || gvk.group.hasSuffix(".config.k8s.io")
      || gvk == GroupVersionKind(group: "", version: "v1", kind: "Config")
  }
}
