import Comparison
import Display
import Testing
import YAML

/// Where another order of the same entries is a difference.
struct DiffOrderTests {
  private func pod(_ spec: String) -> String {
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {\(spec)}\n"
  }

  @Test func `containers that run one after the other have an order, those that run together none`()
  {
    let swapped = compare(
      pod("initContainers: [{name: a, image: x}, {name: b, image: y}]"),
      pod("initContainers: [{name: b, image: y}, {name: a, image: x}]"))
    #expect(lines(swapped) == ["spec.initContainers: order [a, b] → [b, a]"])
    #expect(swapped.objects[0].fields.map(\.cause) == [.order])
    #expect(
      compare(
        pod("containers: [{name: a, image: x}, {name: b, image: y}]"),
        pod("containers: [{name: b, image: y}, {name: a, image: x}]")
      ).isEmpty)
  }

  @Test func `variables have an order where one uses another`() {
    let env = { (names: [String], value: String) in
      let entries = names.map { "{name: \($0), value: \"\($0 == "B" ? value : "x")\"}" }
      return pod("containers: [{name: c, env: [\(entries.joined(separator: ", "))]}]")
    }
    #expect(compare(env(["A", "B"], "x"), env(["B", "A"], "x")).isEmpty)
    #expect(
      lines(compare(env(["A", "B"], "$(A)"), env(["B", "A"], "$(A)")))
        == ["spec.containers[name=c].env: order [A, B] → [B, A]"])
  }

  @Test func `lists of kinds without a schema have an order`() {
    let task = { (steps: String) in
      "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: a}\nspec: {steps: [\(steps)]}\n"
    }
    #expect(
      lines(
        compare(
          task("{name: test, image: t}, {name: deploy, image: d}"),
          task("{name: deploy, image: d}, {name: test, image: t}")))
        == ["spec.steps: order [test, deploy] → [deploy, test]"])
  }

  @Test func `of entries that only one side has the order is nothing by itself`() {
    let task = { (steps: String) in
      "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: a}\nspec: {steps: [\(steps)]}\n"
    }
    let diff = compare(task("{name: a}, {name: b}"), task("{name: n}, {name: a}, {name: b}"))
    #expect(diff.objects[0].fields.map(\.cause) == [.value])
  }

  @Test func `entries without a key of the API are told apart by what calls itself a name`() {
    let config = { (jobs: String) in
      "apiVersion: example.com/v1\nkind: Scrape\nmetadata: {name: a}\nspec: {jobs: [\(jobs)]}\n"
    }
    #expect(
      lines(
        compare(
          config("{job_name: a, every: 10s, port: 1}, {job_name: b, every: 10s, port: 1}"),
          config(
            "{job_name: a, every: 10s, port: 1}, {job_name: z, every: 1s, port: 2}, "
              + "{job_name: b, every: 30s, port: 1}")))
        == [
          "spec.jobs[job_name=b].every: 10s → 30s",
          #"spec.jobs[job_name=z]: (absent) → {"job_name":"z","every":"1s","port":2}"#,
        ])
  }
}
