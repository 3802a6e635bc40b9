import Diagnostics
package import Display
import YAML

extension PolicyTestReport {
  /// The report as one JSON document, on one line.
  package func json(
    mutations: MutationReport? = nil, expressions: ExpressionMutationReport? = nil
  ) -> MachineText {
    var root = Mapping()
    root["apiVersion"] = .string("sluice.dev/v1alpha1")
    root["kind"] = .string("PolicyTestReport")
    root["passed"] = .boolean(isPassed)
    root["cases"] = Node(results.map(\.node))
    root["findings"] = Node(diagnostics.map(\.node))
    root["coverage"] = Node(coverage.map(\.node))
    if let mutations { root["mutants"] = mutations.node }
    if let expressions { root["expressionMutants"] = expressions.node }
    return .answers(Node(root).answer + "\n".utf8)
  }

  /// The report as JUnit XML: a suite for each policy, a test for each case, and one for each
  /// finding about the tests themselves.
  package func junit(mutations: MutationReport? = nil) -> MachineText {
    var suites: [(name: String, cases: [(name: String, failure: String?)])] = []
    func add(_ suite: String, _ name: String, _ failure: String?) {
      if suites.last?.name != suite { suites.append((suite, [])) }
      suites[suites.count - 1].cases.append((name, failure))
    }
    for result in results { add(result.policy, result.name, result.problem) }
    for finding in diagnostics {
      add("tests", finding.primary?.place ?? finding.rule.text, finding.message)
    }
    for finding in mutations?.diagnostics ?? [] { add("mutants", finding.message, finding.message) }
    var xml: XMLText = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
    for suite in suites {
      let failures = suite.cases.count { $0.failure != nil }
      xml += "  <testsuite name=\"\(suite.name)\" tests=\"\(suite.cases.count)\""
      xml += " failures=\"\(failures)\" errors=\"0\">\n"
      for (name, failure) in suite.cases {
        xml += "    <testcase classname=\"\(suite.name)\" name=\"\(name)\""
        if let failure {
          xml += "><failure message=\"\(failure)\"/></testcase>\n"
        } else {
          xml += "/>\n"
        }
      }
      xml += "  </testsuite>\n"
    }
    xml += "</testsuites>\n"
    return xml.finished()
  }
}

extension PolicyTestResult {
  fileprivate var node: Node {
    var fields = Mapping()
    fields["policy"] = .string(policy)
    fields["name"] = .string(name)
    fields.setPlace(location)
    fields["expected"] = .string(expected.rawValue)
    fields["actual"] = .string(actual.rawValue)
    fields["matched"] = .boolean(isMatched)
    fields["messages"] = Node(messages.map { .string($0) })
    if let problem { fields["problem"] = .string(problem) }
    return Node(fields)
  }
}

extension PolicyCoverage {
  fileprivate var node: Node {
    var fields = Mapping()
    fields["policy"] = .string(policy)
    fields["evaluations"] = .integer(evaluations)
    fields["expressions"] = Node(expressions.map(\.node))
    fields["branches"] = Node(branches.map(\.node))
    return Node(fields)
  }
}

extension PolicyCoverage.Branch {
  fileprivate var node: Node {
    var fields = Mapping()
    fields["field"] = .string(field.description)
    fields["source"] = .string(source)
    fields.setPlace(location)
    fields["wasTrue"] = .boolean(wasTrue)
    fields["wasFalse"] = .boolean(wasFalse)
    return Node(fields)
  }
}

extension MutationReport {
  fileprivate var node: Node {
    var caughtBy = Mapping()
    for (policy, count) in catches.sorted(by: { $0.key < $1.key }) {
      caughtBy[policy] = .integer(count)
    }
    var fields = Mapping()
    fields["count"] = .integer(count)
    fields["noticed"] = .integer(caught)
    fields["noticedBy"] = Node(caughtBy)
    fields["fits"] = .boolean(fits)
    fields["unnoticed"] = Node(diagnostics.map(\.node))
    return Node(fields)
  }
}

extension ExpressionMutationReport {
  fileprivate var node: Node {
    var fields = Mapping()
    fields["count"] = .integer(count)
    fields["noticed"] = .integer(noticed)
    fields["unnoticed"] = Node(unnoticed.map(\.node))
    return Node(fields)
  }
}

extension Diagnostic {
  fileprivate var node: Node {
    var fields = Mapping()
    fields["rule"] = .string(rule.text)
    fields["message"] = .string(message)
    fields.setPlace(primary)
    if let help { fields["help"] = .string(help) }
    return Node(fields)
  }
}

extension Mapping {
  fileprivate mutating func setPlace(_ location: Location?) {
    guard let location else { return }
    let position = location.position
    self["path"] = .string(location.file.path)
    self["line"] = .integer(position.line)
    self["column"] = .integer(position.column)
  }
}

extension Location {
  /// `path:line:column`.
  fileprivate var place: String {
    let position = position
    return "\(file.path):\(position.line):\(position.column)"
  }
}
