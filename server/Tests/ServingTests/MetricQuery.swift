/// The names in an expression of PromQL: which metrics it selects by which labels, and by which labels
/// it groups.
struct MetricQuery {
  struct Selector {
    var metric: String
    var labels: [String] = []

    /// Whether it is exported by Kubernetes and not by the services.
    var isOfAnother: Bool { metric.hasPrefix("kube_") }
  }

  /// The labels that scraping adds to every series.
  static let scraped: Set = ["namespace", "job", "pod", "container", "instance"]

  private(set) var selectors: [Selector] = []
  private(set) var grouping: [String] = []

  init(_ expression: String) {
    var rest = Self.tokens(of: expression)[...]
    while let token = rest.popFirst() {
      if Self.grouped.contains(token), rest.first == "(" {
        grouping += rest.prefix { $0 != ")" }.filter(\.isName)
        rest = rest.drop { $0 != ")" }
      } else if token == "{" {
        let matchers = rest.prefix { $0 != "}" }
        selectors[selectors.count - 1].labels += matchers.filter(\.isName)
        rest = rest.drop { $0 != "}" }
      } else if token == "[" {
        rest = rest.drop { $0 != "]" }
      } else if token.isName, rest.first != "(", !Self.words.contains(token),
        !Self.grouped.contains(rest.first ?? "")
      {
        selectors.append(Selector(metric: token))
      }
    }
  }

  /// Names and signs; texts and numbers are left out.
  private static func tokens(of expression: String) -> [String] {
    var tokens: [String] = []
    var rest = expression[...]
    while let first = rest.first {
      if first == "\"" {
        rest = rest.dropFirst().drop { $0 != "\"" }.dropFirst()
      } else if first.isLetter || first == "_" {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" }
        tokens.append(String(name))
        rest = rest.dropFirst(name.count)
      } else if first.isNumber {
        // With its unit, where it is a duration.
        rest = rest.drop { $0.isLetter || $0.isNumber || $0 == "." }
      } else {
        if !first.isWhitespace { tokens.append(String(first)) }
        rest = rest.dropFirst()
      }
    }
    return tokens
  }

  private static let grouped: Set = [
    "by", "without", "on", "ignoring", "group_left", "group_right",
  ]
  private static let words: Set = ["and", "or", "unless", "offset", "bool"]
}

extension String {
  fileprivate var isName: Bool { first.map { $0.isLetter || $0 == "_" } ?? false }
}
