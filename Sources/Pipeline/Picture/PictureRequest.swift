import Environments
import Relations
package import Git

/// What a page is to show of environments beside findings.
package struct PictureRequest: Sendable {
  /// The commit that history ends with, for how long versions have differed; nil where nothing is known.
  package var history: (repository: RepositoryLocation, commit: ObjectID)?

  package init(history: (repository: RepositoryLocation, commit: ObjectID)?) {
    self.history = history
  }

  /// Since when pairs of fields have differed; nothing where the repository cannot be read.
  func ages(of pairs: [DriftSearch.Pair]) -> [DriftSearch.Age?] {
    guard let history, let repository = try? Repository(reopening: history.repository) else {
      return []
    }
    var search = DriftSearch(repository, from: history.commit)
    return (try? search.ages(of: pairs)) ?? []
  }
}

extension GitOpsPipeline {
  /// Draws environments for a page.
  func draw(
    _ request: PictureRequest, _ environments: [RenderedEnvironment],
    into result: inout CheckResult
  ) {
    result.pictures = environments.map {
      EnvironmentPicture(of: $0, in: GraphContext($0, configuration))
    }
    let sources = configuration.environments.compactMap { environment in
      environment.source.map { (environment.name, $0) }
    }
    var matrix = AppMatrix(
      result.pictures, sources: Dictionary(sources, uniquingKeysWith: { first, _ in first }))
    matrix.compare(ages: request.ages(of:))
    result.matrix = matrix
    result.day = today
  }
}
