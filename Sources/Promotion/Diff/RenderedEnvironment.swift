package import Kubernetes

/// One environment as it renders.
package struct RenderedEnvironment: Sendable {
  /// The environment's name, as `staging`.
  package var name: String
  /// The namespace that its kustomization puts objects into, where it names one.
  package var namespace: String?
  /// What its kustomization writes before every name.
  package var namePrefix: String
  /// What its kustomization writes after every name.
  package var nameSuffix: String
  /// In the order of the rendered text.
  package var objects: [KubernetesObject]
  /// The rendered text.
  package var text: [UInt8]

  package init(
    name: String, namespace: String? = nil, namePrefix: String = "", nameSuffix: String = "",
    objects: [KubernetesObject], text: [UInt8] = []
  ) {
    self.name = name
    self.namespace = namespace
    self.namePrefix = namePrefix
    self.nameSuffix = nameSuffix
    self.objects = objects
    self.text = text
  }
}
