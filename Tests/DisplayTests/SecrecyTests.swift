import Display
import Testing

struct SecrecyTests {
  @Test(arguments: [
    "password", "DB_PASSWORD", "dbPassword", "redis-auth-token", "API_KEY", "apiKey", "APIKey",
    "aws.secret.access.key", "client_secret", "credentials", "PGPASSWD", "private_key",
    "--api-token", "access_tokens", "DB_PASSWORD_OLD", "DATABASE_DSN", ".dockerconfigjson",
  ])
  func `a name that says so hides its value`(_ name: String) {
    #expect(Secrecy.shown("hunter2", of: name) == Secrecy.mark)
  }

  @Test(arguments: [
    "tokenizer", "max_tokens", "passenger", "compass", "secretName", "token_ttl", "PASSWORD_FILE",
    "API_KEY_HEADER", "monkey", "key", "keyspace", "secretary", "credential-provider", "keys",
  ])
  func `a name that says something else does not`(_ name: String) {
    #expect(Secrecy.shown("hunter2", of: name) == "hunter2")
  }

  @Test(arguments: ["$(DB_PASSWORD)", "${PW}", "{{ .Values.pw }}", "<password>", "", "null"])
  func `a reference to a secret is none`(_ value: String) {
    #expect(Secrecy.shown(value, of: "password") == value)
  }

  @Test(arguments: [
    ("postgres://app:hunter2@db:5432/x", "postgres://app:<hidden>@db:5432/x"),
    ("redis://:hunter2@redis", "redis://:<hidden>@redis"),
    ("https://u@host/a:b", "https://u@host/a:b"),
    ("--password=hunter2 --verbose", "--password=<hidden> --verbose"),
    ("a: 1\n  db.password: hunter2\nb: 2", "a: 1\n  db.password: <hidden>\nb: 2"),
    (
      #"{"user":"a","password":"hun\"ter2","x":1}"#,
      #"{"user":"a","password":"<hidden>"ter2","x":1}"#
    ),
    ("?token=abcdef&x", "?token=<hidden>"), ("tokenizer: wordpiece", "tokenizer: wordpiece"),
    ("x ghp_0123456789abcdefghijABCDEFGHIJ012345 y", "x <hidden> y"),
    ("AKIAABCDEFGHIJKLMNOP", "<hidden>"), ("AKIA", "AKIA"),
    (
      "k: |\n-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nz",
      "k: |\n<hidden>\nz"
    ),
    ("-----BEGIN CERTIFICATE-----\nMII", "-----BEGIN CERTIFICATE-----\nMII"),
    ("-----BEGIN PRIVATE KEY-----\nMII", "<hidden>"),
  ])
  func `what is evidently secret in a text is hidden`(_ text: String, _ expected: String) {
    #expect(Secrecy.masked(text) == expected)
  }

  @Test func `a sentence may speak of a token`() {
    let sentence = "access token in token: revoke it, or https://a:pw@host"
    #expect(
      Secrecy.masked(sentence: sentence)
        == "access token in token: revoke it, or https://a:<hidden>@host")
  }

  @Test(arguments: [
    (Secrecy.Place(kind: "Secret", keys: ["data", "x"]), true),
    (Secrecy.Place(kind: "Secret", keys: ["stringData", "x"]), true),
    (Secrecy.Place(kind: "Secret", keys: ["metadata", "annotations", "x"]), true),
    (Secrecy.Place(kind: "Secret", keys: ["metadata", "name"]), false),
    (Secrecy.Place(group: "example.com", kind: "Secret", keys: ["data", "x"]), false),
    (Secrecy.Place(kind: "ConfigMap", keys: ["data", "x"]), false),
    (Secrecy.Place(kind: "ConfigMap", keys: ["data", "api-token"]), true),
    (
      Secrecy.Place(
        kind: "Pod",
        keys: ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"]),
      true
    ),
    (
      Secrecy.Place(
        kind: "Pod", keys: ["spec", "containers", "env", "value"], name: "DB_PASSWORD"), true
    ),
    (
      Secrecy.Place(kind: "Pod", keys: ["spec", "containers", "env", "value"], name: "MODE"), false
    ),
    (Secrecy.Place(kind: "Pod", keys: ["spec", "containers", "args"], name: "--password"), true),
    (Secrecy.Place(kind: "Pod", keys: ["spec", "volumes", "secret", "secretName"]), false),
  ])
  func `a place decides`(_ place: Secrecy.Place, _ isHidden: Bool) {
    #expect(Secrecy.hides("hunter2", at: place) == isHidden)
  }

  @Test func `known secrets are taken out of sentences`() {
    let values = HiddenValues(["hunter2", "ab", "line one\nline two\n"])
    #expect(values.scrubbed("Invalid value: \"hunter2\"") == "Invalid value: \"<hidden>\"")
    #expect(values.scrubbed("a cab says \"ab\"") == "a cab says \"<hidden>\"")
    #expect(values.scrubbed("it has line two there") == "it has <hidden> there")
  }

  @Test func `a long hostile line costs no more than its length`() {
    let line = String(repeating: "password=", count: 20_000)
    #expect(Secrecy.masked(line).hasPrefix("password=<hidden>"))
    #expect(Secrecy.masked(String(repeating: "https://", count: 20_000)).utf8.count == 160_000)
    let keys = String(repeating: "-----BEGIN ", count: 20_000)
    #expect(Secrecy.masked(keys) == keys)
  }
}
