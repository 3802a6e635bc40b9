import Diagnostics
import YAML

/// One step that changes resources.
protocol Transformer {
  /// The name of the plug-in that does the same in Kustomize, for transformer annotations.
  var pluginName: String { get }

  func transform(
    _ list: inout ResourceList, _ context: RenderContext
  ) throws(RenderError)
}
