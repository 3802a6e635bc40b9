package import Inference

/// Loads gradient boosted trees from the model files of XGBoost, `model.json` and `model.ubj`.
package struct ForestEngine: ModelEngine {
  package init() {}

  /// The `engine` of the manifests that it is for.
  package var name: String { "xgboost" }

  /// The trees of a package, with its scaler.
  ///
  /// - Throws: ``ModelLoadError`` where they do not fit the manifest, or the file cannot be read.
  package func load(_ package: ModelPackage) throws(ModelLoadError) -> any Model {
    let manifest = package.manifest
    guard manifest.type == .tabular, let features = manifest.features else {
      throw ModelLoadError("manifest.json: type must be tabular for the engine \(name)")
    }
    let forest = try Self.read(package.modelBytes, named: manifest.file)
    let columns = features.reduce(0) { $0 + ($1.categories?.count ?? 1) }
    guard forest.columns == columns else {
      throw ModelLoadError(
        "\(manifest.file): learner.learner_model_param.num_feature is \(forest.columns), "
          + "and the features of manifest.json are \(columns) columns")
    }
    guard forest.outputCount == manifest.labels.count else {
      throw ModelLoadError(
        "manifest.json: labels has \(manifest.labels.count), and the model gives "
          + "\(forest.outputCount) for \(forest.objective.rawValue)")
    }
    var scaler: StandardScaler?
    if let file = manifest.scaler, let bytes = package.scalerBytes {
      scaler = try StandardScaler.read(bytes, named: file.file, columns: columns)
    }
    return ForestModel(forest, scaler: scaler)
  }

  /// Reads a model file, whose bytes tell which of the two formats it has.
  ///
  /// - Throws: ``ModelLoadError`` with the field that is wrong, or that this engine does not know.
  package static func read(
    _ bytes: [UInt8], named file: String
  ) throws(ModelLoadError) -> Forest {
    try Forest(ForestField(try ForestDocument.read(bytes, named: file), of: file))
  }
}
