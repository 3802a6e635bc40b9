import Diagnostics
import Display

extension JSONWriter {
  /// Writes the members of a coverage object, as the JSON and SARIF formats share them.
  mutating func members(of coverage: Coverage) {
    member("environments", coverage.environments)
    member("objects", coverage.objects)
    if coverage.targets > 0 { member("targets", coverage.targets) }
    if coverage.unchangedTargets > 0 { member("unchangedTargets", coverage.unchangedTargets) }
    if !coverage.brokenTargets.isEmpty { member("brokenTargets", coverage.brokenTargets) }
    if !coverage.omissions.isEmpty { members(of: coverage.omissions) }
    member("matchedPolicies", coverage.matchedPolicies)
    member("unmatchedPolicies", coverage.unmatchedPolicies)
    if !coverage.builtInPolicies.isEmpty { member("builtInPolicies", coverage.builtInPolicies) }
    if !coverage.deployedPolicies.isEmpty { member("deployedPolicies", coverage.deployedPolicies) }
    member("uncheckedKinds", array: .inline) { json in
      for (kind, objects) in coverage.uncheckedKindsByName {
        json.object { json in
          json.member("kind", kind)
          json.member("objects", objects)
          if let versions = coverage.knownVersions[kind] { json.member("knownVersions", versions) }
        }
      }
    }
    if !coverage.cataloguedKinds.isEmpty {
      member("cataloguedKinds", array: .inline) { json in
        for (kind, objects) in coverage.cataloguedKindsByName {
          json.object { json in
            json.member("kind", kind.kind)
            json.member("source", kind.source)
            json.member("objects", objects)
          }
        }
      }
    }
    member("undecided", coverage.undecided)
    if !coverage.exemptions.isEmpty {
      member("exemptions") { json in
        json.member("used", coverage.exemptions.used)
        json.member("unused", coverage.exemptions.unused)
        json.member("expired", coverage.exemptions.expired)
      }
    }
    if coverage.known > 0 { member("known", coverage.known) }
  }
  private mutating func members(of omissions: [Omission]) {
    member("omissions", array: .inline) { json in
      for omission in omissions {
        json.object { json in
          json.member("subject", omission.subject.rawValue)
          json.member("reason", omission.reason)
          json.member("names", omission.names)
        }
      }
    }
  }
}
