package import Diagnostics
package import Kustomize

/// A reason why the job could not be done.
package struct PipelineError: Error, Sendable {
  /// What is wrong, at its place where it has one.
  package let diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  /// A failure that no file is to blame for.
  package init(_ message: String, help: String? = nil) {
    diagnostics = [
      Diagnostic(rule: "pipeline/failure", severity: .error, message: message, help: help)
    ]
  }

  /// A tree that cannot be read.
  package init(_ error: FileTreeError) {
    self.init("cannot read \(error.path): \(error.reason)")
  }
}
