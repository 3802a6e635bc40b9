package import Kubernetes
import YAML

/// What policies ask of a cluster besides the object that they judge.
///
/// It is told by the words that they use, so that a policy may be held to ask more than it does.
package struct PolicyQuestions: Sendable {
  /// Whether they look at Namespaces: at their labels, or at all of them.
  package fileprivate(set) var concernNamespaces = false
  /// Whether they ask who is authorized, which Roles and their bindings answer.
  package fileprivate(set) var concernRoles = false
  /// The objects that they take as parameters.
  package fileprivate(set) var parameters: [GroupVersionKind: ParameterNames] = [:]

  /// Which objects of a kind are parameters.
  package enum ParameterNames: Hashable, Sendable {
    /// Any may be, by its labels.
    case any
    /// Those of these names.
    case these(Set<String>)

    fileprivate mutating func add(_ name: String) {
      guard case .these(var names) = self else { return }
      names.insert(name)
      self = name.isEmpty ? .any : .these(names)
    }

    fileprivate func contain(_ name: String) -> Bool {
      switch self {
      case .any: true
      case .these(let names): names.contains(name)
      }
    }
  }

  /// Whether an object is one of those that answer, or configures admission itself.
  package func concern(_ object: KubernetesObject) -> Bool {
    let gvk = object.gvk
    return AdmissionKind(of: object) != nil || parameters[gvk]?.contain(object.name) ?? false
      || concernNamespaces && gvk.group.isEmpty && gvk.kind == "Namespace"
      || concernRoles && gvk.group == "rbac.authorization.k8s.io"
  }

  fileprivate mutating func add(_ object: KubernetesObject) {
    let words = Words(in: object.root)
    concernNamespaces = concernNamespaces || words.namespaces
    concernRoles = concernRoles || words.authorizer
  }

  /// The words that matter, in the keys and texts of an object.
  private struct Words {
    var namespaces = false
    var authorizer = false

    private static let namespaceObject = Word(.namespaceObject)
    private static let authorizer = Word(.authorizer)

    init(in root: Node) { look(through: root) }

    private mutating func look(through node: Node) {
      switch node.content {
      case .scalar(let scalar):
        namespaces = namespaces || Self.namespaceObject.isIn(scalar.text)
        authorizer = authorizer || Self.authorizer.isIn(scalar.text)
      case .sequence(let elements):
        for element in elements { look(through: element) }
      case .mapping(let mapping):
        for entry in mapping.entries {
          namespaces = namespaces || entry.name == "namespaceSelector"
          look(through: entry.value)
        }
      }
    }
  }
}

/// A variable's name, to be looked for in expressions.
private struct Word {
  private let bytes: [UInt8]

  init(_ variable: PolicyVariable) { bytes = Array(variable.rawValue.utf8) }

  /// Compares bytes, since expressions are long and there are many.
  func isIn(_ text: String) -> Bool {
    let text = text.utf8.span
    var start = 0
    while start + bytes.count <= text.count {
      var length = 0
      while length < bytes.count, text[start + length] == bytes[length] { length += 1 }
      if length == bytes.count { return true }
      start += 1
    }
    return false
  }
}

extension PolicySet {
  /// What the set asks, with the policies and bindings among objects that an environment deploys.
  package func questions(withDeployed objects: [KubernetesObject]) -> PolicyQuestions {
    var questions = PolicyQuestions()
    let all = self.objects + objects.filter { AdmissionKind(of: $0) != nil }
    for object in all { questions.add(object) }
    // By name alone: which binding is for which policy matters little here.
    var names = PolicyQuestions.ParameterNames.these([])
    for reference in all.compactMap({ $0.root["spec"]?["paramRef"] }) {
      names.add(reference["name"]?.string ?? "")
    }
    for kind in Self.parameterKinds(ofDeployed: all) { questions.parameters[kind] = names }
    return questions
  }
}
