import Diagnostics

extension RuleManual {
  /// What is wrong with exemptions.
  static let exemption: [RuleEntry] = [
    RuleEntry(
      "exemption/expired", "An exemption holds to the end of the day that it names.",
      why: "Whoever allows something for a time means to mend it; then it is reported again.",
      example: "image: web  # sluice:ignore policy/image-pinned reason=\"moving\" until=2024-01-31",
      fix: "Mend what it allowed and take it out, or give it another day."),
    RuleEntry(
      "exemption/malformed", "An exemption can be read, and names rules and places that there are.",
      why: "One that cannot be read allows nothing, and whoever wrote it believes otherwise.",
      example: "# sluice:ignore policy/image-pinned because=\"moving\"",
      fix: "Write `# sluice:ignore RULE reason=\"…\" until=2027-01-31`."),
    RuleEntry(
      "exemption/refused", "Nobody makes an exception from what allows none.",
      why: "The server refuses what cannot be decoded in any case; and a policy whose annotation "
        + "sluice.dev/exemptable is \"false\", or a rule that pipeline.yaml says is not exemptable, is "
        + "meant to hold everywhere.",
      example: "replica: 3  # sluice:ignore api/decoding reason=\"later\"",
      fix: "Mend what the rule finds, and take the exemption out."),
    RuleEntry(
      "exemption/too-broad", "An exemption names what it allows.",
      why:
        "One for every rule, for an area of them anywhere, or for a rule anywhere and for ever allows "
        + "what nobody has seen yet.",
      example: "exemptions: [{rule: \"policy/*\", reason: legacy}]",
      fix: "Name the rule, and the object, the field or the last day; `checks: {RULE: off}` in "
        + "pipeline.yaml switches a rule off."),
    RuleEntry(
      "exemption/unused", "An exemption allows something.",
      why:
        "What it was for is mended, or it stands where it does nothing; it would hide the next one.",
      example: "replicas: 3  # sluice:ignore policy/replicas-minimum reason=\"one node\"",
      fix: "Take it out, or put it on the line of the finding or the line above."),
    RuleEntry(
      "exemption/without-reason", "An exemption says why.",
      why: "Nobody can tell later whether it still holds; it allows nothing until it does.",
      example: "image: web  # sluice:ignore policy/image-pinned", fix: "Add reason=\"…\"."),
  ]
}
