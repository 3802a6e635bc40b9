import Inference

extension Forest {
  /// Reads the document that XGBoost's `save_model` writes.
  init(_ document: ForestField) throws(ModelLoadError) {
    let learner = try document["learner"]
    let booster = try learner["gradient_booster"]
    _ = try booster["name"].oneOf(["gbtree"]) { $0 }
    let objective = try learner["objective"]["name"].oneOf(
      ForestObjective.allCases.map(\.rawValue), ForestObjective.init)
    let parameters = try learner["learner_model_param"]
    // Absent before there could be several.
    _ = try parameters.optional("num_target")?.oneOf(["1"]) { $0 }
    let model = try booster["model"]
    let trees = try model["trees"].elements()
    let groups = try Self.groups(parameters["num_class"], objective, trees: trees.count)
    self.init(
      columns: try parameters["num_feature"].count(), objective: objective,
      base: try Self.base(parameters["base_score"], objective, groups: groups))

    guard columns > 0 else { throw try parameters["num_feature"].error("is 0") }
    if let categories = try model.optional("cats")?.optional("enc"), !categories.isEmpty {
      throw categories.error(
        "is not empty, and categories are supported as columns of 0 and 1 only")
    }
    let count = try model["gbtree_model_param"]["num_trees"]
    guard try count.count() == trees.count else {
      throw count.error("is \(try count.count()), and \(trees.count) trees are there")
    }
    let classes = try model["tree_info"]
    let numbers = try classes.integers()
    guard numbers.count == trees.count else {
      throw classes.error("has \(numbers.count) numbers, and \(trees.count) trees are there")
    }
    for (tree, group) in zip(trees, numbers) {
      guard (0..<groups).contains(Int(group)) else {
        throw classes.error("has \(group), and there are \(groups) classes")
      }
      try append(tree, group: group)
    }
  }

  /// How many sums there are: one for each class, or only one.
  private static func groups(
    _ field: ForestField, _ objective: ForestObjective, trees: Int
  ) throws(ModelLoadError) -> Int {
    let count = try field.count()
    guard objective == .softprob else {
      guard count <= 1 else {
        throw field.error("is \(count), and 0 is supported for \(objective.rawValue)")
      }
      return 1
    }
    // A round of training adds a tree for each class.
    guard count >= 2, count <= trees else {
      throw field.error("is \(count), and \(trees) trees are there for 2 classes at least")
    }
    return count
  }

  /// Reads a base score: a number, or since XGBoost 3.1 an array of them, in a string.
  private static func base(
    _ field: ForestField, _ objective: ForestObjective, groups: Int
  ) throws(ModelLoadError) -> [Float] {
    let text = try field.string()
    let isArray = text.hasPrefix("[") && text.hasSuffix("]") && text.utf8.count > 1
    let words =
      isArray
      ? text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
      : [text[...]]
    guard words.count == 1 || words.count == groups else {
      throw field.error("has \(words.count) numbers, and there are \(groups) classes")
    }
    var margins: [Float] = []
    for word in words {
      guard let score = Float(word), let margin = objective.margin(of: score) else {
        throw field.error("is '\(text)', which is no base score of \(objective.rawValue)")
      }
      margins.append(margin)
    }
    return words.count == groups ? margins : Array(repeating: margins[0], count: groups)
  }
}
