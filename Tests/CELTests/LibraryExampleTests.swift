import CEL
import Testing

/// An example with the function or macro that it documents.
struct Sample: CustomTestStringConvertible, Sendable {
  let name: String
  let example: Example
  var testDescription: String { "\(name): \(example.expression)" }
}

@Suite struct LibraryExampleTests {
  static let libraries: [FunctionLibrary] = [
    .standard, .optionals, .strings, .sets, .twoVariableComprehensions, .lists, .urls,
    .regularExpressions, .listAggregates, .authorizer, .quantities, .addresses, .addressRanges,
    .formats, .semanticVersions, .jsonPatches, .bindings,
  ]

  static let samples: [Sample] = libraries.flatMap { library in
    library.functions.flatMap { function in
      function.examples.map { Sample(name: function.name, example: $0) }
    }
      + library.macros.flatMap { macro in
        macro.examples.map { Sample(name: macro.name, example: $0) }
      }
  }

  @Test(arguments: samples)
  func `an example evaluates to what it says`(_ sample: Sample) throws {
    let environment = ExpressionEnvironment.kubernetes.adding(.bindings).adding(.jsonPatches)
    guard let expected = sample.example.result else {
      // It fails by its values: what does not compile is no example of the function.
      let program = try environment.compile(sample.example.expression).get()
      #expect(program.evaluate(Activation()).value.error != nil)
      return
    }
    let value = try evaluate(sample.example.expression, in: environment).value
    let wanted = try evaluate(expected, in: environment).value
    #expect(value.isEqual(to: wanted) == true, "\(text(value)) is not \(text(wanted))")
  }

  @Test func `every function that can be called by name has documentation`() {
    for function in ExpressionEnvironment.kubernetes.functions {
      #expect(!function.documentation.isEmpty, "\(function.name)")
      #expect(function.documentation.hasSuffix("."), "\(function.name)")
    }
  }

  @Test func `no two overloads of a function share an id`() {
    for function in ExpressionEnvironment.kubernetes.functions {
      let ids = function.overloads.map(\.id)
      #expect(Set(ids).count == ids.count, "\(function.name)")
    }
  }
}
