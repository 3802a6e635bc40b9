extension KustomizationShape {
  /// A whole kustomization.
  package static let kustomization = KustomizationShape.mapping([
    .init(
      "apiVersion", .text(oneOf: ["kustomize.config.k8s.io/v1beta1"]), "the format of the file"),
    .init("kind", .text(oneOf: ["Kustomization", "Component"]), "what the file is"),
    .init("metadata", metadata, "a name for people; it has no effect"),
    .init(
      "resources", .list(.place(.resource)), "the manifests and bases that are built, in this order"
    ),
    .init(
      "components", .list(.place(.component)), "components that change what the resources give"),
    .init("namespace", .text, "the namespace of every object that is in one"),
    .init("namePrefix", .text, "put before the name of every object"),
    .init("nameSuffix", .text, "put behind the name of every object"),
    .init("labels", .list(labels), "labels for every object"),
    .init("commonAnnotations", .pairs, "annotations for every object"),
    .init("images", .list(image), "other names, tags and digests for images"),
    .init("replicas", .list(replicas), "numbers of replicas"),
    .init("patches", .list(patch), "patches, strategic merge or JSON 6902, in this order"),
    .init("replacements", .list(replacement), "values of one field that are copied into others"),
    .init(
      "configMapGenerator", .list(generator()), "ConfigMaps that are made from files and literals"),
    .init(
      "secretGenerator", .list(generator(isOfSecrets: true)),
      "Secrets that are made from files and literals"),
    .init("generatorOptions", generatorOptions, "what holds for all that is generated"),
    .init("helmCharts", .list(chart(isOld: false)), "charts that are rendered with helm"),
    .init(
      "helmGlobals",
      .mapping([
        .init("chartHome", .text, "the directory that charts are kept in", default: "charts"),
        .init("configHome", .text, "helm's directory of settings"),
      ]), "what holds for all charts"),
    .init("sortOptions", sortOptions, "the order in which objects are printed"),
    .init(
      "buildMetadata",
      .list(.text(oneOf: BuildMetadata.allCases.map(\.rawValue))),
      "what objects are told of the build"),
    .init("crds", .list(.place(.configuration)), "OpenAPI definitions of custom kinds"),
    .init(
      "openapi", .mapping([.init("path", .place(.configuration), "a file with the schema")]),
      "the schema that patches are merged by"),
    .init("configurations", .list(.place(.configuration)), "which fields transformers change"),
    .init(
      "generators", .list(.place(.configuration)), "configurations of plug-ins that make objects"),
    .init(
      "transformers", .list(.place(.configuration)),
      "configurations of plug-ins that change objects"),
    .init(
      "validators", .list(.place(.configuration)), "configurations of plug-ins that refuse objects"),
    .init("commonLabels", .pairs, "labels for every object, its selectors and its templates"),
    .init("bases", .list(.place(.resource)), "directories that are built first"),
    .init("imageTags", .list(image), "other tags for images"),
    .init("patchesStrategicMerge", .list(.place(.patch)), "strategic merge patches"),
    .init("patchesJson6902", .list(patch), "JSON 6902 patches"),
    .init("vars", .list(variable), "values of fields under names that others may use as $(NAME)"),
    .init(
      "helmChartInflationGenerator", .list(chart(isOld: true)),
      "charts, in the form before helmCharts"),
  ])

  private static let metadata = KustomizationShape.mapping([
    .init("name", .text, "a name for people"), .init("namespace", .text, "has no effect"),
    .init("labels", .pairs, "have no effect"), .init("annotations", .pairs, "have no effect"),
  ])

  private static let labels = KustomizationShape.mapping([
    .init("pairs", .pairs, "the labels"),
    .init("includeSelectors", .flag, "whether selectors ask for them too", default: "false"),
    .init("includeTemplates", .flag, "whether pods get them too", default: "false"),
    .init(
      "fields",
      .list(
        .mapping([
          .init("group", .text, "of kinds in this group"),
          .init("version", .text, "of kinds in this version"),
          .init("kind", .text, "of this kind"),
          .init("path", .text, "the way to the field, with / between names"),
          .init("create", .flag, "whether it is made where it is absent", default: "false"),
        ])), "further fields that get them"),
  ])

  private static let image = KustomizationShape.mapping([
    .init("name", .text, "the image's name as the resources have it, without a tag"),
    .init("newName", .text, "the name in its place"),
    .init("newTag", .text, "the tag in the place of its tag or digest"),
    .init("digest", .text, "the digest in the place of its tag"),
    .init("tagSuffix", .text, "put behind its tag"),
  ])

  private static let replicas = KustomizationShape.mapping([
    .init("name", .text, "the workload's name as its resource has it"),
    .init("count", .integer, "how many replicas it has"),
  ])

  private static let kindFields: [KustomizationField] = [
    .init("group", .text, "its API group; a regular expression of all of it"),
    .init("version", .text, "its version; a regular expression of all of it"),
    .init("kind", .text, "its kind; a regular expression of all of it"),
    .init("name", .text, "its name as its resource has it; a regular expression of all of it"),
    .init("namespace", .text, "its namespace; a regular expression of all of it"),
  ]

  private static let selector = KustomizationShape.mapping(
    kindFields + [
      .init("labelSelector", .text, "its labels, as kubectl's --selector takes it"),
      .init("annotationSelector", .text, "its annotations, in the form of labelSelector"),
    ])

  private static let patch = KustomizationShape.mapping([
    .init("path", .place(.patch), "the file with the patch"),
    .init("patch", .text, "the patch itself"),
    .init("target", selector, "which objects it changes, where the patch does not say"),
    .init(
      "options",
      .mapping([
        .init("allowNameChange", .flag, "whether it may change names", default: "false"),
        .init("allowKindChange", .flag, "whether it may change kinds", default: "false"),
      ]), "what the patch may do"),
  ])

  private static let copying = KustomizationField(
    "options",
    .mapping([
      .init("delimiter", .text, "what splits the value into parts"),
      .init("index", .integer, "which part is meant, from 0", default: "0"),
      .init("encoding", .text, "how the value is encoded"),
      .init("create", .flag, "whether the field is made where it is absent", default: "false"),
    ]), "which part of a value is meant")

  private static let replacement = KustomizationShape.mapping([
    .init("path", .place(.configuration), "a file with the replacement, in the place of the rest"),
    .init(
      "source",
      .mapping(
        kindFields + [
          .init("fieldPath", .text, "the field, with . between names", default: "metadata.name"),
          copying,
        ]), "the field that is copied"),
    .init("sourceValue", .text, "a value in the place of a source"),
    .init(
      "targets",
      .list(
        .mapping([
          .init("select", selector, "the objects that get the value"),
          .init("reject", .list(selector), "those of them that do not"),
          .init("fieldPaths", .list(.text), "the fields that get it, with . between names"),
          copying,
        ])), "where the value goes"),
  ])

  private static let generatorOptions = KustomizationShape.mapping([
    .init("labels", .pairs, "labels for what is generated"),
    .init("annotations", .pairs, "annotations for what is generated"),
    .init("disableNameSuffixHash", .flag, "whether names stay without a hash", default: "false"),
    .init("immutable", .flag, "whether it may never be changed", default: "false"),
  ])

  private static func generator(isOfSecrets: Bool = false) -> KustomizationShape {
    let type: [KustomizationField] = [
      .init("type", .text, "the Secret's type", default: "Opaque")
    ]
    return .mapping(
      [
        .init("name", .text, "its name, which a hash of what is in it follows"),
        .init("namespace", .text, "its namespace"),
        .init(
          "behavior", .text(oneOf: ["create", "merge", "replace"]),
          "what becomes of one that a base has",
          default: "create"),
        .init("literals", .list(.text), "entries, each as key=value"),
        .init("files", .list(.place(.content)), "files with values, each as path or key=path"),
        .init("envs", .list(.place(.variables)), "files of which each line is an entry"),
        .init("options", generatorOptions, "what holds for this one"),
        .init("env", .place(.variables), "one file of which each line is an entry"),
      ] + (isOfSecrets ? type : []))
  }

  private static let sortOptions = KustomizationShape.mapping([
    .init(
      "order", .text(oneOf: ["fifo", "legacy"]), "as they were read, or by their kinds",
      default: "fifo"),
    .init(
      "legacySortOptions",
      .mapping([
        .init("orderFirst", .list(.text), "the kinds that come first"),
        .init("orderLast", .list(.text), "the kinds that come last"),
      ]), "another order of kinds than the usual one"),
  ])

  private static let variable = KustomizationShape.mapping([
    .init("name", .text, "what it is used by"),
    .init(
      "objref",
      .mapping([
        .init("apiVersion", .text, "the object's group and version"),
        .init("group", .text, "the object's group"),
        .init("version", .text, "the object's version"),
        .init("kind", .text, "the object's kind"), .init("name", .text, "the object's name"),
        .init("namespace", .text, "the object's namespace"),
      ]), "the object that has the value"),
    .init(
      "fieldref",
      .mapping([.init("fieldPath", .text, "the field that has it", default: "metadata.name")]),
      "the field that has the value"),
  ])

  private static func chart(isOld: Bool) -> KustomizationShape {
    let shared: [KustomizationField] = [
      .init("releaseName", .text, "the name of the release"),
      .init(
        "valuesMerge", .text(oneOf: Chart.ValuesMerge.allCases.map(\.rawValue)),
        "which values win, the file's or those here", default: "override"),
    ]
    let old: [KustomizationField] = [
      .init("chartName", .text, "the chart's name"),
      .init("chartVersion", .text, "the chart's version"),
      .init("chartRepoUrl", .text, "the URL of its repository"),
      .init("chartRepoName", .text, "has no effect"),
      .init("chartHome", .text, "where charts are kept"),
      .init("helmBin", .text, "has no effect"),
      .init("helmHome", .text, "helm's directory of settings"),
      .init("values", .place(.content), "a file in the place of the chart's values"),
      .init("valuesLocal", .any, "values beside those of the file"),
      .init("releaseNamespace", .text, "the namespace of the release"),
      .init("extraArgs", .list(.text), "have no effect"),
    ]
    let new: [KustomizationField] = [
      .init("name", .text, "the chart's name"), .init("version", .text, "the chart's version"),
      .init("repo", .text, "the URL of its repository"),
      .init("namespace", .text, "the namespace of the release"),
      .init("valuesFile", .place(.content), "a file in the place of the chart's values"),
      .init("additionalValuesFiles", .list(.place(.content)), "further files of values"),
      .init("valuesInline", .any, "values beside those of the files"),
      .init("includeCRDs", .flag, "whether the chart's definitions are rendered", default: "false"),
      .init("skipHooks", .flag, "whether hooks are left out", default: "false"),
      .init("skipTests", .flag, "whether tests are left out", default: "false"),
      .init("apiVersions", .list(.text), "the APIs that the chart finds in the cluster"),
      .init("kubeVersion", .text, "the Kubernetes release that the chart finds"),
      .init("nameTemplate", .text, "a template for the name of the release"),
      .init("debug", .flag, "whether helm tells what it does", default: "false"),
      .init("devel", .flag, "whether prereleases of the chart count", default: "false"),
    ]
    return .mapping((isOld ? old : new) + shared)
  }
}
