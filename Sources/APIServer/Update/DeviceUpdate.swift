import Kubernetes
import YAML

/// What may change in a ResourceSlice that is there.
extension Validation {
  mutating func resourceSliceUpdate(_ new: Fields, _ old: Fields) {
    let (spec, before) = (new.value("spec"), old.value("spec"))
    at("spec") { v in
      v.at("pool") { v in v.unchanged("name", spec.value("pool"), before.value("pool")) }
      v.unchanged("driver", spec, before)
      v.unchanged("nodeName", spec, before)
    }
  }
}
