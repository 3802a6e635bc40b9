/// A version of a model as files: `<name>/<version>/` with a manifest, the model and golden rows.
package struct ModelPackage: Sendable {
  /// The directory that holds the files.
  package let directory: String
  /// What the package says of itself.
  package let manifest: ModelManifest
  /// The bytes of the model file, whose hash is the manifest's.
  package let modelBytes: [UInt8]
  /// The bytes of the manifest's scaler, whose hash is the manifest's; nil where it names none.
  package let scalerBytes: [UInt8]?

  package init(
    directory: String, manifest: ModelManifest, modelBytes: [UInt8], scalerBytes: [UInt8]? = nil
  ) {
    self.directory = directory
    self.manifest = manifest
    self.modelBytes = modelBytes
    self.scalerBytes = scalerBytes
  }

  /// Where a version of a model is, below the directory that holds all models.
  package static func directory(in models: String, name: String, version: String) -> String {
    (models.hasSuffix("/") ? String(models.dropLast()) : models) + "/\(name)/\(version)"
  }
}

/// What `manifest.json` says.
package struct ModelManifest: Sendable, Codable, Equatable {
  /// The model's name, which its directory has too.
  package var name: String
  /// The version, which the directory below that has too.
  package var version: String
  /// What a request holds.
  package var type: ModelType
  /// What loads the file: `tfidf-linear`, `xgboost`, `onnx`.
  package var engine: String
  /// The model file's name, in the manifest's directory.
  package var file: String
  /// The model file's SHA-256 in lower-case hexadecimal digits.
  package var sha256: String
  /// What trained the model, with its version.
  package var trainer: String
  /// The names of the classes, in the order of the model's outputs.
  package var labels: [String]
  /// The most that golden outputs may differ from the model's.
  package var tolerance: Double
  /// Tabular models: the features in the model's order.
  package var features: [Feature]?
  /// Image models: how a picture becomes a tensor.
  package var image: ImagePreprocessing?
  /// Tabular models: the file of the means and deviations that the features are scaled by.
  package var scaler: HashedFile?

  /// A file beside the manifest, and its SHA-256 in lower-case hexadecimal digits.
  package struct HashedFile: Sendable, Codable, Equatable {
    /// The file's name, in the manifest's directory.
    package var file: String
    /// The file's SHA-256 in lower-case hexadecimal digits.
    package var sha256: String
  }

  /// One feature of a row.
  package struct Feature: Sendable, Codable, Equatable {
    /// The name in a request.
    package var name: String
    /// The categories of a feature that is one of a few words, each a column of the model; nil for
    /// a number, which is one column.
    package var categories: [String]?

    package init(name: String, categories: [String]?) {
      self.name = name
      self.categories = categories
    }
  }

  /// Resizes the shorter side, crops the centre, scales to 0...1 and normalises each channel.
  package struct ImagePreprocessing: Sendable, Codable, Equatable {
    /// What the shorter side becomes, in pixels.
    package var resize: Int
    /// The sides of the square that is cut from the centre, in pixels.
    package var crop: Int
    /// What is taken off red, green and blue, once they are in 0...1.
    package var mean: [Float]
    /// What red, green and blue are then divided by.
    package var deviation: [Float]
    /// How many of the best classes are returned.
    package var topCount: Int
  }
}

/// What a request for a model holds.
package enum ModelType: String, Sendable, Codable {
  case text, tabular, image
}
