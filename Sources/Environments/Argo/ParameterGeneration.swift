import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Works out the sets of parameters that generators of an ApplicationSet give.
struct ParameterGeneration {
  let form: ParameterForm
  let repository: ArgoRepository
  /// Nil where no file describes any.
  let clusters: [ArgoCluster]?

  /// The sets of one generator, in order; those that its selector does not want are left out.
  ///
  /// - Throws: ``GenerationFailure`` with the reason why there are none.
  func sets(of generator: Node) throws(GenerationFailure) -> [Mapping] {
    let sets = try unselected(generator)
    guard let node = generator["selector"], let selector = try? LabelSelector(node) else {
      return sets
    }
    return sets.filter { set in
      var flat = Mapping()
      Node(set).flattened(into: &flat)
      let labels = Dictionary(
        flat.entries.map { ($0.name, $0.value.scalarText ?? "") }, uniquingKeysWith: { $1 })
      return selector.requirements.allSatisfy { requirement in
        let isUnknown =
          labels[requirement.key].map(UnknownParameter.isIn)
          ?? (UnknownParameter.text(of: requirement.key, among: set) != nil)
        return isUnknown || requirement.matches(labels)
      }
    }
  }

  private func unselected(_ generator: Node) throws(GenerationFailure) -> [Mapping] {
    if let list = generator["list"] { return try elements(of: list) }
    if let git = generator["git"] { return try found(by: git) }
    if let clusters = generator["clusters"] { return try selected(by: clusters) }
    if let matrix = generator["matrix"] { return try combinations(of: matrix) }
    if let merge = generator["merge"] { return try ParameterMerge(self).sets(of: merge) }
    if generator["clusterDecisionResource"] != nil {
      var set = Mapping()
      set[UnknownParameter.anyName] = .string("")
      return [set]
    }
    let kind = generator.mapping?.names.first { $0 != "selector" } ?? "nothing"
    throw GenerationFailure(
      "the generator \(kind) asks a service", outside: "generators that ask a service (\(kind))")
  }

  // MARK: Lists

  private func elements(of list: Node) throws(GenerationFailure) -> [Mapping] {
    var elements = list["elements"]?.elements ?? []
    if let text = list["elementsYaml"]?.string {
      let file = SourceFile(path: "elementsYaml", text: text)
      elements += file.parsed(as: .kubernetes).documents.first?.root.elements ?? []
    }
    return try elements.map { (element) throws(GenerationFailure) in
      guard let mapping = element.mapping else {
        throw GenerationFailure("an element of a list is no mapping").at(element.origin.location)
      }
      return form.isFlat ? try flat(mapping) : GoValue.fromJSON(element).mapping ?? mapping
    }
  }

  private func flat(_ element: Mapping) throws(GenerationFailure) -> Mapping {
    var set = Mapping()
    func add(_ name: String, _ value: Node) throws(GenerationFailure) {
      guard value.string != nil else {
        throw GenerationFailure("error parsing value as string").at(value.origin.location)
      }
      set[name] = value
    }
    for entry in element.entries {
      guard entry.name == "values", let values = entry.value.mapping else {
        try add(entry.name, entry.value)
        continue
      }
      for value in values.entries { try add("values.\(value.name)", value.value) }
    }
    return set
  }

  // MARK: The repository

  private func found(by git: Node) throws(GenerationFailure) -> [Mapping] {
    let url = git["repoURL"]?.scalarText ?? ""
    guard repository.isOwn(url) else {
      throw GenerationFailure(
        "a generator looks into \(url)", outside: "generators that look into other repositories"
      )
      .at(git["repoURL"]?.origin.location)
    }
    var sets: [Mapping] = []
    if let entries = git["directories"]?.elements {
      for path in try repository.directories(matching: entries) {
        sets.append(try withValues(of: git, placed(path, file: nil, by: git, over: Mapping())))
      }
      return sets
    }
    for path in try repository.files(matching: git["files"]?.elements ?? []) {
      for content in try repository.contents(of: path) {
        var set = Mapping()
        if form.isFlat {
          content.flattened(into: &set)
        } else {
          set = GoValue.fromJSON(content).mapping ?? set
        }
        let directory = TreePath.parent(of: path)
        let named = placed(
          directory.isEmpty ? "." : directory, file: TreePath.name(of: path), by: git, over: set)
        sets.append(try withValues(of: git, named))
      }
    }
    return sets
  }

