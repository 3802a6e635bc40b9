import Inference
import NativeModels
import Testing

@Suite struct ForestPredictionTests {
  private static let loans = ModelPackage.directory(
    in: "\(server)/models", name: "loan-default", version: "2.1.0")

  @Test func `the shipped model gives its golden rows`() throws {
    let package = try ModelPackage.read(at: Self.loans)
    let engine = try #require(engines.first { $0.name == package.manifest.engine })
    let model = try engine.load(package)
    #expect(model.isInline)
    #expect(model.signature.inputs.map(\.shape) == [[-1, 26]])
    try package.verify(model)
  }

  @Test func `raw rows get the shipped model's probabilities, scaled as in training`() throws {
    let model = try ForestEngine().load(try ModelPackage.read(at: Self.loans))
    let rows = try ReferenceRow.read("loans.json")
    #expect(rows.count == 240)
    for row in rows {
      let found = try prediction(model, row.numbers)
      try #require(found.count == 2 && row.outputs.count == 1)
      #expect(abs(Double(found[1]) - row.outputs[0]) <= 1e-6)
      #expect(abs(Double(found[0] + found[1]) - 1) <= 1e-6)
    }
  }

  @Test(arguments: [("logistic", 2), ("regression", 1), ("softprob", 4)], ["json", "ubj"])
  func `each objective gives what XGBoost gives`(
    _ name: (file: String, outputs: Int), _ format: String
  ) throws {
    let bytes = try fixture("\(name.file).\(format)")
    let model = try ForestEngine().load(try package(bytes, columns: 5, labels: name.outputs))
    let rows = try ReferenceRow.read("\(name.file)-rows.json")
    #expect(rows.count == 60)
    #expect(rows.contains { $0.features.contains(nil) })
    for row in rows {
      // Of two classes the reference has the second only.
      let found = try prediction(model, row.numbers).suffix(row.outputs.count)
      try #require(found.count == row.outputs.count)
      for (value, expected) in zip(found, row.outputs) {
        #expect(abs(Double(value) - expected) <= 1e-6 * max(1, abs(expected)))
      }
    }
  }

  @Test(arguments: ["logistic", "regression", "softprob"])
  func `a UBJSON file predicts exactly what the JSON file does`(_ name: String) throws {
    let json = try ForestEngine.read(try fixture("\(name).json"), named: "m.json")
    let binary = try ForestEngine.read(try fixture("\(name).ubj"), named: "m.ubj")
    for row in try ReferenceRow.read("\(name)-rows.json") {
      #expect(json.prediction(for: row.numbers) == binary.prediction(for: row.numbers))
    }
  }

  @Test(arguments: [(0.25, 2.5), (0.5, 3.5), (0.75, 3.5), (-.infinity, 2.5)] as [(Float, Float)])
  func `a number goes left below the split, and a missing one by default`(
    _ number: Float, _ expected: Float
  ) throws {
    var text = ForestText()
    for missingGoesLeft in [1, 0] {
      text.trees = [
        ForestText.tree(
          left: [1, -1, -1], right: [2, -1, -1], columns: [1, 0, 0], values: [0.5, 1, 2],
          missingGoesLeft: [missingGoesLeft, 0, 0])
      ]
      let forest = try ForestEngine.read(Array(text.json.utf8), named: "m")
      #expect(forest.prediction(for: [.nan, number]) == [expected])
      #expect(forest.prediction(for: [0, .nan]) == [missingGoesLeft == 1 ? 2.5 : 3.5])
    }
  }

  @Test(arguments: ["1.5E0", "[1.5E0]", "1.5"])
  func `a base score is a number or an array of one`(_ base: String) throws {
    var text = ForestText()
    text.base = base
    let forest = try ForestEngine.read(Array(text.json.utf8), named: "m")
    #expect(forest.prediction(for: [0, 1]) == [3.5])
  }

  @Test func `a batch has a row of outputs for each row of inputs`() throws {
    let package = try package(Array(ForestText().json.utf8), columns: 2, labels: 1)
    let model = try ForestEngine().load(package)
    let input = Tensor(shape: [3, 2], .float32([0, 0, 0, 1, 0, .nan]))
    #expect(try model.predict([input]) == [Tensor(shape: [3, 1], .float32([2.5, 3.5, 2.5]))])
    #expect(
      throws: InferenceError.invalid(
        path: "inputs", message: "must be one FP32 tensor [-1, 2]")
    ) { try model.predict([Tensor(shape: [1, 3], .float32([0, 0, 0]))]) }
  }

  @Test func `nodes that pruning deleted are not missed`() throws {
    var text = ForestText()
    text.trees = [
      ForestText.tree(
        left: [3, -1, -1, -1, -1], right: [4, -1, -1, -1, -1], columns: [0, 0, 0, 0, 0],
        values: [0, 9, 9, 1, 2], missingGoesLeft: [0, 0, 0, 0, 0]
      ).replacing(#""num_deleted": "0""#, with: #""num_deleted": "2""#)
    ]
    let forest = try ForestEngine.read(Array(text.json.utf8), named: "m")
    #expect(forest.prediction(for: [-1, 0]) == [2.5])
  }
}
