import Kubernetes
import Values
import YAML

/// Security contexts (core/v1 PodSecurityContext, SecurityContext).
extension Validation {
  mutating func podSecurityContext(_ spec: Fields) {
    within("securityContext", of: spec) { v, context in
      for name in ["fsGroup", "runAsUser", "runAsGroup"] { v.accountID(context, name) }
      for (index, group) in context.list("supplementalGroups").enumerated() {
        v.accountID(group.scalar?.integer, at: "supplementalGroups", .index(index))
      }
      if spec.isTrue("shareProcessNamespace"), spec.isTrue("hostPID") {
        v.invalid(
          "shareProcessNamespace", value: ShownValue(true),
          "ShareProcessNamespace and HostPID cannot both be enabled")
      }
      v.sysctls(context, spec)
      v.optional(context, "fsGroupChangePolicy", ["Always", "OnRootMismatch"])
      v.seccompProfile(context)
      v.windowsOptions(context)
      v.appArmorProfile(context)
      v.optional(context, "supplementalGroupsPolicy", ["Merge", "Strict"])
      v.optional(context, "seLinuxChangePolicy", ["MountOption", "Recursive"])
    }
    if spec.object("securityContext") == nil, spec.isTrue("shareProcessNamespace"),
      spec.isTrue("hostPID")
    {
      invalid(
        "securityContext", "shareProcessNamespace", value: ShownValue(true),
        "ShareProcessNamespace and HostPID cannot both be enabled")
    }
  }

  mutating func securityContext(_ container: Fields, usesHostUsers: Bool) {
    within("securityContext", of: container) { v, context in
      v.accountID(context, "runAsUser")
      v.accountID(context, "runAsGroup")
      if let mount = context.optionalText("procMount") {
        v.oneOf(mount, ["Default", "Unmasked"], at: "procMount")
        if usesHostUsers, mount == "Unmasked" {
          v.invalid(
            "procMount", value: ShownValue(mount), "`hostUsers` must be false to use `Unmasked`")
        }
      }
      v.seccompProfile(context)
      if context.bool("allowPrivilegeEscalation") == false { v.escalation(context) }
      v.windowsOptions(context)
      v.appArmorProfile(context)
    }
  }

  private mutating func escalation(_ context: Fields) {
    if context.isTrue("privileged") {
      invalid(
        value: ShownValue(context, as: .securityContext),
        "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")
    }
    if context.value("capabilities").strings("add").contains("CAP_SYS_ADMIN") {
      invalid(
        value: ShownValue(context, as: .securityContext),
        "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN")
    }
  }

  /// An optional word out of a few.
  mutating func optional(_ fields: Fields, _ name: String, _ allowed: [String]) {
    guard let value = fields.optionalText(name) else { return }
    oneOf(value, allowed, at: .field(name))
  }

  private mutating func accountID(_ context: Fields, _ name: String) {
    accountID(context.int(name), at: .field(name))
  }

  private mutating func accountID(_ value: Int?, at place: Step...) {
    guard let value, !(0...Int(Int32.max)).contains(value) else { return }
    report(
      .invalid, place, "Invalid value: \(value): must be between 0 and 2147483647, inclusive")
  }

  private mutating func seccompProfile(_ context: Fields) {
    within("seccompProfile", of: context) { v, profile in
      let type = profile.text("type")
      if type.isEmpty {
        v.required("type", because: "type is required when seccompProfile is set")
      } else {
        v.oneOf(type, ["Localhost", "RuntimeDefault", "Unconfined"], at: "type")
      }
      let path = profile.optionalText("localhostProfile")
      if type == "Localhost" {
        if let path {
          v.descendingPath(path, at: "localhostProfile")
        } else {
          v.required(
            "localhostProfile", because: "must be set when seccomp type is Localhost")
        }
      } else if path != nil {
        v.invalid(
          "localhostProfile", value: ShownValue(profile, as: .seccompProfile),
          "can only be set when seccomp type is Localhost")
      }
    }
  }

  private mutating func appArmorProfile(_ context: Fields) {
    within("appArmorProfile", of: context) { v, profile in
      let path = profile.optionalText("localhostProfile")
      switch profile.text("type") {
      case "Localhost": v.localhostProfile(path)
      case "RuntimeDefault", "Unconfined":
        if let path {
          v.invalid(
            "localhostProfile", value: ShownValue(path),
            "can only be set when AppArmor type is Localhost")
        }
      case "": v.required("type", because: "type is required when appArmorProfile is set")
      case let type:
        v.notSupported(
          "type", value: ShownValue(type), ["Localhost", "RuntimeDefault", "Unconfined"])
      }
    }
  }

  private mutating func localhostProfile(_ path: String?) {
    let trimmed = path.map { String($0.trimming(\.isWhitespace)) }
    guard let path, !(path.isEmpty) else {
      required("localhostProfile", because: "must be set when AppArmor type is Localhost")
      return
    }
    if trimmed != path {
      invalid("localhostProfile", value: ShownValue(path), "must not be padded with whitespace")
    }
    if path.utf8.count > 4_095 { tooLong("localhostProfile", limit: 4_095) }
  }

  // MARK: Sysctls

  private mutating func sysctls(_ context: Fields, _ spec: Fields) {
    var seen: Set<String> = []
    each("sysctls", of: context) { v, sysctl, _ in
      let name = sysctl.text("name")
      if name.isEmpty {
        v.required("name")
      } else if !Self.isSysctl(name) {
        v.invalid(
          "name", value: ShownValue(name),
          "must have at most 253 characters and match regex "
            + "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$")
      } else if !seen.insert(name).inserted {
        v.duplicate("name", value: ShownValue(name))
      }
      let dotted = Self.dotted(name)
      if spec.isTrue("hostNetwork"), dotted.hasPrefix("net.") {
        v.invalid(
          "name", value: ShownValue(name), "may not be specified when 'hostNetwork' is true")
      }
      let isIPC =
        dotted.hasPrefix("kernel.shm") || dotted.hasPrefix("kernel.msg")
        || dotted == "kernel.sem" || dotted.hasPrefix("fs.mqueue.")
      if spec.isTrue("hostIPC"), isIPC {
        v.invalid("name", value: ShownValue(name), "may not be specified when 'hostIPC' is true")
      }
    }
  }

  private static func isSysctl(_ name: String) -> Bool {
    guard name.utf8.count <= 253 else { return false }
    return name.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "/" }
      .allSatisfy { segment in
        guard let first = segment.utf8.first, let last = segment.utf8.last else { return false }
        let isWord: (UInt8) -> Bool = {
          (0x30...0x39).contains($0) || (0x61...0x7a).contains($0)
        }
        return isWord(first) && isWord(last)
          && segment.utf8.allSatisfy { isWord($0) || "-_".utf8.contains($0) }
      }
  }

  /// With slashes as separators, dots stand for slashes.
  private static func dotted(_ name: String) -> String {
    guard let first = name.first(where: { $0 == "." || $0 == "/" }), first == "/" else {
      return name
    }
    return String(name.map { $0 == "/" ? "." : $0 == "." ? "/" : $0 })
  }
}
