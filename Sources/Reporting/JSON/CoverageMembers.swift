import Diagnostics
import Display

extension JSONWriter {
  /// Writes the members of a coverage object, as the JSON and SARIF formats share them.
  mutating func members(of coverage: Coverage) {
    member("environments", coverage.environments)
    member("objects", coverage.objects)
    member("matchedPolicies", coverage.matchedPolicies)
    member("unmatchedPolicies", coverage.unmatchedPolicies)
    member("uncheckedKinds", array: .inline) { json in
      for (kind, objects) in coverage.uncheckedKindsByName {
        json.object { json in
          json.member("kind", kind)
          json.member("objects", objects)
        }
      }
    }
    member("undecided", coverage.undecided)
    if coverage.known > 0 { member("known", coverage.known) }
  }
}
