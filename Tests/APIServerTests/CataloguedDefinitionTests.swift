import APIServer
import Admission
import Kubernetes
import Testing

struct CataloguedDefinitionTests {
  @Test func `a server takes the definition of every catalogued kind`() {
    let validator = Validator.evaluatingRules()
    let faults = CataloguedKind.all.flatMap { kind in
      let verdict = validator.verdict(on: kind.definition.object)
      // The annotation that approves a group of Kubernetes' own is no fact of a kind.
      let causes = verdict.causes.filter { !$0.field.hasPrefix("metadata.annotations") }
      return verdict.faults.map { "\(kind.definition.plural): \($0.message)" }
        + causes.map { "\(kind.definition.plural): \($0.field): \($0.message.prefix(200))" }
    }
    #expect(faults == [])
  }

  @Test func `every version that is served judges its objects`() {
    let kinds = CataloguedKind.all
    let validator = Validator(definitions: kinds.map(\.definition.object))
    for kind in kinds.flatMap(\.definition.servedKinds) {
      #expect(validator.customResources.schema(of: kind)?.properties.isEmpty == false, "\(kind)")
    }
  }
}
