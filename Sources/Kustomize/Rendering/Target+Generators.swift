import Diagnostics
import YAML

/// What a kustomization makes: by its own generators, by charts, and by plug-ins that it configures.
extension Target {
  /// Where a built-in plug-in is configured, for those who want to know.
  func builtInProvenance(_ plugin: String) -> Provenance? {
    guard let provenance else { return nil }
    var result = Provenance()
    result.configuredIn = provenance.appending(TreePath.name(of: kustomization.file.path)).path
    result.apiVersion = "builtin"
    result.kind = plugin
    return result
  }

  /// What charts that name no namespace are rendered for.
  var chartNamespace: String? { kustomization.namespace?.value ?? outerNamespace }

  /// Adds what the kustomization's generators and charts make.
  func runGenerators(_ result: inout Accumulation) throws(RenderError) {
    for (isSecret, generators) in [
      (false, kustomization.configMapGenerators), (true, kustomization.secretGenerators),
    ] {
      for var arguments in generators {
        if let common = kustomization.generatorOptions {
          arguments.options = (arguments.options ?? GeneratorOptions()).merging(common)
        }
        let generator = DataGenerator(
          arguments: arguments, isSecret: isSecret, site: site, context: context)
        var resource = try generator.generate()
        if let provenance = builtInProvenance(generator.pluginName) {
          resource.setProvenance(provenance)
        }
        try result.list.absorb(resource, context)
      }
    }
    for chart in kustomization.charts {
      let generator = ChartGenerator(
        chart: chart, namespace: chartNamespace, site: site, context: context)
      for var resource in try generator.generate() {
        if let provenance = builtInProvenance(ChartGenerator.pluginName) {
          resource.setProvenance(provenance)
        }
        try result.list.absorb(resource, context)
      }
    }
    for configuration in try plugins(kustomization.generators) {
      let plugin = PluginConfiguration(resource: configuration, site: site, context: context)
      for var resource in try plugin.generated() {
        if let provenance = configuration.pluginProvenance, !resource.hasProvenance {
          resource.setProvenance(provenance)
        }
        try result.list.absorb(resource, context)
      }
    }
  }

  /// The configurations of plug-ins: each entry is one, or the path of a file or a directory.
  func plugins(_ entries: [SourcedText]) throws(RenderError) -> [Resource] {
    var result = Accumulation()
    var paths: [SourcedText] = []
    for entry in entries {
      guard let inline = try inlineResources(entry) else {
        paths.append(entry)
        continue
      }
      try result.list.append(inline, context.schemas, at: entry.location)
    }
    try add(paths, to: &result)
    return result.list.items
  }

  private func inlineResources(_ entry: SourcedText) throws(RenderError) -> [Resource]? {
    let roots: [Node]
    var resources: [Resource]
    do {
      roots = try EmbeddedText(source: entry).documents(as: .kustomize)
      resources = try ResourceReader.resources(in: roots)
    } catch {
      // Text of several lines is no path.
      if entry.value.contains("\n") { throw error }
      return nil
    }
    if let provenance {
      let place = provenance.appending(TreePath.name(of: kustomization.file.path))
      for index in resources.indices { resources[index].setProvenance(place) }
    }
    return resources
  }
}
