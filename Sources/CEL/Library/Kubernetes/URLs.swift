import Values

/// A URL as a value of the language.
package final class URLValue: Sendable {
  let url: URL

  init(_ url: URL) { self.url = url }

  static let declaredType = CELType.object("kubernetes.URL")

  /// The sentence that says why a text is no URL; nil when it is one.
  static func problem(_ text: String) -> String? {
    do throws(URL.Failure) {
      try URL.checkRequest(text)
      return nil
    } catch {
      return "parse \(text.goQuoted): \(error.message)"
    }
  }

  static func value(_ text: Value) -> Value {
    guard case .string(let text) = text else { return .noSuchOverload }
    if let problem = problem(text) { return failure(problem) }
    do throws(URL.Failure) {
      return .opaque(URLValue(try URL(text)))
    } catch {
      return failure("parse \(text.goQuoted): \(error.message)")
    }
  }

  private static func failure(_ problem: String) -> Value {
    .failure("URL parse error during conversion from string: \(problem)")
  }
}

extension URLValue: OpaqueValue {
  package var type: CELType { URLValue.declaredType }
  package var text: String { url.description }

  package func isEqual(to other: Value) -> Bool? {
    guard case .opaque(let other as URLValue) = other else { return nil }
    return text == other.text
  }
}

extension FunctionLibrary {
  private static let url = URLValue.declaredType

  /// `url()` and its parts.
  package static let urls = FunctionLibrary(
    "url",
    functions: [
      Function(
        "url", "A URL from its text.",
        overloads: [.global("string_to_url", [.string], url, .unary(URLValue.value))],
        cost: .traversal(resultHasItsSize: true), examples: [Example("url('example.com')", nil)]),
      Function(
        "isURL", "Whether a text is a URL.",
        overloads: [
          .global(
            "is_url_string", [.string], .bool,
            .unary { text in
              guard case .string(let text) = text else { return .noSuchOverload }
              return .bool(URLValue.problem(text) == nil)
            })
        ], examples: [Example("isURL('/path')", "true")]),
      part("getScheme", "url_get_scheme", "'https'", \.scheme),
      part("getHost", "url_get_host", "'[::1]:80'", \.host),
      part("getHostname", "url_get_hostname", "'::1'", \.hostname),
      part("getPort", "url_get_port", "'80'", \.port),
      part("getEscapedPath", "url_get_escaped_path", "'/a%20b'", \.escapedPath),
      Function(
        "getQuery", "The keys of the query with their values.",
        overloads: [
          .member(
            "url_get_query", [url], .map(.string, .list(.string)),
            .unary { value in
              guard case .opaque(let value as URLValue) = value else { return .noSuchOverload }
              return .map(
                MapValue(
                  value.url.queryItems.map {
                    (.string($0.key), .list($0.values.map(Value.string)))
                  }))
            })
        ], cost: .access, examples: [Example("url('/?a=1&a=2').getQuery()", "{'a': ['1', '2']}")]),
    ], types: [url])

  private static func part(
    _ name: String, _ id: String, _ example: String, _ part: any KeyPath<URL, String> & Sendable
  ) -> Function {
    Function(
      name, "A part of the URL.",
      overloads: [
        .member(
          id, [url], .string,
          .unary { value in
            guard case .opaque(let value as URLValue) = value else { return .noSuchOverload }
            return .string(value.url[keyPath: part])
          })
      ], cost: .access, examples: [Example("url('https://[::1]:80/a b').\(name)()", example)])
  }
}
