import Inference
import ONNXModels
import Scheduling

/// Reads what a request for one model holds: texts, features by name, or a picture.
enum RequestReader: Sendable {
  case text
  case tabular(FeatureColumns)
  case image(ImagePreprocessor)

  init(_ manifest: ModelManifest) throws(ModelLoadError) {
    switch manifest.type {
    case .text: self = .text
    case .tabular: self = .tabular(FeatureColumns(manifest.features ?? []))
    case .image:
      guard let preprocessing = manifest.image else {
        throw ModelLoadError("manifest.json: image is missing")
      }
      self = .image(try ImagePreprocessor(preprocessing))
    }
  }

  /// Reads a body.
  ///
  /// - Parameters:
  ///   - contentType: the media type without its parameters, in lower case; nil is taken for JSON.
  ///   - maximumRows: a body with more rows is refused.
  func read(
    _ body: [UInt8], contentType: String?, for signature: ModelSignature, maximumRows: Int
  ) throws(HTTPFailure) -> PredictionInputs {
    let inputs: PredictionInputs
    switch self {
    case .image(let preprocessor):
      let file = try ImageRequest(body, contentType: contentType).file
      inputs = PredictionInputs(rowCount: 1, as: signature.inputs) { () throws(InferenceError) in
        [try preprocessor.tensor(ofFile: file, decoder: ImageDecoder(), path: "image")]
      }
    case .text:
      try requireJSON(contentType)
      let texts = try TextRequest(body, maximumRows: maximumRows).texts
      inputs = PredictionInputs([Tensor(shape: [texts.count], .text(texts))])
    case .tabular(let columns):
      try requireJSON(contentType)
      let values = try TabularRequest(body, columns: columns, maximumRows: maximumRows).values
      let rows = values.count / columns.count
      inputs = PredictionInputs([Tensor(shape: [rows, columns.count], .float32(values))])
    }
    return inputs
  }

  private func requireJSON(_ contentType: String?) throws(HTTPFailure) {
    switch contentType {
    // The last is what curl says of its -d where nothing else is asked for.
    case nil, "application/json", "application/x-www-form-urlencoded": return
    default: throw .unsupportedMediaType("the Content-Type must be application/json")
    }
  }
}
