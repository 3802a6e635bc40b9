import Inference
import NativeModels
import Testing

@Suite struct ForestRefusalTests {
  @Test(
    arguments: [
      (
        "reg:squarederror", "rank:pairwise",
        "learner.objective.name is 'rank:pairwise', and supported is binary:logistic, "
          + "multi:softprob, reg:squarederror"
      ),
      (
        "gbtree\"", "dart\"",
        "learner.gradient_booster.name is 'dart', and supported is gbtree"
      ),
      (
        "gbtree\"", "gblinear\"",
        "learner.gradient_booster.name is 'gblinear', and supported is gbtree"
      ),
      (
        #""num_target": "1""#, #""num_target": "2""#,
        "learner.learner_model_param.num_target is '2', and supported is 1"
      ),
      (
        #""num_class": "0""#, #""num_class": "3""#,
        "learner.learner_model_param.num_class is 3, and 0 is supported for reg:squarederror"
      ),
      (
        #""num_feature": "2""#, #""num_feature": "0""#,
        "learner.learner_model_param.num_feature is 0"
      ),
      (
        #""num_feature": "2""#, #""num_feature": "-2""#,
        "learner.learner_model_param.num_feature is '-2', not a count"
      ),
      (
        #""num_feature": "2", "#, "",
        "learner.learner_model_param.num_feature is missing"
      ),
      (
        "[1.5E0]", "[1,2]",
        "learner.learner_model_param.base_score has 2 numbers, and there are 1 classes"
      ),
      (
        "[1.5E0]", "[]",
        "learner.learner_model_param.base_score is '[]', which is no base score of "
          + "reg:squarederror"
      ),
      (
        "[1.5E0]", "nan",
        "learner.learner_model_param.base_score is 'nan', which is no base score of "
          + "reg:squarederror"
      ),
      (
        #""enc": []"#, #""enc": [{}]"#,
        "learner.gradient_booster.model.cats.enc is not empty, and categories are supported as "
          + "columns of 0 and 1 only"
      ),
      (
        #""num_trees": "1""#, #""num_trees": "2""#,
        "learner.gradient_booster.model.gbtree_model_param.num_trees is 2, and 1 trees are there"
      ),
      (
        #""tree_info": [0]"#, #""tree_info": [0, 0]"#,
        "learner.gradient_booster.model.tree_info has 2 numbers, and 1 trees are there"
      ),
      (
        #""tree_info": [0]"#, #""tree_info": [1]"#,
        "learner.gradient_booster.model.tree_info has 1, and there are 1 classes"
      ),
      (
        #""trees": ["#, #""trees": [1, "#,
        nil
      ),
      (#""version": [3, 2, 0]}"#, #""version": [3, 2, 0]"#, nil),
      (#""version": [3, 2, 0]}"#, #""version": [3, 2, 0]} {}"#, nil),
      (
        #"{"learner""#, #"["learner""#, "is neither JSON nor UBJSON"
      ),
    ] as [(String, String, String?)])
  func `a model of another kind is refused with its field`(
    _ part: String, _ wrong: String, _ reason: String?
  ) {
    let whole = ForestText().json
    let text = whole.replacing(part, with: wrong)
    #expect(text != whole)
    let error = #expect(throws: ModelLoadError.self) {
      try ForestEngine.read(Array(text.utf8), named: "m.json")
    }
    if let reason {
      #expect(
        error?.description == "m.json: \(reason)")
    } else {
      #expect(error?.description.hasPrefix("m.json: at byte ") == true)
    }
  }

