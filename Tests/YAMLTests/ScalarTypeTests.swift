import Testing
import YAML

struct ScalarTypeTests {
  @Test(arguments: [
    ("", ScalarType.null), ("~", .null), ("null", .null), ("Null", .null), ("nULL", .string),
    ("true", .boolean), ("False", .boolean), ("tRUE", .string), ("truer", .string),
    ("1", .integer), ("-12", .integer), ("+3", .integer), ("0x1F", .integer), ("0o17", .integer),
    ("017", .integer), ("0b101", .integer), ("1_000", .integer), ("089", .float),
    ("18446744073709551615", .integer), ("18446744073709551616", .float), ("1.5", .float),
    ("1e3", .float), (".5", .float), ("5.", .float), (".", .string), ("1e", .string),
    (".inf", .float), ("-.INF", .float), (".nan", .float), ("1.2.3", .string),
    ("2020-01-01", .string), ("12:30", .string), ("100m", .string), ("-", .string),
    ("+-1", .string),
    ("v1", .string), ("=", .string), ("_1", .string),
  ])
  func `a plain scalar has the type that both readers give it`(text: String, type: ScalarType) {
    #expect(Schema.kubernetes.type(ofPlain: text) == type)
    #expect(Schema.kustomize.type(ofPlain: text) == type)
  }

  @Test(arguments: ["y", "Yes", "NO", "on", "Off", "n"])
  func `Kubernetes reads YAML 1.1's words as booleans and Kustomize as strings`(text: String) {
    #expect(Schema.kubernetes.type(ofPlain: text) == .boolean)
    #expect(Schema.kustomize.type(ofPlain: text) == .string)
  }

  @Test func `integers have their value in every notation`() {
    #expect(Scalar(text: "0x1F", type: .integer).integer == 31)
    #expect(Scalar(text: "-017", type: .integer).integer == -15)
    #expect(Scalar(text: "1_0", type: .integer).integer == 10)
    #expect(Scalar(text: "-9223372036854775808", type: .integer).integer == Int.min)
    #expect(Scalar(text: "18446744073709551615", type: .integer).integer == nil)
  }
}
