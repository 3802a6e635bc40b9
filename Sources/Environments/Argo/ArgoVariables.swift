import Kubernetes
import YAML

/// The variables that Argo CD puts into what an Application sets: `$ARGOCD_APP_NAME` and the like.
struct ArgoVariables {
  private let values: [String: String]

  init(of application: ArgoApplication, _ source: ArgoSource) {
    // A revision is known when Argo CD has fetched it.
    let revision = UnknownParameter.text("revision")
    values = [
      "ARGOCD_APP_NAME": application.object.name,
      "ARGOCD_APP_NAMESPACE": application.destinationNamespace,
      "ARGOCD_APP_PROJECT_NAME": application.spec["project"]?.scalarText ?? "",
      "ARGOCD_APP_REVISION": revision, "ARGOCD_APP_REVISION_SHORT": revision,
      "ARGOCD_APP_REVISION_SHORT_8": revision, "ARGOCD_APP_SOURCE_REPO_URL": source.url,
      "ARGOCD_APP_SOURCE_PATH": source.path, "ARGOCD_APP_SOURCE_TARGET_REVISION": source.revision,
    ]
  }

  /// A text with the variables that are known, `$NAME` and `${NAME}`; one that is not known is nothing,
  /// and `$$` is one sign.
  func text(_ text: String) -> String {
    guard text.contains("$") else { return text }
    var result = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      guard character == "$" else {
        result.append(character)
        continue
      }
      if rest.first == "$" {
        rest = rest.dropFirst()
        result.append("$")
        continue
      }
      let isBraced = rest.first == "{"
      let inner = isBraced ? rest.dropFirst() : rest
      let name = inner.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      let after = inner.dropFirst(name.count)
      guard !name.isEmpty, !isBraced || after.first == "}" else {
        result.append("$")
        continue
      }
      result += values[String(name)] ?? ""
      rest = isBraced ? after.dropFirst() : after
    }
    return result
  }
}
