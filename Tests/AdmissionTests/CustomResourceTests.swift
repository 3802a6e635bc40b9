import APIServer
import Admission
import Diagnostics
import Kubernetes
import TestKit
import Testing
import YAML

struct CustomResourceTests {
  private func objects(_ text: String) -> [KubernetesObject] {
    SourceFile(path: "o.yaml", text: text).parsed(as: .kubernetes).documents
      .map { KubernetesObject($0.root) }
  }

  private func object(_ spec: String) throws -> KubernetesObject {
    try #require(
      objects("{apiVersion: example.org/v1, kind: Widget, metadata: {name: w}, spec: \(spec)}")
        .first)
  }

  private static let definition = DefinitionText.definition(
    of: "Widget", as: "widgets.example.org",
    schema: """
      properties:
        spec:
          type: object
          required: [size]
          properties:
            size: {type: integer, minimum: 1}
            color-name: {type: string, default: red}
            limit: {type: integer, default: 10}
            hosts:
              type: array
              x-kubernetes-list-type: set
              items: {type: string}
            ports:
              type: array
              x-kubernetes-list-type: map
              x-kubernetes-list-map-keys: [name]
              items:
                type: object
                required: [name]
                properties: {name: {type: string}, port: {type: integer}}
                x-kubernetes-validations:
                - {rule: self.port >= oldSelf.port, message: ports only grow}
          x-kubernetes-validations:
          - rule: self.size <= self.limit
            messageExpression: '"size %d is too large".format([self.size])'
            fieldPath: .size
          - {rule: self.color__dash__name != 'black', reason: FieldValueForbidden}
          - rule: '!has(self.hosts) || self.hosts == oldSelf.hosts'
            message: hosts stay
          - {rule: oldSelf.hasValue() || self.size < 5, optionalOldSelf: true}
      """)

  private var validator: Validator { .evaluatingRules(definitions: objects(Self.definition)) }

  @Test func `a definition that is sound is accepted`() throws {
    let definition = try #require(objects(Self.definition).first)
    #expect(Validator.evaluatingRules().verdict(on: definition).causes == [])
  }

  @Test func `a rule that does not compile is a cause of the definition`() throws {
    let text = Self.definition.replacing("self.size <= self.limit", with: "self.sise <= 1")
    let definition = try #require(objects(text).first)
    let causes = Validator.evaluatingRules().verdict(on: definition).causes
    #expect(causes.count == 1)
    #expect(causes.first?.field.hasSuffix("x-kubernetes-validations[0].rule") == true)
  }

  /// The documentation shows such a message, and servers refuse it: only `format` has a bound.
  @Test func `text that is made of a number may be of any length by estimate`() throws {
    let text = Self.definition.replacing(
      #""size %d is too large".format([self.size])"#,
      with: #""size " + string(self.size) + " is too large""#)
    let definition = try #require(objects(text).first)
    let causes = Validator.evaluatingRules().verdict(on: definition).causes
    #expect(causes.first?.field.hasSuffix("x-kubernetes-validations[0].messageExpression") == true)
    #expect(causes.first?.message.contains("by factor of more than 100x") == true)
  }

  /// As Gateway API asks it: what a format costs grows with the text, whose length the schema bounds.
  @Test(arguments: [(", maxLength: 63", true), ("", false)])
  func `a rule that asks a format is as dear as its text is long`(
    _ bound: String, _ isSound: Bool
  ) throws {
    let text = Self.definition.replacing(
      "color-name: {type: string, default: red}",
      with: """
        color-name: {type: string\(bound), default: red, x-kubernetes-validations:
                              [{rule: size(self) == 0 || !format.dns1123Label().validate(self).hasValue()}]}
        """)
    let definition = try #require(objects(text).first)
    let causes = Validator.evaluatingRules().verdict(on: definition).causes
    #expect(causes.isEmpty == isSound, "\(causes.map(\.message))")
  }

  @Test func `defaults of the schema are stored`() throws {
    let stored = validator.stored(try object("{size: 2}"))
    #expect(stored.root["spec"]?["color-name"]?.string == "red")
    #expect(stored.root["spec"]?["limit"]?.scalar?.integer == 10)
  }

  @Test(arguments: [
    ("{size: 2}", []),
    ("{size: 0}", ["FieldValueInvalid spec.size"]),
    ("{size: a}", ["FieldValueTypeInvalid spec.size", "FieldValueInvalid <nil>"]),
    ("{}", ["FieldValueRequired spec.size", "FieldValueInvalid <nil>"]),
    ("{size: 4, limit: 3}", ["FieldValueInvalid spec.size"]),
    ("{size: 2, color-name: black}", ["FieldValueForbidden spec"]),
    ("{size: 6}", ["FieldValueInvalid spec"]),
    ("{size: 2, hosts: [a, a]}", ["FieldValueDuplicate spec.hosts[1]"]),
    ("{size: 2, ports: [{name: a}, {name: a}]}", ["FieldValueDuplicate spec.ports[1]"]),
  ])
  func `a creation breaks the rules of its schema`(_ spec: String, _ causes: [String]) throws {
    let verdict = validator.verdict(on: try object(spec))
    #expect(verdict.causes.map { "\($0.reason.rawValue) \($0.field)" } == causes)
  }

  @Test(arguments: [
    ("{size: 2, hosts: [b, a]}", []),
    ("{size: 2, hosts: [b, c]}", ["hosts stay"]),
    ("{size: 2, hosts: [a, b], ports: [{name: y, port: 1}, {name: x, port: 2}]}", []),
    ("{size: 2, hosts: [a, b], ports: [{name: x, port: 0}]}", ["ports only grow"]),
  ])
  func `an update is compared with what was there`(
    _ spec: String, _ messages: [String]
  ) throws {
    let old = try object("{size: 2, hosts: [a, b], ports: [{name: x, port: 1}]}")
    // The members that were there stay, as for another manager's object.
    let causes = validator.verdict(on: try object(spec), replacing: old).causes
    #expect(causes.map { $0.message.replacing("Invalid value: ", with: "") } == messages)
  }

  @Test func `a message expression tells the value`() throws {
    let causes = validator.verdict(on: try object("{size: 4, limit: 3}")).causes
    #expect(causes.map(\.message) == ["Invalid value: size 4 is too large"])
  }

  @Test func `an unknown field is refused with the nearest name`() throws {
    let faults = validator.verdict(on: try object("{size: 2, limti: 3}")).faults
    #expect(faults.map(\.message) == ["unknown field \"spec.limti\""])
    #expect(faults.first?.suggestion == "limit")
  }
}
