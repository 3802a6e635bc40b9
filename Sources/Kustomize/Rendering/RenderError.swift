package import Diagnostics
import YAML

/// Why a tree does not render: one finding or several, each with its place in the sources.
package struct RenderError: Error, Hashable, Sendable {
  /// At least one, in the order in which they were found.
  package var diagnostics: [Diagnostic]

  /// The failure of these findings, of which one at least is an error.
  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  /// The failure of one finding.
  package init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }

  init(
    _ rule: RuleID, _ message: String, at location: Location?, related: [Label] = [],
    help: String? = nil, object: String? = nil, field: String? = nil
  ) {
    diagnostics = [
      Diagnostic(
        rule: rule, severity: .error, message: message, primary: location, related: related,
        help: help, object: object, field: field)
    ]
  }
}

extension RenderError {
  static func tooLarge(_ object: String, at location: Location?) -> RenderError {
    RenderError(
      .limit, "\(object) grows beyond \(Node.largestSize) values", at: location,
      help: "a value of more than 32 bytes counts as one more for each 32 of them", object: object)
  }
}

/// The rules under which rendering reports.
extension RuleID {
  /// A directory that is to be built has no kustomization file.
  package static let missingKustomization: RuleID = "kustomize/missing-kustomization"
  /// A directory has kustomization files of more than one name.
  package static let severalKustomizations: RuleID = "kustomize/several-kustomizations"
  /// A kustomization says nothing to build.
  package static let emptyKustomization: RuleID = "kustomize/empty-kustomization"
  /// A field that Kustomize does not have.
  package static let unknownField: RuleID = "kustomize/unknown-field"
  /// A field with a value of another type, or one that Kustomize does not take.
  package static let invalidField: RuleID = "kustomize/invalid-field"
  /// A warning: a field that Kustomize still reads and has a successor for.
  package static let deprecatedField: RuleID = "kustomize/deprecated-field"
  /// A reference to a file or directory that is not there, or that is no relative path.
  package static let missingFile: RuleID = "kustomize/missing-file"
  /// A file that is there and cannot be read.
  package static let unreadableFile: RuleID = "kustomize/unreadable-file"
  /// A file of more bytes than are read.
  package static let oversizedFile: RuleID = "kustomize/oversized-file"
  /// A file outside the kustomization's directory, which `kustomize build` refuses by default.
  package static let loadRestriction: RuleID = "kustomize/load-restriction"
  /// A path or a link that leads out of the tree.
  package static let outsideTree: RuleID = "kustomize/outside-tree"
  /// A directory that is built, in the end, on itself.
  package static let cycle: RuleID = "kustomize/cycle"
  /// A kustomization of another apiVersion or kind, or one where a component must be.
  package static let wrongKind: RuleID = "kustomize/wrong-kind"
  /// A reference to another repository that is not fetched or does not resolve.
  package static let remoteResource: RuleID = "kustomize/remote-resource"
  /// A plug-in or a chart, which would run other programs.
  package static let unsupportedPlugin: RuleID = "kustomize/unsupported-plugin"
  /// A resource that is no Kubernetes object, or whose field is of another type than a step needs.
  package static let invalidResource: RuleID = "kustomize/invalid-resource"
  /// Two objects of one kind, namespace and name.
  package static let duplicateResource: RuleID = "kustomize/duplicate-resource"
  /// A patch whose target is not there, is not named, or is not one alone.
  package static let patchWithoutTarget: RuleID = "kustomize/patch-without-target"
  /// A warning: an entry of `images` that names no image of any object.
  package static let imageWithoutEffect: RuleID = "kustomize/image-without-effect"
  /// A patch that cannot be read or applied.
  package static let invalidPatch: RuleID = "kustomize/invalid-patch"
  /// A selector of labels or annotations, or a pattern of names, that cannot be read.
  package static let invalidSelector: RuleID = "kustomize/invalid-selector"
  /// A generator whose arguments are wrong or contradict each other.
  package static let invalidGenerator: RuleID = "kustomize/invalid-generator"
  /// A replacement that cannot be read, or whose source or target is not there.
  package static let invalidReplacement: RuleID = "kustomize/invalid-replacement"
  /// A configuration of transformers that is wrong or contradicts another.
  package static let invalidConfiguration: RuleID = "kustomize/invalid-configuration"
  /// A var that not exactly one object gives a value, or that is used where no text stands.
  package static let invalidVariable: RuleID = "kustomize/invalid-variable"
  /// A warning: a var that nothing refers to.
  package static let unusedVariable: RuleID = "kustomize/unused-variable"
  /// A name that several objects had, which now have different ones.
  package static let ambiguousReference: RuleID = "kustomize/ambiguous-reference"
  /// An entry that names an object, and no object of that name is there.
  package static let missingTarget: RuleID = "kustomize/missing-target"
  /// A schema under `openapi` that cannot be read.
  package static let invalidSchema: RuleID = "kustomize/invalid-schema"
  /// A value that has no form in the output, as a key that is a list.
  package static let unprintableValue: RuleID = "kustomize/unprintable-value"
  /// A rendering that asks for more than ``RenderLimits`` allows, or an object that grows without
  /// end.
  package static let limit: RuleID = "kustomize/limit"
}
