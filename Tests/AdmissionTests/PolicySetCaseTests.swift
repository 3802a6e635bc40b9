import Admission
import Diagnostics
import Kubernetes
import Testing

/// The cases of `policies/tests`, and what they and the policies leave open.
struct PolicySetCaseTests {
  /// Everything run once, for all the tests below.
  private static let report: PolicyTestReport? = {
    guard let folder = try? PolicyFolder(), let files = try? PolicyFolder.tests() else {
      return nil
    }
    let objects = folder.objects
    let runner = PolicyTestRunner(
      policies: PolicySet.load(objects, facts: nil).policies)
    let read = files.map(PolicyTest.read)
    var report = runner.run(read.flatMap(\.tests))
    report.diagnostics += read.flatMap(\.diagnostics)
    return report
  }()

  struct Case: Sendable, CustomTestStringConvertible {
    var result: PolicyTestResult
    var testDescription: String { "\(result.policy): \(result.name)" }
  }

  static let cases = (report?.results ?? []).map(Case.init)

  @Test func `the tests are there and say what they mean`() throws {
    let report = try #require(Self.report)
    #expect(report.results.count > 300)
    #expect(report.diagnostics.map(\.message) == [])
  }

  @Test(arguments: cases)
  func `a policy says what its case expects`(_ item: Case) {
    #expect(item.result.problem == nil, "\(item.result.messages)")
  }

  @Test func `each policy has cases that allow and cases that do not`() throws {
    let report = try #require(Self.report)
    for policy in try PolicyFolder().policyNames {
      let outcomes = Set(report.results.filter { $0.policy == policy }.map(\.expected))
      #expect(outcomes.contains(.allow), "\(policy)")
      #expect(outcomes.contains(.deny), "\(policy)")
    }
  }

  @Test func `every validation and match condition is seen true and false`() throws {
    let report = try #require(Self.report)
    let gaps = report.coverage.flatMap { policy in
      policy.expressions.compactMap { branch in
        branch.gap.map { "\(policy.policy) \(branch.field): \($0)" }
      }
    }
    #expect(gaps == [])
  }

  @Test func `every branch is seen true and false`() throws {
    let report = try #require(Self.report)
    let gaps = report.coverage.flatMap { policy in
      policy.branches.compactMap { branch in
        branch.gap.map { "\(policy.policy) \(branch.field): \($0): \(branch.source)" }
      }
    }
    #expect(gaps == [])
  }

  @Test func `no mistake in production goes unnoticed`() throws {
    let folder = try PolicyFolder()
    let testing = MutationTesting(
      policies: PolicySet.load(folder.objects, facts: nil).policies,
      objects: try PolicyFolder.fleet("production"))
    let report = testing.run()
    #expect(report.count > 500)
    #expect(report.diagnostics.map(\.message) == [])
  }
}
