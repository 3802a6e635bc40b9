import Kubernetes
import Values
import YAML

/// Addresses and blocks of addresses.
extension Validation {
  mutating func ipAddress(_ text: String, at place: Step...) {
    guard IPAddress(text) == nil else { return }
    report(
      .invalid, place,
      "Invalid value: \(ShownValue.quoted(text)): must be a valid IP address, (e.g. 10.9.8.7 or "
        + "2001:db8::ffff)")
  }

  mutating func cidr(_ text: String, at place: Step...) {
    guard CIDR(text) == nil else { return }
    report(
      .invalid, place,
      "Invalid value: \(ShownValue.quoted(text)): must be a valid CIDR value, (e.g. 10.9.8.0/24 or "
        + "2001:db8::/64)")
  }

  /// An address that traffic can be sent to.
  mutating func reachableAddress(_ text: String, at place: Step...) {
    guard let address = IPAddress(text) else { return }
    let faults = [
      (address.isUnspecified, "may not be unspecified (\(text))"),
      (address.isLoopback, "may not be in the loopback range (127.0.0.0/8, ::1/128)"),
      (
        address.isLinkLocalUnicast,
        "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
      ),
      (
        address.isLinkLocalMulticast,
        "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
      ),
    ]
    for (isFaulty, fault) in faults where isFaulty {
      report(.invalid, place, "Invalid value: \(ShownValue.quoted(text)): \(fault)")
    }
  }
}
