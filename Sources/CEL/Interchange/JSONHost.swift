/// A JSON text as data of the host, read in place as an expression asks for it.
package final class JSONHost: Sendable {
  private let json: JSONValue

  package init(_ json: JSONValue) { self.json = json }

  /// An int when it is written as one and fits, as Kubernetes reads numbers.
  private static func number(_ digits: String) -> Value {
    Int64(digits).map(Value.int) ?? Double(digits).map(Value.double) ?? .null
  }
}

extension JSONHost: LazyValue {
  package var content: LazyContent {
    switch json {
    case .null: .value(.null)
    case .bool(let value): .value(.bool(value))
    case .number(let digits): .value(JSONHost.number(digits))
    case .string(let text): .value(.string(text))
    case .array(let elements): .list(count: elements.count)
    case .object(let members): .map(count: members.count)
    }
  }

  package func element(at index: Int) -> any LazyValue {
    guard case .array(let elements) = json else { return JSONHost(.null) }
    return JSONHost(elements[index])
  }
  package func member(named name: String) -> (any LazyValue)? { json[name].map(JSONHost.init) }

  package var memberNames: [String] {
    guard case .object(let members) = json else { return [] }
    return members.map(\.key)
  }
}
