package import Display
import Kubernetes

extension LoadForecast {
  /// What the load makes of the workload, for people.
  package var shown: Shown {
    let place: Shown = cluster.isEmpty ? "" : " on \(cluster)"
    var text: Shown = "\("\(workload.description)", .bold)\(place) under load\n"
    for point in changes.prefix(40) {
      let time = SimulatedTime(seconds: Double(point.seconds)).shown
      text += "  \(Shown.spaces(8 - time.width))\(time)  \(Int(point.requests.rounded()))/s  "
      text += "\(point.replicas) replicas, \(point.ready) ready"
      if let reason = point.reason { text += "  \(reason, limit: 80)" }
      text += "\n"
    }
    if changes.count > 40 { text += "  … \(changes.count - 40) more changes\n" }
    if unserved > 0 {
      let part = LossForecast.percent(unserved / max(1, requests))
      text += "  \(Int(unserved.rounded())) requests (\(part)) find no pod that could serve them, "
      text += "during \(secondsShort) s\n"
    } else {
      text += "  every request can be served\n"
    }
    for metric in ignored {
      text += "  \(metric) is left out: the load says nothing of it\n"
    }
    if turns > 1 { text += "  the size turns \(turns) times: it flaps\n" }
    return text
  }
}

extension FleetForecast {
  /// What a load makes of each workload, and why it leaves the others alone.
  var loadTexts: [Shown] {
    guard let loads else { return [] }
    var left = Shown()
    if loads.isEmpty {
      left += "the load scales no workload: one is scaled by it that has a HorizontalPodAutoscaler "
      left += "with a Resource metric of cpu, and containers that request cpu\n"
    }
    for workload in unscaled {
      left += "\(workload.workload.description) is not scaled by the load: \(workload.reason)\n"
    }
    return loads.map(\.shown) + (left.isEmpty ? [] : [left])
  }
}

extension LossForecast {
  /// What the loss makes of the workload, for people.
  package var shown: Shown {
    let place: Shown = cluster.isEmpty ? "" : " on \(cluster)"
    var text: Shown =
      "\("\(workload.description)", .bold)\(place): \(lost) of \(replicas) pods are lost\n"
    for step in steps {
      let time = SimulatedTime(seconds: step.seconds).shown
      let latest = step.latest.map { SimulatedTime(seconds: $0).shown }
      let until: Shown =
        if let latest { latest.text == time.text ? "" : " to \(latest)" } else { " or later" }
      text +=
        "  \(Shown.spaces(8 - time.width))\(time)\(until)  \(step.ready) ready: \(step.what)\n"
    }
    text += "  at least one pod is there \(availabilityText) of the time\n"
    return text
  }
}
