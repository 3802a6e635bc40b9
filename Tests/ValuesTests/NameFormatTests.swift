import Values
import Testing

struct NameFormatTests {
  @Test(arguments: [
    ("a", true), ("a-b", true), ("1a", true), ("-a", false), ("a-", false), ("A", false),
    ("a.b", false), ("", false), (String(repeating: "a", count: 63), true),
    (String(repeating: "a", count: 64), false), ("ü", false),
  ])
  func `a label of RFC 1123`(text: String, holds: Bool) {
    #expect(NameFormat.dns1123Label.matches(text) == holds)
  }

  @Test(arguments: [
    ("a.b-c.d", true), ("a..b", false), (".a", false), ("a_b", false), ("1.2.3.4", true),
    (String(repeating: "a.", count: 126) + "a", true),
    (String(repeating: "a.", count: 127) + "a", false),
  ])
  func `a subdomain of RFC 1123`(text: String, holds: Bool) {
    #expect(NameFormat.dns1123Subdomain.matches(text) == holds)
  }

  @Test(arguments: [
    ("app", true), ("example.com/app", true), ("a/b/c", false), ("/app", false),
    ("example.com/", false), ("Example.com/app", false), ("App_1.x", true), ("-app", false),
    ("app-", false), ("", false),
  ])
  func `a qualified name`(text: String, holds: Bool) {
    #expect(NameFormat.qualifiedName.matches(text) == holds)
  }

  @Test func `every fault of a qualified name is told`() {
    #expect(
      NameFormat.qualifiedName.faults("/") == [
        "prefix part must be non-empty", "name part must be non-empty",
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and "
          + "end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', "
          + "regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      ])
    #expect(
      NameFormat.dns1123Label.faults("A") == [
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
          + "and must start and end with an alphanumeric character (e.g. 'my-name',  or "
          + "'123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
      ])
  }

  @Test(arguments: [("", true), ("1.2", true), ("a_B", true), ("_a", false), ("a b", false)])
  func `a label's value`(text: String, holds: Bool) {
    #expect(NameFormat.labelValue.matches(text) == holds)
  }

  @Test(arguments: [
    ("http", true), ("8080", false), ("a--b", false), ("-a", false), ("a-1", true), ("", false),
    ("abcdefghijklmnop", false), ("HTTP", false),
  ])
  func `a port's name`(text: String, holds: Bool) {
    #expect(NameFormat.portName.matches(text) == holds)
  }

  @Test(arguments: [
    ("app.yaml", true), ("..", false), (".", false), ("..a", false), ("a/b", false), (".a", true),
    ("", false),
  ])
  func `a key of a ConfigMap`(text: String, holds: Bool) {
    #expect(NameFormat.configKey.matches(text) == holds)
  }

  @Test(arguments: [
    ("*.example.com", true), ("*", false), ("*.", false), ("a.*.b", false), ("a.b", false),
  ])
  func `a wildcard host`(text: String, holds: Bool) {
    #expect(NameFormat.wildcardDNS1123Subdomain.matches(text) == holds)
  }

  @Test(arguments: [("a", true), ("1a", false), ("a-", false)])
  func `a label of RFC 1035`(text: String, holds: Bool) {
    #expect(NameFormat.dns1035Label.matches(text) == holds)
  }

  @Test(arguments: [("a b", true), ("a=b", false), ("", false), ("ü", false), ("1", true)])
  func `an environment variable`(text: String, holds: Bool) {
    #expect(NameFormat.environmentVariable.matches(text) == holds)
  }

  @Test(arguments: [("a:b", true), ("..", false), ("a/b", false), ("a%b", false), ("", true)])
  func `a segment of a path`(text: String, holds: Bool) {
    #expect(NameFormat.pathSegment.matches(text) == holds)
  }

  @Test(arguments: [("api-", true), ("-", false), ("ap_i-", false), ("Api-", false), ("api", true)])
  func `the beginning of a name may end with a dash`(text: String, holds: Bool) {
    #expect(NameFormat.dns1123Label.ofPrefix.matches(text) == holds)
  }
}
