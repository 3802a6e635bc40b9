import Diagnostics

/// A value as it is written: aliases and merge keys stand as they are, every byte is accounted for.
///
/// ``Node`` says what a text means and has aliases expanded; an edit needs to know which bytes are
/// whose.
struct SyntaxNode: Sendable {
  var content: Content
  var anchor: String?
  var tag: String?
  /// Where the anchor or the tag begins, or the value itself when it has neither.
  var start: Int
  /// The value's own bytes; empty for a value that is not written.
  var range: ByteRange

  enum Content: Sendable {
    case scalar(text: String, style: ScalarStyle, types: ScalarTypes)
    case alias(String)
    case sequence([SyntaxNode], isFlow: Bool)
    case mapping([Entry], isFlow: Bool)
  }

  struct Entry: Sendable {
    var key: SyntaxNode
    var value: SyntaxNode

    /// The key as Kubernetes reads it.
    var name: String {
      guard case .scalar(let text, _, _) = key.content else { return "" }
      return text
    }

    var isMerge: Bool {
      guard case .scalar("<<", .plain, _) = key.content else { return false }
      return true
    }
  }
}

/// What a scalar means to each of the two readers.
struct ScalarTypes: Hashable, Sendable {
  var kubernetes: ScalarType
  var kustomize: ScalarType

  subscript(schema: Schema) -> ScalarType {
    switch schema {
    case .kubernetes: kubernetes
    case .kustomize: kustomize
    }
  }
}

extension ScalarTypes {
  /// What `text` means where it stands unquoted.
  init(ofPlain text: String) {
    kubernetes = Schema.kubernetes.type(ofPlain: text)
    kustomize = Schema.kustomize.type(ofPlain: text)
  }

  static let string = ScalarTypes(kubernetes: .string, kustomize: .string)
}

extension SyntaxNode {
  /// The values inside: a sequence's elements or a mapping's values.
  var children: [SyntaxNode] {
    switch content {
    case .scalar, .alias: []
    case .sequence(let elements, _): elements
    case .mapping(let entries, _): entries.map(\.value)
    }
  }

  var isCollection: Bool {
    switch content {
    case .scalar, .alias: false
    case .sequence, .mapping: true
    }
  }

  var isBlockCollection: Bool {
    switch content {
    case .scalar, .alias: false
    case .sequence(_, let isFlow), .mapping(_, let isFlow): !isFlow
    }
  }

  var scalarStyle: ScalarStyle? {
    guard case .scalar(_, let style, _) = content else { return nil }
    return style
  }

  var isBlockScalar: Bool { scalarStyle == .literal || scalarStyle == .folded }

  /// Whether this is null, written or not.
  var isNull: Bool {
    guard case .scalar(_, _, let types) = content else { return false }
    return types.kubernetes == .null
  }

  var isEmptyCollection: Bool { isCollection && children.isEmpty }

  /// The names of the anchors on the values inside; this node's own is not among them.
  var innerAnchors: [String] {
    children.flatMap { ($0.anchor.map { [$0] } ?? []) + $0.innerAnchors }
  }

  /// How often each alias is used here and inside.
  var aliases: [String: Int] {
    if case .alias(let name) = content { return [name: 1] }
    return children.reduce(into: [:]) { $0.merge($1.aliases, uniquingKeysWith: +) }
  }
}
