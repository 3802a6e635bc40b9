import Kubernetes
import Values
import YAML

/// What the server warns of in addresses and in the kinds that have them.
extension Validation {
  mutating func serviceWarnings(_ object: Fields) {
    if object.value("metadata").dictionary("annotations")[
      "service.kubernetes.io/topology-aware-hints"] != nil
    {
      warn(
        saying: "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use"
          + " service.kubernetes.io/topology-mode instead", at: "metadata", "annotations")
    }
    let spec = object.value("spec")
    let isExternal = spec.text("type") == "ExternalName"
    at("spec") { v in
      if !["", "None"].contains(spec.text("clusterIP")) { v.addressesWarnings(spec, "clusterIPs") }
      if spec.text("type") == "ClusterIP", spec.text("clusterIP") == "None" {
        v.headlessServiceWarnings(spec)
      } else {
        v.addressesWarnings(spec, "externalIPs")
        if !isExternal, !spec.isEmptyCollection("externalIPs") {
          v.warn(
            saying: "spec.externalIPs is deprecated and may no longer be implemented in some"
              + " clusters", at: "externalIPs")
        }
      }
      v.addressWarnings(spec.text("loadBalancerIP"), at: "loadBalancerIP")
      for (index, range) in spec.strings("loadBalancerSourceRanges").enumerated() {
        v.rangeWarnings(range, at: "loadBalancerSourceRanges", .index(index))
      }
      if isExternal, !spec.isEmptyCollection("externalIPs") {
        v.warn(
          saying: "spec.externalIPs is ignored when spec.type is \"ExternalName\"",
          at: "externalIPs")
      }
      if !isExternal, !spec.text("externalName").isEmpty {
        v.warn(
          saying: "spec.externalName is ignored when spec.type is not \"ExternalName\"",
          at: "externalName")
      }
      if spec.text("trafficDistribution") == "PreferClose" {
        v.warn(
          "trafficDistribution", because: "\"PreferClose\" is deprecated; use \"PreferSameZone\"")
      }
    }
  }

  private mutating func headlessServiceWarnings(_ spec: Fields) {
    if !spec.text("loadBalancerIP").isEmpty {
      warn(
        saying: "spec.loadBalancerIP is ignored for headless services", at: "loadBalancerIP")
    }
    if !spec.isEmptyCollection("externalIPs") {
      warn(saying: "spec.externalIPs is ignored for headless services", at: "externalIPs")
    }
    if spec.text("sessionAffinity") != "None" {
      warn(saying: "spec.SessionAffinity is ignored for headless services", at: "sessionAffinity")
    }
    addressesWarnings(spec, "externalIPs")
  }

  mutating func endpointSliceWarnings(_ object: Fields) {
    let type = object.text("addressType")
    guard type == "IPv4" || type == "IPv6" else { return }
    each("endpoints", of: object) { v, endpoint, _ in v.addressesWarnings(endpoint, "addresses") }
  }

  mutating func ingressWarnings(_ object: Fields) {
    let key = "kubernetes.io/ingress.class"
    guard object.value("metadata").dictionary("annotations")[key] != nil,
      !object.value("spec").has("ingressClassName")
    else { return }
    warn(
      saying:
        "annotation \(ShownValue.quoted(key)) is deprecated, please use 'spec.ingressClassName'"
        + " instead", at: "metadata", "annotations", .key(key))
  }

  mutating func networkPolicyWarnings(_ object: Fields) {
    let spec = object.value("spec")
    at("spec") { v in
      for (list, peers) in [("ingress", "from"), ("egress", "to")] {
        v.each(list, of: spec) { v, rule, _ in
          v.each(peers, of: rule) { v, peer, _ in
            let block = peer.value("ipBlock")
            v.at("ipBlock") { v in
              v.rangeWarnings(block.text("cidr"), at: "cidr")
              for (index, range) in block.strings("except").enumerated() {
                v.rangeWarnings(range, at: "except", .index(index))
              }
            }
          }
        }
      }
    }
  }

  // MARK: Addresses

  private mutating func addressesWarnings(_ fields: Fields, _ list: String) {
    for (index, address) in fields.strings(list).enumerated() {
      addressWarnings(address, at: .field(list), .index(index))
    }
  }

  /// An address that is read, but not as every other reader would read it.
  mutating func addressWarnings(_ text: String, at place: Step...) {
    guard let address = IPAddress(text), address.description != text else { return }
    let shown = ShownValue.quoted(address.description)
    if address.isIPv4 {
      warn(place, "non-standard IP address \(ShownValue.quoted(text))\(Self.future): use \(shown)")
    } else {
      warn(
        place,
        "IPv6 address \(ShownValue.quoted(text)) should be in RFC 5952 canonical format (\(shown))")
    }
  }

  private mutating func rangeWarnings(_ text: String, at place: Step...) {
    guard let range = CIDR(text) else { return }
    let quoted = ShownValue.quoted(text)
    let network = ShownValue.quoted(range.network.description)
    if range.network != range {
      let single = CIDR(range.address)
      warn(
        place,
        "CIDR value \(quoted) is ambiguous in this context (should be \(network) or"
          + " \(ShownValue.quoted(single.description))?)")
    }
    guard range.description != text else { return }
    if range.address.isIPv4 {
      warn(place, "non-standard CIDR value \(quoted)\(Self.future): use \(network)")
    } else {
      warn(
        place,
        "IPv6 CIDR value \(quoted) should be in RFC 5952 canonical format"
          + " (\(ShownValue.quoted(range.description)))")
    }
  }

  private static let future = " will be considered invalid in a future Kubernetes release"
}
