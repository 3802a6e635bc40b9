import Diagnostics
import Kubernetes
import Testing
import YAML

struct LabelSelectorTests {
  private func selector(_ text: String) throws -> LabelSelector {
    let parsed = SourceFile(path: "s.yaml", text: text).parsed(as: .kubernetes)
    return try LabelSelector(#require(parsed.documents.first).root)
  }

  @Test(arguments: [
    ("{}", true), ("{matchLabels: {app: api}}", true), ("{matchLabels: {app: web}}", false),
    ("{matchLabels: {app: api, tier: x}}", false),
    ("{matchExpressions: [{key: app, operator: In, values: [web, api]}]}", true),
    ("{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", true),
    ("{matchExpressions: [{key: app, operator: NotIn, values: [api]}]}", false),
    ("{matchExpressions: [{key: none, operator: NotIn, values: [api]}]}", true),
    ("{matchExpressions: [{key: app, operator: Exists}]}", true),
    ("{matchExpressions: [{key: app, operator: DoesNotExist}]}", false),
    ("{matchLabels: {app: api}, matchExpressions: [{key: n, operator: Exists}]}", true),
  ])
  func `a selector asks an object's labels`(text: String, matches: Bool) throws {
    #expect(try selector(text).matches(["app": "api", "n": ""]) == matches)
  }

  @Test(arguments: [
    (
      "{matchExpressions: [{key: a, operator: Equals}]}", "matchExpressions[0].operator",
      "\"Equals\" is not a valid label selector operator"
    ),
    (
      "{matchExpressions: [{key: a, operator: In}]}", "matchExpressions[0].values",
      "for 'in', 'notin' operators, values set can't be empty"
    ),
    (
      "{matchExpressions: [{key: a, operator: Exists, values: [b]}]}",
      "matchExpressions[0].values", "values set must be empty for exists and does not exist"
    ),
  ])
  func `a faulty expression names its field`(text: String, path: String, message: String) throws {
    let error = try #require(throws: LabelSelector.ParsingError.self) { try selector(text) }
    #expect(error.path.description == path)
    #expect(error.message == message)
  }

  @Test(arguments: [
    (IntOrString.string("25%"), 10, true, 3), (.string("25%"), 10, false, 2),
    (.int(4), 10, true, 4),
  ])
  func `a share is a number or a percentage`(
    share: IntOrString, total: Int, up: Bool, value: Int
  ) {
    #expect(share.value(of: total, roundingUp: up) == value)
  }

  @Test(arguments: ["25", "%", "-1%", "1.5%"])
  func `other texts are no percentage`(text: String) {
    #expect(IntOrString.string(text).percent == nil)
  }
}
