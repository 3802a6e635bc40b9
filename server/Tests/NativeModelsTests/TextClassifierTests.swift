import FoundationEssentials
import Inference
import NativeModels
import Testing

private let sentiment = ModelPackage.directory(
  in: "\(server)/models", name: "sentiment", version: "1.3.0")

@Suite struct TextClassifierTests {
  @Test func `the shipped model gives its golden rows`() throws {
    let package = try ModelPackage.read(at: sentiment)
    try package.verify(try TextClassifierEngine().load(package))
  }

  @Test func `texts get the probabilities of the trainer`() throws {
    struct Row: Decodable {
      var text: String
      var positive: Double
    }
    let file = try Data(
      contentsOf: URL(filePath: "\(server)/Tests/NativeModelsTests/Fixtures/texts.json"))
    let rows = try JSONDecoder().decode([Row].self, from: file)
    let package = try ModelPackage.read(at: sentiment)
    let model = try TextClassifierEngine.read(package.modelBytes, named: "model.tsv")
    #expect(rows.count >= 100)
    for row in rows {
      #expect(abs(model.probability(of: row.text) - row.positive) < 1e-6, "\(row.text)")
    }
  }

  @Test func `the documents' example is positive`() throws {
    let package = try ModelPackage.read(at: sentiment)
    let model = try TextClassifierEngine().load(package)
    let output = try model.predict([Tensor(shape: [1], .text(["This movie was fantastic!"]))])
    guard case .float32(let values) = output[0].elements else {
      Issue.record("not FP32")
      return
    }
    #expect(values[1] > 0.7)
  }

  @Test(arguments: [
    ("", "m: ends within a line"),
    ("tfidf-linear\t1\nbias\t0\ndrop\t\n", "m: has no terms"),
    (
      "tfidf-linear\t2\nbias\t0\ndrop\t\na\t1\t1\n",
      "m:1: is not a model of tfidf-linear, version 1"
    ),
    ("tfidf-linear\t1\nbias\tx\ndrop\t\na\t1\t1\n", "m:2: a number is expected"),
    ("tfidf-linear\t1\nbias\t0\ndrop\t\na\t1\n", "m:4: has 2 fields, not 3"),
    ("tfidf-linear\t1\nbias\t0\ndrop\t\na\t1\tnan\n", "m:4: a number is expected"),
    ("tfidf-linear\t1\nbias\t0\ndrop\t\na\t1\t1\na\t1\t1\n", "m:5: the term is there twice"),
  ])
  func `a malformed model file is refused with its line`(_ file: String, _ reason: String) {
    #expect(throws: ModelLoadError(reason)) {
      _ = try TextClassifierEngine.read(Array(file.utf8), named: "m")
    }
  }
}
