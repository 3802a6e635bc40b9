package import Display
import Kubernetes
import Values

extension CapacityForecast {
  /// What fits, for people.
  package var shown: Shown {
    var text: Shown = "\("nodes", .bold)\n"
    for stage in stages {
      let missing = stage.pending.reduce(0) { $0 + $1.count }
      text += "  \(stage.name): \(stage.pods) pods, "
      text += missing == 0 ? "all of them find a node\n" : "\(missing) find no node\n"
      for pending in stage.pending {
        text += "    \(pending.count) of \(pending.workload.description): \(pending.message)\n"
      }
      for pool in stage.pools { text += "    \(pool.shown)\n" }
    }
    for limit in limits {
      let parts = limit.byResource.map { "\($0.count) by \($0.name)" as Shown }
      text +=
        "  \(limit.workload.description): \(limit.fitting) pods\(limit.mayBeMore ? " or more" : "") fit"
      if !parts.isEmpty { text += " (\(parts.joined(separator: ", ")))" }
      text += ", maxReplicas is \(limit.maxReplicas)"
      if limit.fitting < limit.maxReplicas { text += ": more than fit" }
      text += "\n"
    }
    return text
  }
}

extension CapacityForecast.PoolUse {
  fileprivate var shown: Shown {
    let parts = resources.filter { $0.used > 0 || $0.name == binding }.map { resource -> Shown in
      let isBytes = resource.name == "memory"
      let used = Quantity(thousandths: resource.used, isBytes: isBytes)
      let total = Quantity(thousandths: resource.total, isBytes: isBytes)
      let mark: Shown = resource.name == binding ? " (binding)" : ""
      return "\(resource.name) \(used.description) of \(total.description)\(mark)"
    }
    return "pool \(name): \(parts.joined(separator: ", "))"
  }
}
