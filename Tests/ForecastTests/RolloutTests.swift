import Diagnostics
import Forecast
import Kubernetes
import Testing
import YAML
import Values

/// Rollouts of Deployments, by their rules.
struct RolloutTests {
  static func deployment(
    replicas: Int, surge: String, unavailable: String, image: String = "app:v1", rest: String = ""
  ) throws -> KubernetesObject {
    let text = """
      {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"app"},"spec":{\
      "replicas":\(replicas),"selector":{"matchLabels":{"app":"app"}},\
      "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":\(surge),\
      "maxUnavailable":\(unavailable)}},\(rest)"template":{"metadata":{"labels":{"app":"app"}},\
      "spec":{"containers":[{"name":"c","image":"\(image)"}]}}}}
      """
    return KubernetesObject(try SourceFile(path: "app", text: text).parsedJSON().root)
  }

  private func update(
    replicas: Int, surge: String, unavailable: String,
    readyAfter: Duration? = .init(seconds: 5),
    ending: Double = 3
  ) throws -> Timeline {
    var scenario = RolloutScenario()
    scenario.initial = try Self.deployment(
      replicas: replicas, surge: surge, unavailable: unavailable)
    scenario.events = [
      (
        .zero,
        .apply(
          try Self.deployment(
            replicas: replicas, surge: surge, unavailable: unavailable, image: "app:v2"))
      )
    ]
    let ended = Duration(seconds: ending)
    scenario.behaviours = [
      "app:v1": PodBehaviour(termination: ended),
      "app:v2": PodBehaviour(readyAfter: [readyAfter], termination: ended),
    ]
    return try scenario.simulated()
  }

  @Test func `a surge is rounded up and what may be unavailable down`() throws {
    let timeline = try update(replicas: 5, surge: "\"25%\"", unavailable: "\"25%\"")
    #expect(timeline.mostPods == 7)
    #expect(timeline.leastAvailable == 4)
  }

  @Test func `where both come to nothing one pod may be unavailable`() throws {
    let timeline = try update(replicas: 4, surge: "0", unavailable: "\"10%\"")
    #expect(timeline.mostPods == 4)
    #expect(timeline.leastAvailable == 3)
  }

  @Test func `pods that have not ended are not counted by the surge`() throws {
    let timeline = try update(replicas: 4, surge: "0", unavailable: "1", ending: 60)
    #expect(timeline.mostPods == 4)
    #expect(timeline.mostPodsWithTerminating == 8)
  }

  @Test func `a rollout whose pods are never ready keeps the old ones`() throws {
    let timeline = try update(replicas: 4, surge: "1", unavailable: "0", readyAfter: nil)
    #expect(timeline.completed == nil)
    #expect(timeline.leastReady == 4)
    #expect(timeline.deadlineExceeded == nil)
  }

  @Test(arguments: [1, 3, 8, 20], ["0", "1", "3", "\"25%\"", "\"50%\""])
  func `a rollout stays within its bounds and ends`(_ replicas: Int, _ share: String) throws {
    for unavailable in ["1", "\"34%\"", "\"100%\""] {
      let timeline = try update(replicas: replicas, surge: share, unavailable: unavailable)
      let surge = try #require(Self.count(share, of: replicas, roundingUp: true))
      let missing = try #require(Self.count(unavailable, of: replicas, roundingUp: false))
      let least = replicas - max(missing, surge == 0 ? 1 : 0)
      #expect(timeline.mostPods <= replicas + surge)
      #expect(timeline.leastAvailable >= max(0, least))
      #expect(timeline.completed != nil)
    }
  }

  private static func count(_ text: String, of replicas: Int, roundingUp: Bool) -> Int? {
    let text = text.filter { $0 != "\"" }
    let share: IntOrString = Int(text).map { .int($0) } ?? .string(text)
    return share.value(of: replicas, roundingUp: roundingUp)
  }

