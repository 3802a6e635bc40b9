import Git
import TestKit
import Testing

/// What pipeline.yaml names and nothing has must not pass for what it meant.
struct ConfigurationMistakeTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    /// What stands at the place that is reported; nil where it is no single word.
    var place: String?
    var message: String
    var help: String
    var testDescription: String { new }
  }

  @Test(arguments: [
    Mistake(
      old: "apiVersion:", new: "checks: {api/invlaid: off}\napiVersion:", place: "api/invlaid",
      message: "there is no rule \"api/invlaid\"", help: "did you mean api/invalid?"),
    Mistake(
      old: "apiVersion:", new: "checks: {policy/rollout-safty: warning}\napiVersion:",
      place: "policy/rollout-safty", message: "there is no rule \"policy/rollout-safty\"",
      help: "did you mean policy/rollout-safety?"),
    Mistake(
      old: "images[*].newTag", new: "image[*].newTag", place: "\"image[*].newTag\"",
      message: "the pattern \"image[*].newTag\" names no field that is promoted",
      help: "did you mean images?"),
    Mistake(
      old: "from: staging", new: "from: stagign", place: nil,
      message: "comes from \"stagign\", which is not listed", help: "did you mean staging?"),
  ])
  func `a name that nothing has is an error with the nearest one`(_ mistake: Mistake) throws {
    let fleet = try SampleFleet()
    let file = "clusters/pipeline.yaml"
    try fleet.replace(mistake.old, with: mistake.new, in: file)
    let result = try fleet.run("check")
    #expect(result.status == 2)
    let place = try mistake.place.map { try fleet.place(of: $0, in: file) } ?? "\(file):"
    #expect(result.outputText.contains(place))
    #expect(result.outputText.contains(mistake.message))
    #expect(result.outputText.contains("help: \(mistake.help)"))
  }
}
