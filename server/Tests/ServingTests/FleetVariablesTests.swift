import Foundation
import Serving
import Testing

/// The deployed configuration and the one that the services read are the same set of variables.
struct FleetVariablesTests {
  @Test(arguments: ["development", "staging", "production"])
  func `every pod of the fleet starts with the configuration that it is given`(
    _ environment: String
  ) throws {
    let fleet = try RenderedFleet(environment)
    for workload in ["sentiment", "model-api", "loan-api"] {
      _ = try ServiceConfiguration(environment: fleet.variables(of: workload))
    }
    _ = try WorkerConfiguration(environment: fleet.variables(of: "loan-worker"))
  }

  @Test func `what the server reads is set in the fleet, and what is set there is read`() throws {
    let fleet = try RenderedFleet("production")
    var given: Set<String> = []
    var read: Set<String> = []
    for workload in ["sentiment", "model-api", "loan-api"] {
      let variables = try fleet.variables(of: workload)
      given.formUnion(variables.keys)
      read.formUnion(names(try ServiceConfiguration(environment: variables).effective))
    }
    #expect(given.subtracting(read).sorted() == [])
    #expect(read.subtracting(given).sorted() == [])
  }

  @Test func `what the worker reads is set in the fleet, and what is set there is read`() throws {
    let variables = try RenderedFleet("production").variables(of: "loan-worker")
    let read = names(try WorkerConfiguration(environment: variables).effective)
    #expect(Set(variables.keys).subtracting(read).sorted() == [])
    #expect(read.subtracting(variables.keys).sorted() == [])
  }

  @Test func `the image has ONNX Runtime where the fleet looks for it`() throws {
    let variables = try RenderedFleet("production").variables(of: "model-api")
    let library = try #require(variables["ORT_LIBRARY"])
    let server = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    let dockerfile = try String(contentsOfFile: server + "/Dockerfile", encoding: .utf8)
    #expect(dockerfile.contains("\nENV ORT_LIBRARY=\(library)\n"))
  }

  private func names(_ effective: String) -> Set<String> {
    Set(
      effective.split(separator: "\n").compactMap {
        $0.split(separator: "=").first.map(String.init)
      })
  }
}
