import FoundationEssentials
import Inference

/// Brings each column to the mean 0 and the deviation 1 that it had in training.
struct StandardScaler: Sendable, Decodable {
  var mean: [Double]
  var scale: [Double]

  /// Reads `{"mean": […], "scale": […]}` for as many columns.
  static func read(
    _ bytes: [UInt8], named file: String, columns: Int
  ) throws(ModelLoadError) -> StandardScaler {
    guard let scaler = try? JSONDecoder().decode(StandardScaler.self, from: Data(bytes)) else {
      throw ModelLoadError("\(file): is not an object with mean and scale, arrays of numbers")
    }
    guard scaler.mean.count == columns, scaler.scale.count == columns else {
      throw ModelLoadError(
        "\(file): has \(scaler.mean.count) means and \(scaler.scale.count) scales, "
          + "and the model has \(columns) columns")
    }
    guard scaler.mean.allSatisfy(\.isFinite), scaler.scale.allSatisfy({ $0.isFinite && $0 > 0 })
    else { throw ModelLoadError("\(file): a mean is not finite, or a scale not above 0") }
    return scaler
  }

  /// Scales a row, in double precision as in training.
  func scale(_ row: inout [Float]) {
    for column in row.indices {
      row[column] = Float((Double(row[column]) - mean[column]) / scale[column])
    }
  }
}
