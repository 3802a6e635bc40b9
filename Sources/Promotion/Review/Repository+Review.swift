package import Git

/// What became of putting a change before reviewers.
package struct ReviewOutcome: Hashable, Sendable {
  /// Its address; nil where the command did not say.
  package var url: String?
  /// Whether it was there before.
  package var isOld: Bool
}

extension Repository {
  /// Puts a pushed branch before reviewers with the host's own command, or finds that it is there.
  ///
  /// - Throws: ``GitError`` in the command's own words where it fails.
  package func request(_ review: ReviewRequest, by forge: Forge) throws(GitError) -> ReviewOutcome {
    if let url = try open(review, by: forge) { return ReviewOutcome(url: url, isOld: true) }
    let create: [String]
    var input: [UInt8] = []
    switch forge {
    case .glab:
      create = [
        "mr", "create", "--source-branch", review.branch, "--target-branch", review.base,
        "--title", review.title, "--description", review.body, "--yes",
      ]
    case .gh, .pushOptions, .agit:
      create = [
        "pr", "create", "--head", review.branch, "--base", review.base, "--title", review.title,
        "--body-file", "-",
      ]
      input = Array(review.body.utf8)
    }
    let process = self.process(forge.rawValue, create)
    let result = try process.run(input: input)
    guard result.status == 0 else { throw process.failure(result) }
    return ReviewOutcome(url: Self.address(in: result.outputText), isOld: false)
  }

  /// The address of an open request for the branch.
  private func open(_ review: ReviewRequest, by forge: Forge) throws(GitError) -> String? {
    let list =
      forge == .glab
      ? ["mr", "list", "--source-branch", review.branch]
      : ["pr", "list", "--head", review.branch, "--state", "open", "--json", "url"]
    let result = try process(forge.rawValue, list).run()
    guard result.status == 0 else { return nil }
    return Self.address(in: result.outputText)
  }

  /// The first address in a text.
  private static func address(in text: String) -> String? {
    text.split { $0.isWhitespace || "\"'()<>,".contains($0) }
      .first { $0.hasPrefix("https://") || $0.hasPrefix("http://") }.map(String.init)
  }
}
