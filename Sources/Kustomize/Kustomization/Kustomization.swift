import Diagnostics
import YAML

/// What a kustomization file says.
struct Kustomization: Sendable {
  var file: SourceFile
  /// Whether it stands in no file: `file` is where it would.
  var isGenerated = false
  var isComponent = false
  var openAPI: [String: SourcedText] = [:]

  var resources: [SourcedText] = []
  /// Whether there is nothing under `resources` itself.
  var listsNoResources = true
  var components: [SourcedText] = []
  var crds: [SourcedText] = []
  var configurations: [SourcedText] = []
  var generators: [SourcedText] = []
  var transformers: [SourcedText] = []
  var validators: [SourcedText] = []

  var configMapGenerators: [GeneratorArguments] = []
  var secretGenerators: [GeneratorArguments] = []
  var generatorOptions: GeneratorOptions?
  var charts: [Chart] = []

  var namePrefix: SourcedText?
  var nameSuffix: SourcedText?
  var namespace: SourcedText?
  var commonLabels: [SourcedPair] = []
  var labels: [LabelSet] = []
  var commonAnnotations: [SourcedPair] = []
  var images: [ImageChange] = []
  var replicas: [ReplicaCount] = []
  var patchesStrategicMerge: [SourcedText] = []
  var patchesJSON6902: [PatchEntry] = []
  var patches: [PatchEntry] = []
  var replacements: [ReplacementEntry] = []
  var variables: [Variable] = []
  var sortOptions: SortOptions?
  var buildMetadata: [BuildMetadata] = []

  /// The deprecated fields that are used.
  var warnings: [Diagnostic] = []
}

/// What is written about the build into the objects.
enum BuildMetadata: String, Sendable, CaseIterable {
  case originAnnotations, transformerAnnotations
  case managedByLabel
}

/// An entry of `labels`.
struct LabelSet: Sendable {
  var pairs: [SourcedPair]
  var includesSelectors: Bool
  var includesTemplates: Bool
  var fields: [FieldSpec]
}

/// An entry of `images`.
struct ImageChange: Sendable {
  var name: SourcedText
  var newName: SourcedText?
  var newTag: SourcedText?
  var digest: SourcedText?
  var tagSuffix: SourcedText?
}

/// An entry of `replicas`.
struct ReplicaCount: Sendable {
  var name: SourcedText
  var count: Sourced<Int>
}

/// An entry of `patches` or `patchesJson6902`.
struct PatchEntry: Sendable {
  var path: SourcedText?
  var patch: SourcedText?
  var target: Selector?
  var allowsNameChange = false
  var allowsKindChange = false
  var origin: Origin
}

/// An entry of `configMapGenerator` or `secretGenerator`.
struct GeneratorArguments: Sendable {
  var name: SourcedText?
  var namespace: SourcedText?
  var behavior: SourcedText?
  var literals: [SourcedText] = []
  var files: [SourcedText] = []
  var environments: [SourcedText] = []
  /// The file under `env`, which a kustomization may have and the configuration of a plug-in passes
  /// over.
  var oldEnvironment: SourcedText?
  /// The type of a Secret.
  var type: SourcedText?
  var options: GeneratorOptions?
  var origin: Origin
}

/// `generatorOptions`, or the `options` of one generator.
struct GeneratorOptions: Sendable {
  var labels: [SourcedPair] = []
  var annotations: [SourcedPair] = []
  var disablesNameSuffixHash = false
  var isImmutable = false
  /// The scalar that asks for immutable objects.
  var immutableOrigin = Origin.none

  /// These options with what the kustomization asks for all its generators; the generator's own
  /// labels and annotations win.
  func merging(_ common: GeneratorOptions) -> GeneratorOptions {
    var result = self
    result.labels = common.labels + labels
    result.annotations = common.annotations + annotations
    result.disablesNameSuffixHash = disablesNameSuffixHash || common.disablesNameSuffixHash
    if common.isImmutable, !isImmutable {
      result.isImmutable = true
      result.immutableOrigin = common.immutableOrigin
    }
    return result
  }
}

/// An entry of `replacements`: written here, or the path of a file that holds one or several.
struct ReplacementEntry: Sendable {
  var path: SourcedText?
  var replacement: Replacement
}

/// An entry of `vars`.
struct Variable: Sendable {
  var name: SourcedText
  var target: ResourceSelector
  var fieldPath: String
}

/// `sortOptions`.
struct SortOptions: Sendable {
  var order: SourcedText?
  var first: [String]?
  var last: [String]?
  var origin: Origin
  /// What is wrong with them, which only the kustomization that is rendered is refused for.
  var mistake: Diagnostic?
}
