package import Diagnostics
package import Kustomize

/// A directory to be rendered, under the name that people know it by.
package struct Overlay: Hashable, Sendable {
  /// An environment's name, or the directory's path from where the search began.
  package var name: String
  /// The directory, relative to the tree's root.
  package var directory: String

  package init(name: String, directory: String) {
    self.name = name
    self.directory = directory
  }
}

/// What became of several overlays.
package struct OverlayRendering: Sendable {
  /// What Kustomize would print of each that renders, in the order in which they were named.
  package var printed: [(overlay: Overlay, text: [UInt8])] = []
  /// What stops nothing, each cause once.
  package var warnings: [Diagnostic] = []
  /// Why others do not render, each cause once with the overlays that it reaches.
  package var failures: [Diagnostic] = []
}

extension Workspace {
  /// The overlays at or under a directory: each kustomization on which no other there builds.
  ///
  /// - Parameter loader: what will render them, so that each file is read once.
  /// - Throws: ``PipelineError`` where there are none.
  package func overlays(
    under directory: String, with loader: Loader
  ) throws(PipelineError) -> [Overlay] {
    let found: [String]
    do { found = try loader.overlays(under: directory) } catch { throw PipelineError(error) }
    guard !found.isEmpty else {
      throw PipelineError(
        "there is nothing to render: no directory of "
          + "\(directory.isEmpty ? name : directory) holds a kustomization")
    }
    let prefix = directory.isEmpty ? 0 : directory.utf8.count + 1
    return found.map { path in
      let rest = String(decoding: path.utf8.dropFirst(prefix), as: UTF8.self)
      return Overlay(name: rest.isEmpty ? TreePath.name(of: path) : rest, directory: path)
    }
  }

  /// Renders overlays, at most `width` at a time; the result is the same for any width.
  package func render(
    _ overlays: [Overlay], with renderer: Renderer, loader: Loader, width: Int
  ) async -> OverlayRendering {
    let results = await inOrder(overlays, width: width) { overlay in
      Result { () throws(RenderError) in
        let rendering = try renderer.render(directory: overlay.directory, with: loader)
        return (text: try rendering.printed(), warnings: rendering.warnings)
      }
    }
    var result = OverlayRendering()
    var (warnings, failures) = (FindingMerge(), FindingMerge())
    for (overlay, outcome) in zip(overlays, results) {
      switch outcome {
      case .success(let rendered):
        result.printed.append((overlay, rendered.text))
        warnings.add(rendered.warnings, in: overlays.count > 1 ? overlay.name : nil)
      case .failure(let error):
        failures.add(error.diagnostics, in: overlays.count > 1 ? overlay.name : nil)
      }
    }
    result.warnings = warnings.merged
    result.failures = failures.merged
    return result
  }
}
