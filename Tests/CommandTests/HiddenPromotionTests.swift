import Git
import TestKit
import Testing

/// What a policy wishes to be hidden is hidden in promotions too.
struct HiddenPromotionTests {
  /// An environment deploys a policy that looks at mottos and quotes none of them.
  private static func fleet(hides: Bool) throws -> PlantedFleet {
    let policy = PlantedFleet.policy(
      "mottos", on: "v1/configmaps", expression: "\"!object.data.exists(k, k == 'MOTTO')\"",
      message: "message: a motto",
      annotations: hides ? "{sluice.dev/hide-source: \"true\"}" : "{}"
    ).replacing("[Deny]", with: "[Warn]")
    var files = [
      "clusters/pipeline.yaml": PlantedFleet.pipeline.replacing("../policies", with: "")
        + "promotion: {follow: [\"*\"]}\n"
    ]
    for name in ["staging", "production"] {
      files["clusters/\(name)/policy.yaml"] = policy
      files["clusters/\(name)/kustomization.yaml"] = """
        namespace: \(name)
        resources: [policy.yaml]
        configMapGenerator:
          - name: settings
            literals: ["MOTTO=okapi-\(name.utf8.count)", "LEVEL=l\(name.utf8.count)"]

        """
    }
    return try PlantedFleet(files)
  }

  @Test(arguments: [true, false])
  func `a value is hidden in the plan and in the commit's message`(hides: Bool) throws {
    let fleet = try Self.fleet(hides: hides)
    let dry = try fleet.run(["promote", "staging", "production", "--dry-run"])
    #expect(dry.status == 0, "\(dry.outputText)\(dry.errorText)")
    let result = try fleet.run(["promote", "staging", "production"])
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    let log = try fleet.repository.git(["log", "--all", "--format=%B"])
    for text in [dry.outputText + dry.errorText, result.outputText + result.errorText, log] {
      #expect(text.contains("okapi") != hides, "\(text)")
      // The policy looks at all of the data.
      #expect(text.contains("literals[LEVEL]: l10 → l7") != hides, "\(text)")
    }
    #expect(
      log.contains(
        "configMapGenerator[settings].literals[MOTTO]: "
          + (hides ? "<hidden> → <hidden>" : "okapi-10 → okapi-7")), "\(log)")
  }
}
