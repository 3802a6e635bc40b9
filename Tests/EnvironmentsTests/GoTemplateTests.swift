import Diagnostics
import Testing
import YAML

@testable import Environments

/// Go's templates with Sprig's functions, as their documentation has them.
struct GoTemplateTests {
  private static let data = """
    name: Web App
    count: 3
    big: 12345678
    on: true
    tags: [b, a, b]
    labels: {tier: front, env: prod}
    empty: ""
    nested: {a: {b: c}}
    """

  private func text(
    _ template: String, _ missingKey: GoTemplate.MissingKey = .isNothing
  ) throws(GoTemplateError) -> String {
    let file = SourceFile(path: "data.yaml", text: Self.data)
    let root = file.parsed(as: .kubernetes).documents.first?.root ?? .null()
    return try GoTemplate(template).text(for: GoValue.fromJSON(root), missingKey: missingKey)
  }

  @Test(arguments: [
    ("a {{ .name }} b", "a Web App b"), ("{{.count}} {{.on}} {{.big}}", "3 true 1.2345678e+07"),
    ("{{.missing}}", "<no value>"),
    ("{{ .tags }} {{ .labels }}", "[b a b] map[env:prod tier:front]"),
    ("x {{- .count -}} y", "x3y"), ("{{/* nothing */}}a{{- /* } */ -}} b", "ab"),
    ("{{ if .empty }}a{{ else if .on }}b{{ else }}c{{ end }}", "b"),
    ("{{ with .nested.a }}{{ .b }}{{ $.count }}{{ end }}", "c3"),
    ("{{ range $i, $t := .tags }}{{ $i }}{{ $t }}{{ end }}", "0b1a2b"),
    ("{{ range $k, $v := .labels }}{{ $k }}={{ $v }};{{ end }}", "env=prod;tier=front;"),
    ("{{ range .none }}a{{ else }}b{{ end }}", "b"),
    ("{{ $x := 1 }}{{ if .on }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
    ("{{ (index .tags 0) | upper }}{{ len .tags }}", "B3"),
    ("{{ and .on .name }} {{ or .empty \"d\" }} {{ not .on }}", "Web App d false"),
    ("{{ and (hasKey .labels \"x\") .labels.x.y }}", "false"),
    (
      "{{ eq .name \"a\" \"Web App\" }} {{ ne 1 2 }} {{ lt 1 2 }} {{ ge \"b\" \"a\" }}",
      "true true true true"
    ),
    ("{{ .name | lower | replace \" \" \"-\" | trunc 5 | trimSuffix \"a\" | quote }}", "\"web-\""),
    (
      "{{ default \"d\" .empty }} {{ coalesce .empty .missing \"e\" }} {{ ternary 1 2 .on }}",
      "d e 1"
    ),
    ("{{ printf \"%s-%d %v %q %05.1f\" .name 7 .on \"x\" .count }}", "Web App-7 true \"x\" 003.0"),
    ("{{ splitList \"/\" \"a/b/c\" | last }} {{ (split \"/\" \"a/b\")._1 }}", "c b"),
    ("{{ .tags | uniq | sortAlpha | join \",\" }}", "a,b"),
    ("{{ dict \"a\" 1 \"b\" (list 1 2) | toJson }}", "{\"a\":1,\"b\":[1,2]}"),
    ("{{ .labels | toYaml }}", "env: prod\ntier: front"),
    (
      "{{ (fromYaml \"a: [1]\").a }} {{ get .labels \"env\" }} {{ keys .labels | join \"\" }}",
      "[1] prod envtier"
    ),
    (
      "{{ normalize \"A_b/c.\" }} {{ slugify 10 true \"Some long Title\" }} {{ title \"a b\" }}",
      "a-b-c some-long A B"
    ),
    (
      "{{ add 1 2 3 }} {{ sub 5 .count }} {{ mul 2 3 }} {{ div 7 2 }} {{ mod 7 2 }} {{ max 1 4 2 }}",
      "6 2 6 3 1 4"
    ),
    (
      "{{ regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"${1}W\" }} {{ regexMatch \"^W\" .name }}",
      "-W-xxW- true"
    ),
    (
      "{{ \"YQ==\" | b64dec }}{{ b64enc \"a\" }} {{ contains \"b\" .name }} {{ hasPrefix \"Web\" .name }}",
      "aYQ== true true"
    ),
    (
      "{{ until 3 }} {{ nindent 2 \"a\" }} {{ substr 0 3 .name }} {{ kindOf .tags }} {{ atoi \"4\" }}",
      "[0 1 2] \n  a Web slice 4"
    ),
    (
      "{{ dig \"a\" \"b\" \"d\" .nested }} {{ pick .labels \"env\" }} {{ first .tags }}{{ rest .tags }}",
      "c map[env:prod] b[a b]"
    ),
    ("{{ `raw \"x\"` }} {{ \"a\\tb\" }} {{ 'x' }}", ""),
  ])
  func `a template becomes text`(_ template: String, _ wanted: String) throws {
    guard !wanted.isEmpty else {
      #expect(throws: GoTemplateError.self) { try text(template) }
      return
    }
    #expect(try text(template) == wanted)
  }

  @Test(arguments: [
    ("{{ .name", "unclosed action"), ("{{ if .on }}a", "unclosed {{if}}"),
    ("a{{ end }}", "unexpected {{end}} or {{else}}"),
    ("{{ now }}", "function \"now\" is not known here"),
    ("{{ .missing.x }}", "nil pointer evaluating interface {}.x"),
    ("{{ .name.x }}", "can't evaluate field x in type string"),
    ("{{ lower .count }}", "wrong type for value; expected string; got float64"),
    ("{{ eq .count 3 }}", "incompatible types for comparison"),
    ("{{ index .tags 9 }}", "error calling index: index out of range: 9"),
    ("{{ $y }}", "undefined variable \"$y\""),
    ("{{ template \"x\" }}", "{{template}} is not known here"),
    ("{{ fail \"stop\" }}", "stop"), ("{{ .name 1 }}", "can't give argument to non-function"),
  ])
  func `what cannot be executed says why`(_ template: String, _ message: String) throws {
    let error = #expect(throws: GoTemplateError.self) { try text(template) }
    #expect(error?.message == message)
  }

  @Test func `a missing key is an error where the options want it so`() throws {
    let error = #expect(throws: GoTemplateError.self) { try text("{{ .missing }}", .isError) }
    #expect(error?.message == "map has no entry for key \"missing\"")
  }
}
