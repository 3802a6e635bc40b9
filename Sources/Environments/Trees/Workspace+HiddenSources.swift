import Diagnostics
import Kustomize
import YAML

extension Workspace {
  /// Whether a manifest of the tree mentions a policy that keeps reports from quoting what it finds.
  ///
  /// It says so where nothing of the kind is deployed too; where it does not, nothing is.
  package var mentionsHiddenSources: Bool {
    search.manifests(under: "", mentioning: .admissionPolicy).contains { path in
      guard let file = try? tree.file(at: path, limit: Limits.standard.bytes) else { return true }
      return file.text(in: ByteRange(0, file.bytes.count)).contains("hide-source")
    }
  }
}
