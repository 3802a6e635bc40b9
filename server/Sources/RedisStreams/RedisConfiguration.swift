/// Where Redis is, and how long to wait for it.
package struct RedisConfiguration: Sendable {
  /// A name or an address.
  package var host: String
  /// The TCP port.
  package var port: Int
  /// The user of Redis' access lists that the password is of; nil for the default one.
  package var user: String?
  /// What the greeting authenticates with, which is printed nowhere; nil for none.
  package var password: String?
  /// Whether the connection is encrypted, and by whom Redis must be vouched for; nil for a plain one.
  package var encryption: Encryption?
  /// How long a connection may take, and how long the greeting on it.
  package var connectTimeout: Duration = .seconds(2)
  /// How long a reply may take where the command says nothing else.
  package var commandTimeout: Duration = .seconds(5)
  /// How long to leave Redis alone after the first connection that failed; it doubles.
  package var firstDelay: Duration = .milliseconds(50)
  /// The longest time that Redis is left alone.
  package var longestDelay: Duration = .seconds(2)

  /// How a connection is encrypted.
  package struct Encryption: Sendable, Equatable {
    /// The file of the authorities that may vouch for Redis, in PEM; nil for the system's.
    package var authorities: String?

    package init(authorities: String? = nil) { self.authorities = authorities }
  }

  package init(
    host: String, port: Int = 6379, user: String? = nil, password: String? = nil,
    encryption: Encryption? = nil
  ) {
    self.host = host
    self.port = port
    self.user = user
    self.password = password
    self.encryption = encryption
  }

  /// How long to wait after so many failures in a row.
  ///
  /// It is drawn from the upper half of the doubling delay, so that clients that lost Redis together
  /// do not come back together.
  func delay(afterFailures failures: Int) -> Duration {
    let doubled = firstDelay * (1 << min(max(failures - 1, 0), 20))
    return min(doubled, longestDelay) * Double.random(in: 0.5...1)
  }
}

extension RedisConfiguration: CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The address alone, never the password.
  package var description: String { "\(host):\(port)" }
  package var debugDescription: String { description }
  /// The address alone, so that a dump does not show the password either.
  package var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
