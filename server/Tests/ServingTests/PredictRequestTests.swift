import Inference
import Testing

@testable import Serving

@Suite struct PredictRequestTests {
  private let columns = FeatureColumns([
    .init(name: "age", categories: nil), .init(name: "home", categories: ["owner", "rent"]),
    .init(name: "income", categories: nil),
  ])

  private func rows(_ body: String) throws(HTTPFailure) -> [Float] {
    try TabularRequest(Array(body.utf8), columns: columns, maximumRows: 2).values
  }

  @Test func `features stand in the model's order, a word as a column for each category`() throws {
    #expect(try rows(#"{"features":{"income":2.5,"home":"rent","age":40}}"#) == [40, 0, 1, 2.5])
  }

  @Test func `what is absent or null is a missing value`() throws {
    let row = try rows(#"{"features":{"income":null,"age":1}}"#)
    #expect(row[0] == 1)
    #expect(row[1...2] == [0, 0])
    #expect(row[3].isNaN)
  }

  @Test func `several rows follow one another`() throws {
    let row = #"{"age":1,"home":"owner","income":2}"#
    #expect(try rows(#"{"instances":[\#(row),\#(row)]}"#) == [1, 1, 0, 2, 1, 1, 0, 2])
  }

  @Test(arguments: [
    (#"{"features":{"agee":1}}"#, "features.agee", "not a feature of the model"),
    (#"{"features":{"age":"1"}}"#, "features.age", "must be a number, not a string"),
    (#"{"features":{"age":1e39}}"#, "features.age", "a number too large for FP32"),
    (#"{"features":{"home":"castle"}}"#, "features.home", "must be one of owner, rent"),
    (#"{"features":{"age":1,"age":2}}"#, "features.age", "given twice"),
    (#"{"features":{}}"#, "features", "names no feature"),
    (#"{"instances":[{"age":1},7]}"#, "instances[1]", "must be an object, not a number"),
    (#"{"instances":[]}"#, "instances", "must not be empty"),
    (#"{"features":{"age":1},"instances":[]}"#, "instances", "the features are given twice"),
    (#"{"rows":[]}"#, "rows", "unknown field"),
    ("{}", "", "features or instances is missing"),
    (#"{"features":{"age":NaN}}"#, "features.age", "not a JSON value at byte 19"),
    (
      #"{"instances":[{"age":1},{"age":1},{"age":1}]}"#, "instances[2]",
      "more than 2 rows in a request"
    ),
  ])
  func `wrong features are named`(_ body: String, _ path: String, _ message: String) {
    #expect {
      try rows(body)
    } throws: { error in
      guard let failure = error as? HTTPFailure else { return false }
      return failure.status == 400 && failure.path == path && failure.message == message
    }
  }

  @Test func `a picture is the body itself or base64 in JSON`() throws {
    #expect(try ImageRequest([1, 2, 3], contentType: "image/png").file == [1, 2, 3])
    let json = Array(#"{"image":"AQID"}"#.utf8)
    #expect(try ImageRequest(json, contentType: "application/json").file == [1, 2, 3])
  }

  @Test(arguments: [
    ("", "image/jpeg", 400), (#"{"image":"?"}"#, "application/json", 400),
    (#"{"image":""}"#, "application/json", 400), ("x", "text/plain", 415),
  ])
  func `what is no picture is refused`(_ body: String, _ type: String, _ status: Int) {
    let error = #expect(throws: HTTPFailure.self) {
      try ImageRequest(Array(body.utf8), contentType: type)
    }
    #expect(error?.status == status)
  }
}
