import Environments

/// Which targets of the promoted environment may change: where a promotion was asked for some apps, those
/// of no other.
struct ChosenTargets {
  private let request: PromotionRequest
  /// The apps of what was asked for by another name than theirs.
  private let apps: Set<String>

  init(of plan: PromotionPlan, _ request: PromotionRequest) {
    self.request = request
    apps = Set(
      plan.promoted.filter { planned in
        // An image may be called as the app is; what is asked for then is the app.
        request.only.contains { pattern in
          pattern.matches(planned) && !planned.apps.contains(where: pattern.names)
        }
      }.flatMap(\.apps))
  }

  func contain(_ target: Target) -> Bool {
    let names = [target.app, target.directory.path]
    if request.exclude.contains(where: { names.contains(where: $0.names) }) { return false }
    // What has no app is all that there is.
    if request.only.isEmpty || target.app.isEmpty || apps.contains(target.app) { return true }
    return request.only.contains { names.contains(where: $0.names) }
  }
}
