extension ModelPackage {
  /// Reads the package of one version: its manifest, and the model file with the manifest's hash.
  package static func read(at directory: String) throws(ModelLoadError) -> ModelPackage {
    throw ModelLoadError("\(directory) cannot be read")
  }

  /// Requires that the model gives what the package's golden rows say.
  package func verify(_ model: any Model) throws(ModelLoadError) {
    throw ModelLoadError("\(directory) has no golden rows")
  }
}
