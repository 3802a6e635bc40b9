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
      let environments = ProtectedEnvironments(
        of: try Repository(reopening: history.repository), workspace: workspace,
        configuration: configuration.file?.path
      )
      var findings: [Diagnostic] = []
      for span in history.spans {
        findings += try environments.findings(in: span, rendered: rendered)
      }
      return findings
    } catch {
      throw PipelineError(error.message, help: error.hint)
    }
  }
}
