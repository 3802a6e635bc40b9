import Kubernetes
import Values
import YAML

/// What a pod may ask of Linux or Windows (core/v1 PodOS, WindowsSecurityContextOptions).
extension Validation {
  mutating func operatingSystem(_ spec: Fields) {
    guard let system = spec.object("os") else { return }
    switch system.text("name") {
    case "": required("os", "name", because: "cannot be empty")
    case "linux": linux(spec)
    case "windows": windows(spec)
    case let name: notSupported("os", value: ShownValue(name), ["linux", "windows"])
    }
  }

  private static let containerLists = Container.Role.allCases.map(\.rawValue)

  private mutating func linux(_ spec: Fields) {
    let message = "windows options cannot be set for a linux pod"
    if spec.value("securityContext").has("windowsOptions") {
      forbidden("securityContext", "windowsOptions", because: message)
    }
    for list in Self.containerLists {
      each(list, of: spec) { v, container, _ in
        if container.value("securityContext").has("windowsOptions") {
          v.forbidden("securityContext", "windowsOptions", because: message)
        }
      }
    }
  }

  private mutating func windows(_ spec: Fields) {
    let message = "cannot be set for a windows pod"
    for field in ["hostUsers", "shareProcessNamespace"] where spec.has(field) {
      forbidden(.field(field), because: message)
    }
    for field in ["hostPID", "hostIPC"] where spec.isTrue(field) {
      forbidden(.field(field), because: message)
    }
    let context = spec.value("securityContext")
    for field in [
      "appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy",
      "sysctls", "runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy",
      "seLinuxChangePolicy",
    ] where context.has(field) {
      forbidden("securityContext", .field(field), because: message)
    }
    for list in Self.containerLists {
      each(list, of: spec) { v, container, _ in
        let context = container.value("securityContext")
        for field in [
          "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities",
          "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation", "procMount",
          "runAsUser", "runAsGroup",
        ] where context.has(field) {
          v.forbidden("securityContext", .field(field), because: message)
        }
      }
    }
  }

  mutating func windowsHostProcess(_ spec: Fields) {
    let whole = spec.value("securityContext").value("windowsOptions").bool("hostProcess")
    var (containers, hosts) = (0, 0)
    for list in Self.containerLists {
      each(list, of: spec) { v, container, _ in
        containers += 1
        let own = container.value("securityContext").value("windowsOptions").bool("hostProcess")
        if let whole, let own, whole != own {
          v.invalid(
            "securityContext", "windowsOptions", "hostProcess", value: ShownValue(own),
            "pod hostProcess value must be identical if both are specified, was \(whole)")
        }
        if own ?? whole ?? false { hosts += 1 }
      }
    }
    guard hosts > 0 else { return }
    if hosts != containers {
      invalid(
        value: "",
        "If pod contains any hostProcess containers then all containers must be HostProcess "
          + "containers")
    }
    if !spec.isTrue("hostNetwork") {
      invalid(
        "hostNetwork", value: ShownValue(false),
        "hostNetwork must be true if pod contains any hostProcess containers")
    }
  }

  mutating func windowsOptions(_ context: Fields) {
    within("windowsOptions", of: context) { v, options in
      if let name = options.optionalText("gmsaCredentialSpecName") {
        v.check(name, is: .dns1123Subdomain, at: "gmsaCredentialSpecName")
      }
      if let spec = options.optionalText("gmsaCredentialSpec") {
        if spec.isEmpty {
          v.invalid(
            "gmsaCredentialSpec", value: "", "gmsaCredentialSpec cannot be an empty string")
        } else if spec.utf8.count > 64 << 10 {
          v.invalid(
            "gmsaCredentialSpec", value: ShownValue(spec),
            "gmsaCredentialSpec size must be under 64 KiB")
        }
      }
      if let name = options.optionalText("runAsUserName"),
        let fault = Self.windowsUserFault(name)
      {
        v.invalid("runAsUserName", value: ShownValue(name), fault)
      }
    }
  }

  /// What is wrong with `DOMAIN\\user`.
  private static func windowsUserFault(_ name: String) -> String? {
    if name.isEmpty { return "runAsUserName cannot be an empty string" }
    if name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
      return "runAsUserName cannot contain control characters"
    }
    let parts = name.split(separator: "\\", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 2 { return "runAsUserName cannot contain more than one backslash" }
    if parts.count == 2, !isWindowsDomain(parts[0]) {
      return "runAsUserName's Domain doesn't match the NetBios nor the DNS format"
    }
    let user = parts[parts.count - 1]
    if user.isEmpty { return "runAsUserName's User cannot be empty" }
    if user.utf8.count > 104 {
      return "runAsUserName's User length must not be longer than 104 characters"
    }
    if user.allSatisfy({ $0 == "." || $0 == " " }) {
      return "runAsUserName's User cannot contain only periods or spaces"
    }
    if user.contains(where: { "\"/\\:;|=,+*?<>@[]".contains($0) }) {
      return
        "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"
    }
    return nil
  }

  private static func isWindowsDomain(_ domain: String) -> Bool {
    let isNetBIOS =
      (1...15).contains(domain.count) && !domain.hasPrefix(".")
      && !domain.contains { "\\/:*?\"<>|".contains($0) }
    return isNetBIOS || NameFormat.dns1123Subdomain.matches(domain.lowercased())
  }
}
