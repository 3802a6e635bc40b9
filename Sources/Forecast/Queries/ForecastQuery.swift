import Diagnostics
package import Kubernetes
import YAML

/// One question of `forecast --jsonl`.
package struct ForecastQuery: Sendable {
  private let request: Node
  private let release: KubernetesRelease

  /// A question from a line of JSON; nil where it names no kind.
  ///
  /// - Parameter release: the server's, which stores what is applied.
  package init?(_ line: [UInt8], release: KubernetesRelease = Facts.release) {
    let file = SourceFile(path: "<stdin>", bytes: line)
    guard let request = try? file.parsedJSON().root, request["kind"]?.string != nil else {
      return nil
    }
    self.request = request
    self.release = release
  }

  /// The answer as a line of JSON; `error` says why there is none.
  package func answer() -> [UInt8] {
    do throws(ScenarioError) {
      switch request["kind"]?.string {
      case "rollout":
        var scenario = try RolloutScenario(request)
        scenario.release = release
        return try scenario.simulated().answer.answer
      case "hpa": return try AutoscalingScenario(request).answer.answer
      case "pdb": return try DisruptionBudget.answer(request).answer
      case "capacity": return try CapacityQuery.answer(request).answer
      default:
        throw ScenarioError("kind is one of rollout, hpa, capacity and pdb")
      }
    } catch {
      return Node.object([("error", .string(error.description))]).answer
    }
  }
}

extension Node {
  /// A number in decimal.
  static func number(_ value: Double) -> Node {
    value == value.rounded() && abs(value) < 1e15
      ? .integer(Int(value)) : Node(Scalar(text: "\(value)", type: .float))
  }
}