  @Test func `a simulation gives the same answer each time`() throws {
    let question = #"""
      {"kind":"rollout","initial":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"replicas":9,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"v1"}]}}}},"pods":{"v1":{"terminate":2},"v2":{"readyAfter":[3,1,4,1,5],"terminate":2}},"events":[{"at":0,"op":"image","image":"v2"},{"at":4.5,"op":"scale","replicas":14},{"at":7,"op":"undo"}],"horizon":200}
      """#
    let answers = (0..<5).map { _ in ForecastQuery(Array(question.utf8))?.answer() }
    #expect(answers.allSatisfy { $0 != nil && $0 == answers[0] })
  }

  /// The update of a StatefulSet of six pods, of which so many may be unavailable.
  private func statefulSetUpdate(_ rolling: String, in minor: Int) throws -> Timeline {
    func workload(_ image: String) throws -> KubernetesObject {
      let text = """
        {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"app"},"spec":{\
        "replicas":6,"selector":{"matchLabels":{"app":"app"}},"serviceName":"app",\
        "updateStrategy":{"rollingUpdate":\(rolling)},"template":{\
        "metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"name":"c","image":"\(image)"}]}}}}
        """
      return KubernetesObject(try SourceFile(path: "app", text: text).parsedJSON().root)
    }
    var scenario = RolloutScenario()
    scenario.release = KubernetesRelease(minor: minor)
    scenario.initial = try workload("app:v1")
    scenario.events = [(.zero, .apply(try workload("app:v2")))]
    let behaviour = PodBehaviour(
      readyAfter: [Duration(seconds: 5)], termination: Duration(seconds: 3))
    scenario.behaviours = ["app:v1": behaviour, "app:v2": behaviour]
    return try scenario.simulated()
  }

  // KEP-961: on in 1.37, and off in 1.36, which drops the field.
  @Test func `of a StatefulSet as many pods are replaced at once as may be unavailable`() throws {
    #expect(try statefulSetUpdate("{\"maxUnavailable\":2}", in: 36).leastReady == 5)
    #expect(try statefulSetUpdate("{}", in: 37).leastReady == 5)
    #expect(try statefulSetUpdate("{\"maxUnavailable\":2}", in: 37).leastReady == 4)
    // Half of six; 10% of six is rounded down, and one at least.
    #expect(try statefulSetUpdate("{\"maxUnavailable\":\"50%\"}", in: 37).leastReady == 3)
    #expect(try statefulSetUpdate("{\"maxUnavailable\":\"10%\"}", in: 37).leastReady == 5)
    let kept = try statefulSetUpdate("{\"maxUnavailable\":4,\"partition\":4}", in: 37)
    #expect(kept.leastReady == 4)
    #expect(kept.completed == nil)
    for rolling in ["{}", "{\"maxUnavailable\":3}"] {
      #expect(try statefulSetUpdate(rolling, in: 37).completed != nil)
    }
  }

  @Test func `what is no question is answered by an error`() {
    func answer(_ line: String) -> String? {
      ForecastQuery(Array(line.utf8)).map { String(decoding: $0.answer(), as: UTF8.self) }
    }
    #expect(answer("[]") == nil)
    #expect(
      answer(#"{"kind":"weather"}"#)
        == #"{"error":"kind is one of rollout, hpa, capacity and pdb"}"#)
    #expect(answer(#"{"kind":"rollout"}"#) == #"{"error":"the scenario has no workload"}"#)
    #expect(
      answer(#"{"kind":"rollout","initial":{"apiVersion":"batch/v1","kind":"Job"}}"#)
        == #"{"error":"Job of batch/v1 has no rollout to simulate"}"#)
  }

  @Test func `a question is answered for the release that is asked`() {
    let question = #"""
      {"kind":"rollout","initial":{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"a"},"spec":{"replicas":6,"updateStrategy":{"rollingUpdate":{"maxUnavailable":3}},"template":{"spec":{"containers":[{"name":"c","image":"v1"}]}}}},"pods":{"v1":{"readyAfter":5},"v2":{"readyAfter":5}},"events":[{"at":60,"op":"image","image":"v2"}],"horizon":300}
      """#
    func answer(_ minor: Int) -> [UInt8]? {
      ForecastQuery(Array(question.utf8), release: KubernetesRelease(minor: minor))?.answer()
    }
    #expect(answer(35) == answer(36))
    #expect(answer(37) != answer(36))
  }

  @Test func `an image is set on what is a container`() {
    let question = #"""
      {"kind":"rollout","initial":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"template":{"spec":{"containers":[["c"]]}}}},"events":[{"at":1,"op":"image","image":"v2"}],"horizon":9}
      """#
    let answer = ForecastQuery(Array(question.utf8))?.answer()
    #expect(answer.map { String(decoding: $0, as: UTF8.self).contains("maxPods") } == true)
  }

  @Test func `numbers of any size are answered`() {
    func answer(_ line: String) -> String {
      String(decoding: ForecastQuery(Array(line.utf8))?.answer() ?? [], as: UTF8.self)
    }
    func workload(_ kind: String, _ spec: String) -> String {
      #"{"kind":"rollout","initial":{"apiVersion":"apps/v1","kind":"\#(kind)","spec":{\#(spec),"template":{"spec":{"containers":[{"name":"c","image":"v"}]}}}},"horizon":10}"#
    }
    #expect(
      answer(workload("Deployment", #""replicas":2147483647"#))
        == #"{"error":"2147483647 pods are asked for, and a forecast simulates at most 10000"}"#)
    #expect(
      answer(workload("StatefulSet", #""replicas":2,"ordinals":{"start":9223372036854775807}"#))
        .contains(#""maxPods":2"#))
    #expect(
      answer(
        workload("DaemonSet", #""minReadySeconds":1"#).replacing(
          #""horizon":10"#, with: #""nodes":-3,"horizon":10"#)
      ).contains(#""maxPods":0"#))
    #expect(
      answer(
        workload("Deployment", #""replicas":5"#).replacing(
          #""horizon":10"#, with: #""quota":{"pods":"2"},"horizon":1e300"#)
      ).contains("takes more steps than a forecast simulates"))
    let node =
      #"{"kind":"Node","metadata":{"name":"n"},"status":{"allocatable":{"cpu":"9e18","memory":"9Ei","pods":"9"}}}"#
    let pod =
      #"{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":-1e300,"memory":"8Ei"}}}]}}"#
    #expect(
      answer(#"{"kind":"capacity","nodes":[\#(node),\#(node)],"pods":[{"count":3,"pod":\#(pod)}]}"#)
        .contains(#""groups""#))
    #expect(
      answer(
        #"{"kind":"hpa","hpa":{"spec":{"maxReplicas":9}},"frames":[{"setReplicas":2147483647}]}"#
      ).contains("are more than a forecast simulates"))
    #expect(
      answer(
        #"{"kind":"hpa","hpa":{"spec":{"minReplicas":2147483647,"maxReplicas":9}},"frames":[{}]}"#
      ).contains("are more than a forecast simulates"))
    #expect(
      answer(
        #"{"kind":"hpa","hpa":{"spec":{"maxReplicas":-9}},"replicas":3,"frames":[{},{}]}"#
      ).contains(#""replicas""#))
    let load = #"""
      {"kind":"hpa","hpa":{"spec":{"maxReplicas":9,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"averageUtilization":0}}}]}},"replicas":3,"containers":[{"name":"a","resources":{"requests":{"cpu":"1"}}}],"frames":[{"metrics":{"resource/cpu":"9223372036854775"}}]}
      """#
    #expect(answer(load).contains(#""replicas""#))
  }
}
