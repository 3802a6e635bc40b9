/// One thing wrong with the text, the types or the literals of an expression.
struct CompileIssue: Error, Sendable {
  /// The byte at which it points; negative when it is about the whole expression.
  let offset: Int
  let message: String
}
