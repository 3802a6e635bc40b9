/// A number with what it counts, as `1 error` and `2 errors`.
///
/// - Parameter plural: for a word to which no `s` is added.
package func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
  "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
}
