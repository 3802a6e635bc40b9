import Diagnostics
import Environments
import Git

extension GitOpsPipeline {
  /// What there is to say of a change of protected environments.
  ///
  /// - Parameter rendered: what is checked, as it renders.
  func protection(
    _ history: History?, rendered: [RenderedEnvironment]
  ) throws(PipelineError) -> [Diagnostic] {
    guard let history else { return [] }
    do throws(GitError) {
      return try ProtectedEnvironments(
        of: try Repository(reopening: history.repository), workspace: workspace,
        configuration: configuration.file?.path
      ).findings(in: history.span, rendered: rendered)
    } catch {
      throw PipelineError(error.message, help: error.hint)
    }
  }
}
