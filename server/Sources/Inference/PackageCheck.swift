/// What each package is put through.
package struct PackageCheck: Sendable {
  private let engines: [any ModelEngine]
  private let canRunONNX: Bool

  /// - Parameters:
  ///   - engines: those that load the models.
  ///   - canRunONNX: whether the one of ONNX has its library.
  package init(engines: [any ModelEngine], canRunONNX: Bool) {
    self.engines = engines
    self.canRunONNX = canRunONNX
  }

  /// Checks one package.
  ///
  /// - Returns: a line that says so, as `sentiment 1.3.0: ok, 42 golden rows, loaded in 31 ms`.
  package func run(_ directory: String) throws(ModelLoadError) -> String {
    let package = try ModelPackage.read(at: directory)
    let manifest = package.manifest
    guard let engine = engines.first(where: { $0.name == manifest.engine }) else {
      let known = engines.map(\.name).joined(separator: ", ")
      throw ModelLoadError(
        "manifest.json: engine is '\(manifest.engine)', and supported is \(known)")
    }
    guard engine.name != "onnx" || canRunONNX else {
      throw ModelLoadError(
        "not checked: it needs ONNX Runtime, whose path --ort-library or ORT_LIBRARY gives")
    }
    let clock = ContinuousClock()
    let start = clock.now
    let model = try engine.load(package)
    let milliseconds = (clock.now - start) / .milliseconds(1)
    try package.verify(model)
    let count = try package.goldenRows().rows.count
    return "\(manifest.name) \(manifest.version): ok, \(count) golden row\(count == 1 ? "" : "s"), "
      + "loaded in \(Int(milliseconds.rounded(.up))) ms"
  }
}
