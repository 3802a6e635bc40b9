/// A remote, with its addresses as git would use them.
package struct Remote: Hashable, Sendable {
  /// As it is configured, usually `origin`.
  package let name: String
  /// Where it is fetched from, after `url.<base>.insteadOf`.
  package let urls: [String]
  /// Where it is pushed to, after `url.<base>.pushInsteadOf`.
  package let pushURLs: [String]
}

/// What became of a push.
package struct PushResult: Hashable, Sendable {
  /// What the remote's reference is now; nil when there is none.
  package let found: ObjectID?
  /// Whether that is what was pushed.
  package let isAccepted: Bool
  /// What git and the remote said, for people.
  package let transcript: String

  /// The addresses that the remote named, as hosts do to tell where a pull request is made.
  package var urls: [String] {
    transcript.split(separator: "\n").filter { $0.hasPrefix("remote:") }.flatMap { line in
      line.split(whereSeparator: \.isWhitespace)
        .filter { $0.hasPrefix("https://") || $0.hasPrefix("http://") }.map(String.init)
    }
  }
}

extension Repository {
  /// The remotes that are configured, by name.
  package var remotes: [Remote] {
    let names = Set(configuration.subsections(of: "remote", setting: "url"))
      .union(configuration.subsections(of: "remote", setting: "pushurl"))
    return names.sorted().map { name in
      let urls = configuration.strings("remote.\(name).url")
      let pushURLs = configuration.strings("remote.\(name).pushurl")
      let fetched = urls.map { rewrite($0, "insteadof") ?? $0 }
      // An explicit push address is never rewritten by pushInsteadOf (git-config(1)).
      let pushed =
        pushURLs.isEmpty
        ? zip(urls, fetched).map { rewrite($0, "pushinsteadof") ?? $1 }
        : pushURLs.map { rewrite($0, "insteadof") ?? $0 }
      return Remote(name: name, urls: fetched, pushURLs: pushed)
    }
  }

  /// Pushes a commit to a reference of a remote, if that is still what the caller last saw.
  ///
  /// git itself does it, for only git honours credential helpers, the SSH agent, proxies and hooks.
  /// Whether it succeeded is decided by the remote's reference, read afterwards, and never by what a
  /// server says.
  ///
  /// - Parameters:
  ///   - expected: Nil when there must be no such reference yet.
  ///   - options: what the remote is asked for besides (git-push(1), `--push-option`).
  package func push(
    _ commit: ObjectID, to reference: String, on remote: String, expecting expected: ObjectID?,
    options: [String] = []
  ) throws(GitError) -> PushResult {
    let push = try git(
      ["push", "--porcelain", "--force-with-lease=\(reference):\(expected?.hex ?? "")"]
        + options.map { "--push-option=\($0)" } + ["--", remote, "\(commit.hex):\(reference)"])
    let found: ObjectID?
    do throws(GitError) {
      found = try self.reference(reference, on: remote)
    } catch {
      guard push.status != 0 else { throw error }
      throw GitError(
        .remote, "\(error.message), so what became of the push is not known", hint: error.hint)
    }
    return PushResult(
      found: found, isAccepted: found == commit, transcript: push.outputText + push.errorText)
  }

  /// Pushes a commit to a reference that a remote makes something else of, as Gerrit does of `refs/for/main`.
  ///
  /// No such reference is there afterwards, so that git's own word decides.
  package func pushForReview(
    _ commit: ObjectID, to reference: String, on remote: String, options: [String]
  ) throws(GitError) -> PushResult {
    let push = try git(
      ["push", "--porcelain"] + options.map { "--push-option=\($0)" }
        + ["--", remote, "\(commit.hex):\(reference)"])
    return PushResult(
      found: nil, isAccepted: push.status == 0, transcript: push.outputText + push.errorText)
  }

  /// What a reference is at the place that a remote is pushed to; nil when there is none.
  package func reference(_ name: String, on remote: String) throws(GitError) -> ObjectID? {
    let result = try git(["ls-remote", "--", pushAddress(of: remote), name])
    guard result.status == 0 else {
      let reason = result.errorText.split(separator: "\n").first.map { ": \($0)" } ?? ""
      throw GitError(
        .remote, "the remote \(remote) cannot be read\(reason)",
        hint: "see whether `git ls-remote \(remote)` works")
    }
    for line in result.outputText.split(separator: "\n") {
      let columns = line.split(separator: "\t")
      if columns.count == 2, columns[1] == name { return ObjectID(hex: columns[0]) }
    }
    return nil
  }

  /// Brings the objects of a reference here from where a remote is pushed to, and names them nowhere.
  ///
  /// - Throws: in git's own words where it cannot.
  package func fetchObjects(of reference: String, on remote: String) throws(GitError) {
    let result = try git([
      "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--refmap=", "--",
      pushAddress(of: remote), reference,
    ])
    guard result.status == 0 else {
      let reason = result.errorText.split(separator: "\n").first.map { ": \($0)" } ?? ""
      throw GitError(.remote, "\(reference) of \(remote) cannot be fetched\(reason)")
    }
  }

  /// Deletes a reference of a remote, if that is still what the caller last saw.
  ///
  /// - Returns: whether there is none now.
  package func delete(
    _ reference: String, on remote: String, expecting expected: ObjectID
  ) throws(GitError) -> Bool {
    _ = try git([
      "push", "--porcelain", "--force-with-lease=\(reference):\(expected.hex)", "--", remote,
      ":\(reference)",
    ])
    return try self.reference(reference, on: remote) == nil
  }

  /// A remote by its name unless pushes go elsewhere, so that its other settings hold.
  private func pushAddress(of remote: String) -> String {
    let configured = remotes.first { $0.name == remote }
    return configured.flatMap { $0.pushURLs == $0.urls ? nil : $0.pushURLs.first } ?? remote
  }

  /// The address with the longest prefix that the configuration replaces, or nil when none does.
  private func rewrite(_ url: String, _ key: String) -> String? {
    var longest = ""
    var result: String?
    for base in configuration.subsections(of: "url", setting: key) {
      for prefix in configuration.strings("url.\(base).\(key)")
      where url.hasPrefix(prefix) && prefix.utf8.count > longest.utf8.count {
        longest = prefix
        result = base + url.dropFirst(prefix.count)
      }
    }
    return result
  }
}
