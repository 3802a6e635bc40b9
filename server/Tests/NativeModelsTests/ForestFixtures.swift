import FoundationEssentials
import Inference
import NativeModels

let server = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

/// A row with what XGBoost gives for it.
struct ReferenceRow: Decodable {
  var features: [Float?]
  var outputs: [Double]

  /// The numbers, NaN for a missing one.
  var numbers: [Float] { features.map { $0 ?? .nan } }

  static func read(_ name: String) throws -> [ReferenceRow] {
    try JSONDecoder().decode([ReferenceRow].self, from: Data(try fixture(name)))
  }
}

func fixture(_ name: String) throws -> [UInt8] {
  Array(
    try Data(contentsOf: URL(filePath: "\(server)/Tests/NativeModelsTests/Fixtures/\(name)")))
}

/// A package of numbers without categories, as if it had been read.
func package(
  _ model: [UInt8], columns: Int, labels: Int, scaler: String? = nil, type: String = "tabular"
) throws -> ModelPackage {
  let digest = String(repeating: "0", count: 64)
  let features = (0..<columns).map { #"{"name": "f\#($0)"}"# }.joined(separator: ", ")
  let classes = (0..<labels).map { #""c\#($0)""# }.joined(separator: ", ")
  let beside =
    scaler == nil ? "" : #""scaler": {"file": "scaler.json", "sha256": "\#(digest)"},"#
  let manifest = """
    {"name": "m", "version": "1", "type": "\(type)", "engine": "xgboost", "file": "m.json",
    "sha256": "\(digest)", "trainer": "t", "labels": [\(classes)], "tolerance": 0, \(beside)
    "features": [\(features)]}
    """
  return ModelPackage(
    directory: "/nonexistent", manifest: try ModelManifest(json: Array(manifest.utf8)),
    modelBytes: model, scalerBytes: scaler.map { Array($0.utf8) })
}

/// What a model gives for one row.
func prediction(_ model: any Model, _ row: [Float]) throws -> [Float] {
  let outputs = try model.predict([Tensor(shape: [1, row.count], .float32(row))])
  guard outputs.count == 1, case .float32(let values) = outputs[0].elements else { return [] }
  return values
}

/// The text of a model file with few trees.
///
/// It has the fields of a file by XGBoost that say how to predict.
struct ForestText {
  var columns = 2
  var objective = "reg:squarederror"
  var classes = 0
  var base = "[1.5E0]"
  var groups = [0]
  var trees = [
    Self.tree(
      left: [1, -1, -1], right: [2, -1, -1], columns: [1, 0, 0], values: [0.5, 1, 2],
      missingGoesLeft: [1, 0, 0])
  ]

  static func tree(
    left: [Int], right: [Int], columns: [Int], values: [Float], missingGoesLeft: [Int]
  ) -> String {
    """
    {"tree_param": {"num_nodes": "\(left.count)", "num_deleted": "0", "size_leaf_vector": "1"},
    "left_children": \(left), "right_children": \(right), "split_indices": \(columns),
    "split_conditions": \(values), "default_left": \(missingGoesLeft), "categories": [],
    "split_type": \(left.map { _ in 0 })}
    """
  }

  var json: String {
    """
    {"learner": {"gradient_booster": {"name": "gbtree", "model": {"cats": {"enc": []},
    "gbtree_model_param": {"num_trees": "\(trees.count)"}, "tree_info": \(groups),
    "trees": [\(trees.joined(separator: ", "))]}},
    "learner_model_param": {"num_feature": "\(columns)", "num_class": "\(classes)",
    "num_target": "1", "base_score": "\(base)"},
    "objective": {"name": "\(objective)"}}, "version": [3, 2, 0]}
    """
  }
}
