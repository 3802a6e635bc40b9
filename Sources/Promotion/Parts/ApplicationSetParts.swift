import Diagnostics
import Environments
import YAML

/// The elements of ApplicationSets' list generators that make the targets of two environments.
///
/// Argo CD makes an Application of each; what stands in one and is rendered nowhere, as a revision, moves all the
/// same.
struct ApplicationSetParts {
  /// Where lists of elements stand in an ApplicationSet.
  private static let lists: [[PartSelector.Step]] = {
    let own: [PartSelector.Step] = [.any, .key("list"), .key("elements")]
    let top: [PartSelector.Step] = [.key("spec"), .key("generators")]
    return [top + own]
      + ["matrix", "merge"].map { top + [.any, .key($0), .key("generators")] + own }
  }()

  /// What tells apart several elements of one environment.
  private static let names = ["name", "app", "appName", "application", "component", "service"]

  private let source: Environment
  private let target: Environment
  private let words: EnvironmentWords
  /// The files that name what is built for either environment.
  let files: [String]

  init(from source: Environment, to target: Environment, _ words: EnvironmentWords) {
    (self.source, self.target, self.words) = (source, target, words)
    let targets = (source.targets + target.targets).filter { target in
      if case .argo = target.build { true } else { false }
    }
    let places = targets.map(\.directory.location) + [source.origin, target.origin]
    files = targets.isEmpty ? [] : Set(places.compactMap { $0?.file.path }).sorted()
  }

  /// Of two states of one environment.
  init(of environment: Environment) {
    self.init(from: environment, to: environment, EnvironmentWords([]))
  }

  /// The environment's own elements in two states of a file; none where it is not one that makes it.
  func parts(from old: SourceFile, to new: SourceFile) -> [FilePart] {
    files.contains(new.path) ? parts(of: MergedFile(new), and: MergedFile(old)) : []
  }

  /// The elements of the target's that have one counterpart among those of the source's.
  func parts(of file: MergedFile, and other: MergedFile) -> [FilePart] {
    guard file.documents.contains(where: { $0.object.hasPrefix("ApplicationSet/") }) else {
      return []
    }
    return Self.lists.flatMap { steps -> [FilePart] in
      let own = elements(steps, holding: target.name, in: file)
      let others = elements(steps, holding: source.name, in: other)
      return own.compactMap { element in
        let meant = others.filter { words.areEqual($0.name, element.name) }
        guard meant.count == 1, own.count(where: { $0.name == element.name }) == 1 else {
          return nil
        }
        return part(steps, meant[0], element)
      }
    }
  }

  private typealias Element = (name: String, texts: [String])

  private func part(_ steps: [PartSelector.Step], _ source: Element, _ target: Element) -> FilePart
  {
    let label = steps.reduce(into: "") { label, step in
      switch step {
      case .key(let key): label += label.isEmpty ? key : ".\(key)"
      case .any, .holding: label += "[*]"
      }
    }
    return FilePart(
      label: "\(label)[\(target.texts.joined(separator: ","))]",
      source: PartSelector(steps: steps + [.holding(source.texts)]),
      target: PartSelector(steps: steps + [.holding(target.texts)]), rest: nil, isDeclared: false)
  }

  /// The elements that hold an environment's name, each by what else it is called.
  private func elements(
    _ steps: [PartSelector.Step], holding name: String, in file: MergedFile
  ) -> [Element] {
    let selector = PartSelector(steps: steps + [.holding([name])])
    return file.documents.filter { $0.object.hasPrefix("ApplicationSet/") }
      .flatMap { selector.places(in: $0.root) }.map { place in
        let own = Self.names.lazy.compactMap { place.node[$0]?.scalarText }.first ?? ""
        return (own, own.isEmpty || own == name ? [name] : [name, own])
      }
  }
}
