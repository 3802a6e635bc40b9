import Kubernetes
import Values
import YAML

/// DeviceTaintRule (resource.k8s.io/v1, KEP-5055).
extension Validation {
  mutating func deviceTaintRule(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let spec = object.value("spec")
    at("spec") { v in
      v.within("deviceSelector", of: spec) { v, selector in
        if let driver = selector.optionalText("driver") { v.driverName(driver, at: "driver") }
        if let pool = selector.optionalText("pool") { v.poolName(pool, at: "pool") }
        if let device = selector.optionalText("device") {
          v.check(device, is: .dns1123Label, at: "device")
        }
      }
      v.at("taint") { v in v.deviceTaint(spec.value("taint")) }
    }
  }
}