  /// A set with what a path says.
  private func placed(
    _ path: String, file: String?, by git: Node, over set: Mapping
  ) -> Mapping {
    let prefix = git["pathParamPrefix"]?.scalarText
    let origin = git["repoURL"]?.origin ?? .none
    let basename = TreePath.name(of: path)
    let segments = path.split(separator: "/").map(String.init)
    var texts = [("basename", basename), ("basenameNormalized", basename.normalizedName)]
    if let file { texts += [("filename", file), ("filenameNormalized", file.normalizedName)] }
    var result = set
    if form.isFlat {
      let name = prefix.map { "\($0).path" } ?? "path"
      texts = [(name, path)] + texts.map { ("\(name).\($0)", $1) }
      texts += segments.enumerated().map { ("\(name)[\($0)]", $1) }
      for (name, text) in texts { result[name] = .string(text, origin: origin) }
      return result
    }
    var fields = Mapping()
    for (field, text) in [("path", path)] + texts { fields[field] = .string(text, origin: origin) }
    fields["segments"] = Node(segments.map { .string($0) })
    guard let prefix else {
      result["path"] = Node(fields)
      return result
    }
    var outer = Mapping()
    outer["path"] = Node(fields)
    result[prefix] = Node(outer)
    return result
  }

  /// A set with the generator's `values`, which may use the other parameters.
  private func withValues(of generator: Node, _ set: Mapping) throws(GenerationFailure) -> Mapping {
    guard let values = generator["values"], values.mapping != nil else { return set }
    let rendered = try rendered(values, with: set)
    var result = set
    if form.isFlat {
      rendered.flattened(under: "values", into: &result)
    } else {
      result["values"] = rendered
    }
    return result
  }

  private func rendered(_ template: Node, with set: Mapping) throws(GenerationFailure) -> Node {
    do throws(GoTemplateError) { return try form.rendered(template, with: set) } catch {
      throw GenerationFailure(error).at(template.origin.location)
    }
  }

  // MARK: Clusters

  private func selected(by generator: Node) throws(GenerationFailure) -> [Mapping] {
    let selector = generator["selector"].flatMap { try? LabelSelector($0) } ?? .everything
    var sets: [Mapping] = []
    if let clusters {
      var chosen = clusters.filter { selector.matches($0.labels) }
      let knowsLocal = clusters.contains { $0.server == ArgoCluster.local.server }
      if selector.isEmpty, !knowsLocal { chosen.append(.local) }
      for cluster in chosen { sets.append(try withValues(of: generator, cluster.parameters(form))) }
    } else {
      sets = [
        try withValues(of: generator, ArgoCluster.unknownParameters(form, selector))
      ]
    }
    guard generator["flatList"]?.scalar?.boolean == true else { return sets }
    var whole = Mapping()
    whole["clusters"] = Node(sets.map { Node($0) })
    return [whole]
  }

  // MARK: Combinations

  private func combinations(of matrix: Node) throws(GenerationFailure) -> [Mapping] {
    let generators = matrix["generators"]?.elements ?? []
    guard generators.count == 2 else {
      throw GenerationFailure("a matrix needs two generators").at(matrix.origin.location)
    }
    var sets: [Mapping] = []
    for first in try self.sets(of: generators[0]) {
      for second in try self.sets(of: try rendered(generators[1], with: first)) {
        sets.append(try combined(first, second))
      }
    }
    return sets
  }

  private func combined(_ first: Mapping, _ second: Mapping) throws(GenerationFailure) -> Mapping {
    guard form.isFlat else { return Node(second).overlaid(by: Node(first)).mapping ?? first }
    var result = first
    for entry in second.entries {
      if let old = result[entry.name], !old.isEqual(to: entry.value) {
        let texts = [old, entry.value].map { $0.scalarText ?? "" }
        throw GenerationFailure(
          "found duplicate key \(entry.name) with different value, a: \(texts[0]) ,b: \(texts[1])"
        ).at(entry.value.origin.location)
      }
      result[entry.name] = entry.value
    }
    return result
  }
}
