/// How the entries of a host's list are told apart, where their order means nothing.
///
/// What `x-kubernetes-list-type` says of a list in a schema. The list on the left decides how it is
/// compared with another and joined to it.
package enum ListKind: Hashable, Sendable {
  /// By their place: `==` compares one by one and `+` appends.
  case atomic
  /// Each value is there once: `==` ignores the order and `+` adds what is not there yet.
  case set
  /// By the values of these fields: `==` ignores the order and `+` replaces the entry with the
  /// same values.
  case map(keys: [String])

  /// What makes an entry the same as another.
  fileprivate func identity(of entry: Value) -> String {
    switch self {
    case .atomic, .set: entry.typedJSON.description
    case .map(let keys):
      JSONValue.array(keys.map { entry.lookUp(.string($0))?.typedJSON ?? .null }).description
    }
  }
}

/// A list that an expression made of a host's list, and that keeps its kind.
final class JoinedList: LazyValue {
  private let entries: [Value]
  let listKind: ListKind

  init(_ entries: [Value], _ kind: ListKind) {
    self.entries = entries
    listKind = kind
  }

  var content: LazyContent { .list(count: entries.count) }
  var memberNames: [String] { [] }
  func element(at index: Int) -> any LazyValue { Entry(entries[index]) }
  func member(named name: String) -> (any LazyValue)? { nil }

  /// An entry, whatever it was made from.
  private final class Entry: LazyValue {
    private let known: Value
    init(_ value: Value) { known = value }
    var content: LazyContent { .value(known) }
    var memberNames: [String] { [] }
    func element(at index: Int) -> any LazyValue { self }
    func member(named name: String) -> (any LazyValue)? { nil }
  }
}

extension Value {
  /// The kind of a list that is told apart otherwise than by place; nil for any other value.
  private var keyedKind: ListKind? {
    guard case .host(let host) = self, host.listKind != .atomic else { return nil }
    return host.listKind
  }

  /// Whether a list whose order means nothing equals another; nil where the order does mean
  /// something.
  func keyedListIsEqual(to other: Value) -> Bool? {
    guard let kind = keyedKind, elementCount == other.elementCount else { return nil }
    let own = Dictionary(
      elements.map { (kind.identity(of: $0), $0) }, uniquingKeysWith: { $1 })
    return other.elements.allSatisfy { entry in
      own[kind.identity(of: entry)]?.isEqual(to: entry) == true
    }
  }

  /// A list whose order means nothing with the entries of another; nil where the order does mean
  /// something.
  func joined(with other: Value) -> Value? {
    guard let kind = keyedKind, other.elementCount != nil else { return nil }
    var entries = elements
    var places = Dictionary(
      entries.enumerated().map { (kind.identity(of: $0.element), $0.offset) },
      uniquingKeysWith: { $1 })
    for entry in other.elements {
      let identity = kind.identity(of: entry)
      if let place = places[identity] {
        if case .map = kind { entries[place] = entry }
      } else {
        places[identity] = entries.count
        entries.append(entry)
      }
    }
    return .host(JoinedList(entries, kind))
  }
}
