import Diagnostics

extension FindingLog {
  /// - Throws: all findings, where one of them is an error.
  func check() throws(RenderError) {
    if hasErrors { throw RenderError(findings) }
  }
}
