import Admission
import Diagnostics
import Kubernetes
import Testing
import YAML

/// The repository's own policies, beside what they are for.
struct PolicySetTests {
  @Test func `a server accepts every policy, and its type checker has nothing to say`() throws {
    let loaded = PolicySet.load(try PolicyFolder().objects)
    #expect(loaded.refusals.flatMap(\.causes) == [])
    #expect(loaded.expressionWarnings.map { "\($0.policy) \($0.fieldRef): \($0.warning)" } == [])
    #expect(loaded.diagnostics.map(\.message) == [])
  }

  @Test func `the kustomization lists every file of the set`() throws {
    let folder = try PolicyFolder()
    let kustomization = try #require(folder.kustomization["resources"]?.elements)
    #expect(Set(kustomization.compactMap(\.string)) == Set(folder.resources))
  }

  @Test func `every policy is in the file of its name, bound, and says what it is for`() throws {
    let folder = try PolicyFolder()
    for name in folder.policyNames {
      let objects = folder.objects(of: "\(name).yaml")
      #expect(objects.first?.kind == "ValidatingAdmissionPolicy")
      #expect(objects.first?.name == name)
      #expect(objects.contains { $0.kind == "ValidatingAdmissionPolicyBinding" })
      #expect(folder.text(of: "\(name).yaml").hasPrefix("# "))
      for validation in objects.first?.root["spec"]?["validations"]?.elements ?? [] {
        #expect(validation["message"]?.string?.isEmpty == false)
        #expect(validation["messageExpression"]?.string?.isEmpty == false)
      }
    }
  }

  @Test(arguments: ["development", "staging", "production"])
  func `the fleet breaks no policy`(environment: String) throws {
    let folder = try PolicyFolder()
    let fleet = try PolicyFolder.fleet(environment)
    let loaded = PolicySet.load(folder.objects, facts: nil)
    let state = ClusterState(objects: fleet, policies: loaded.policies)
    let engine = Engine(policies: loaded.policies, state: state)
    var matched = 0
    for object in fleet {
      let request = AdmissionRequest(.create, object: object.root, mapper: state.mapper)
      let verdict = engine.evaluate(request.defaulted())
      matched += verdict.matches.count
      #expect(verdict.failures.map { "\(object.identity): \($0.message)" } == [])
      #expect(verdict.undecided.map(\.message) == [])
    }
    #expect(loaded.policies.diagnostics(in: state).map(\.message) == [])
    #expect(matched > 170)
  }
}