  @Test(arguments: [
    (#""num_nodes": "3""#, #""num_nodes": "0""#, "tree_param.num_nodes is 0"),
    (
      #""num_nodes": "3""#, #""num_nodes": "4""#,
      "left_children has 3 elements, and num_nodes is 4"
    ),
    (
      "[0.5, 1.0, 2.0]", "[0.5, 1.0]", "split_conditions has 2 elements, and num_nodes is 3"
    ),
    (
      "[1, 0, 0], \"categories\"", "[1, 0], \"categories\"",
      "default_left has 2 elements, and num_nodes is 3"
    ),
    (
      "[1, 0, 0], \"categories\"", "[2, 0, 0], \"categories\"",
      "default_left is not an array of 0 and 1"
    ),
    ("[2, -1, -1]", "[3, -1, -1]", "right_children has 3, and there are 3 nodes"),
    ("[2, -1, -1]", "[-5, -1, -1]", "right_children has -5, and there are 3 nodes"),
    ("[2, -1, -1]", "[-1, -1, -1]", "right_children has -1, and there are 3 nodes"),
    ("[2, -1, -1]", "[1, -1, -1]", "right_children has 1, which is a child already"),
    ("[1, -1, -1]", "[0, -1, -1]", "left_children has 0, and there are 3 nodes"),
    ("[1, -1, -1]", "[1, 2, -1]", "left_children has 2, which is a child already"),
    (
      "[1, -1, -1], \"right_children\": [2, -1, -1]",
      "[-1, -1, -1], \"right_children\": [-1, -1, -1]",
      "has 3 nodes, of which 1 can be reached from the root"
    ),
    ("[1, -1, -1]", "[1.5, -1, -1]", "left_children has 1.5 at 0, not a whole number"),
    (
      #""split_indices": [1"#, #""split_indices": [2"#,
      "split_indices has 2, and num_feature is 2"
    ),
    (
      #""split_indices": [1"#, #""split_indices": [-1"#,
      "split_indices has -1, and num_feature is 2"
    ),
    ("[0.5, 1.0", "[NaN, 1.0", "split_conditions has nan, which is not finite"),
    ("[0.5, 1.0", "[0.5, 1E99", "split_conditions has inf, which is not finite"),
    (
      #""categories": []"#, #""categories": [1]"#,
      "categories is not empty, and only splits by numbers are supported"
    ),
    (
      #""split_type": [0"#, #""split_type": [1"#,
      "split_type has 1, and only splits by numbers (0) are supported"
    ),
    (
      #""size_leaf_vector": "1""#, #""size_leaf_vector": "3""#,
      "tree_param.size_leaf_vector is '3', and supported is 1, 0"
    ),
  ])
  func `a tree that is not well-formed is refused with its field`(
    _ part: String, _ wrong: String, _ reason: String
  ) {
    let whole = ForestText().json
    let text = whole.replacing(part, with: wrong)
    #expect(text != whole)
    let path = "learner.gradient_booster.model.trees[0]"
    let separator = reason.hasPrefix("has") ? " " : "."
    #expect(throws: ModelLoadError("m.json: \(path)\(separator)\(reason)")) {
      try ForestEngine.read(Array(text.utf8), named: "m.json")
    }
  }

  @Test(
    arguments: [
      (
        3, 1, nil,
        "m.json: learner.learner_model_param.num_feature is 2, and the features of manifest.json "
          + "are 3 columns"
      ),
      (
        2, 2, nil,
        "manifest.json: labels has 2, and the model gives 1 for reg:squarederror"
      ),
      (
        2, 1, #"{"mean": [0], "scale": [1]}"#,
        "scaler.json: has 1 means and 1 scales, and the model has 2 columns"
      ),
      (
        2, 1, #"{"mean": [0, 0], "scale": [1, 0]}"#,
        "scaler.json: a mean is not finite, or a scale not above 0"
      ),
      (
        2, 1, #"{"mean": [0, 0]}"#,
        "scaler.json: is not an object with mean and scale, arrays of numbers"
      ),
    ] as [(Int, Int, String?, String)])
  func `a manifest that does not fit the model is refused`(
    _ columns: Int, _ labels: Int, _ scaler: String?, _ reason: String
  ) throws {
    let package = try package(
      Array(ForestText().json.utf8), columns: columns, labels: labels, scaler: scaler)
    #expect(throws: ModelLoadError(reason)) { _ = try ForestEngine().load(package) }
  }

  @Test func `a package of texts is refused`() throws {
    let package = try package(
      Array(ForestText().json.utf8), columns: 2, labels: 1, type: "text")
    #expect(
      throws: ModelLoadError("manifest.json: type must be tabular for the engine xgboost")
    ) { _ = try ForestEngine().load(package) }
  }

  @Test(arguments: [
    ("multi:softprob", 1, "5E-1", "num_class is 1, and 1 trees are there for 2 classes at least"),
    ("multi:softprob", 9, "5E-1", "num_class is 9, and 1 trees are there for 2 classes at least"),
    (
      "binary:logistic", 0, "1E0",
      "base_score is '1E0', which is no base score of binary:logistic"
    ),
  ])
  func `classes and base scores must fit the objective`(
    _ objective: String, _ classes: Int, _ base: String, _ reason: String
  ) {
    var text = ForestText()
    text.objective = objective
    text.classes = classes
    text.base = base
    #expect(throws: ModelLoadError("m.json: learner.learner_model_param.\(reason)")) {
      try ForestEngine.read(Array(text.json.utf8), named: "m.json")
    }
  }

  @Test func `a field that is there twice is refused`() {
    let text = ForestText().json.replacing(#""objective""#, with: #""gradient_booster""#)
    let error = #expect(throws: ModelLoadError.self) {
      try ForestEngine.read(Array(text.utf8), named: "m")
    }
    #expect(error?.description.hasSuffix("'gradient_booster' is there twice") == true)
  }
}
