package import Diagnostics

/// What became of printing several environments.
package struct PrintedEnvironments: Sendable {
  /// What Kustomize would print of each that renders, in the order in which they were named.
  package fileprivate(set) var texts: [(name: String, text: [UInt8])] = []
  /// What stops nothing, each cause once.
  package fileprivate(set) var warnings: [Diagnostic] = []
  /// Why others do not render, each cause once with the environments that it reaches.
  package fileprivate(set) var failures: [Diagnostic] = []
}

extension EnvironmentRenderer {
  /// Renders and prints environments, at most `width` at a time.
  ///
  /// The result is the same for any width. An environment that holds nothing is printed as nothing.
  package func print(_ environments: [Environment], width: Int) async -> PrintedEnvironments {
    let results = await inOrder(environments, width: width) { environment in
      Result { () throws(PipelineError) in
        let rendered = try renderAll(environment)
        return (text: try rendered.text(), warnings: rendered.warnings)
      }
    }
    var printed = PrintedEnvironments()
    var (warnings, failures) = (FindingMerge(), FindingMerge())
    for (environment, outcome) in zip(environments, results) {
      let name = environments.count > 1 ? environment.name : nil
      switch outcome {
      case .success(let rendered):
        printed.texts.append((environment.name, rendered.text))
        warnings.add(rendered.warnings, in: name)
      case .failure(let error): failures.add(error.diagnostics, in: name)
      }
    }
    printed.warnings = warnings.merged
    printed.failures = failures.merged
    return printed
  }
}
