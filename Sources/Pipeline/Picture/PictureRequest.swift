import Diagnostics
import Environments
package import Git
import Kustomize
import Relations

/// What a page is to show of environments beside findings.
package struct PictureRequest: Sendable {
  /// The commit that history ends with, for how long versions have differed; nil where nothing is known.
  package var history: (repository: RepositoryLocation, commit: ObjectID)?

  package init(history: (repository: RepositoryLocation, commit: ObjectID)?) {
    self.history = history
  }

  /// Since when pairs of fields have differed; nothing where the repository cannot be read.
  ///
  /// - Parameter tree: the files that are drawn.
  func ages(of pairs: [DriftSearch.Pair], in tree: any FileTree) -> [DriftSearch.Age?] {
    guard let history, let repository = try? Repository(reopening: history.repository) else {
      return []
    }
    var search = DriftSearch(repository, from: history.commit)
    let ages = (try? search.ages(of: pairs)) ?? []
    guard ages.contains(.uncommitted),
      let committed = try? repository.snapshot(of: history.commit.hex)
    else { return ages }
    return zip(pairs, ages).map { pair, age in
      let isCommitted = [pair.source.path, pair.target.path].allSatisfy { path in
        let file = try? tree.file(at: path, limit: DriftSearch.mostBytes)
        return file?.bytes == (try? committed.read(path, limit: DriftSearch.mostBytes))
      }
      // Such a field is not all of a version: a digest may stand beside a tag that is the same.
      return age == .uncommitted && isCommitted ? nil : age
    }
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
    matrix.compare { request.ages(of: $0, in: workspace.tree) }
    result.matrix = matrix
    result.day = today
  }
}
