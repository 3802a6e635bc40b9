/// Who makes a request where nothing says: a member of the group for which a server authorizes
/// everything.
package enum Requester {
  /// The name of the user.
  package static let username = "admin"
  /// The group that may do everything, and the one of all who are known.
  package static let groups = ["system:masters", "system:authenticated"]
}
