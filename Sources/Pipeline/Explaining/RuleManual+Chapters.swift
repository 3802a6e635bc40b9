import Diagnostics

extension RuleManual {
  /// What reading YAML reports.
  static let yaml: [RuleEntry] = [
    RuleEntry(
      "yaml/alias", "An alias names an anchor that stands before it.",
      why: "The value is not known without.", example: "a: *defaults",
      fix: "Write the anchor first, or the value itself."),
    RuleEntry(
      "yaml/duplicate-key", "A mapping has each key once.",
      why: "Readers disagree on which of two values counts; the API server refuses both.",
      example: "replicas: 2\nreplicas: 3", fix: "Delete one of them."),
    RuleEntry(
      "yaml/encoding", "A file is UTF-8.", why: "Its text cannot be read otherwise.",
      example: "a file saved as UTF-16", fix: "Save it as UTF-8."),
    RuleEntry(
      "yaml/limit", "A document stays within the limits on size, depth and expansion.",
      why: "Aliases of aliases expand to more than any machine holds.",
      example: "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]   # and so on",
      fix: "Write the value without nested aliases."),
    RuleEntry(
      "yaml/syntax", "A file is YAML.", why: "Nothing after the error can be read.",
      example: "a: [1, 2", fix: "Correct the place that the message names."),
  ]

  /// What the API server would say of an object.
  static let api: [RuleEntry] = [
    RuleEntry(
      "api/decoding", "An object has known fields with values of their type.",
      why: "The API server refuses an unknown field when it is asked to be strict, and drops it "
        + "when it is not. Of a kind that is judged by the fields of one release, for want of a "
        + "definition, an unknown field is a warning: another release may have it.",
      example: "replica: 3", fix: "Correct the name or the value of the field."),
    RuleEntry(
      "api/invalid", "An object satisfies every rule of its kind.",
      why:
        "The API server refuses it; the message is the server's. Of a kind that is judged by the "
        + "fields of one release, for want of a definition, a value that another release may take is "
        + "a warning.",
      example: "ports: [{containerPort: 80000}]",
      fix: "Correct the field that is named, or add the CustomResourceDefinition of your release."),
    RuleEntry(
      "api/refused", "The API server accepts an object.",
      why: "It refuses the object as a whole, not one of its fields.",
      example: "an object without metadata.name", fix: "Follow the message, which is the server's."),
    RuleEntry(
      "api/unknown-kind", "Every object is of a kind that is known.",
      why: "Nothing can be said of an object whose schema nobody has; without --strict-kinds such "
        + "objects are counted.",
      example: "kind: Sevice", fix: "Correct the kind, or add the CustomResourceDefinition."),
    RuleEntry(
      "api/warning", "The API server has no warning for an object.",
      why: "What it warns of will stop to work, or never did.",
      example: "metadata.annotations of a feature that was removed",
      fix: "Follow the message, which is the server's."),
  ]

  /// What testing policies reports.
  static let test: [RuleEntry] = [
    RuleEntry(
      "test/coverage", "Every validation was true in one case and false in another.",
      why: "A condition that never failed may be one that cannot.",
      example: "cases that are all allowed", fix: "Add the case that is missing."),
    RuleEntry(
      "test/failed", "A case comes out as its test expects.",
      why: "The policy does not do what it was written for, or the test is wrong.",
      example: "expect: deny   # and the policy allows", fix: "Correct the policy or the case."),
    RuleEntry(
      "test/invalid", "A file of tests has known fields with values of their type.",
      why: "A misspelled field would leave something untested.", example: "expects: deny",
      fix: "Correct the name or the value of the field."),
    RuleEntry(
      "test/expression-mutant", "A change of a policy's expression fails some case of its tests.",
      why: "What may be changed unnoticed is not tested.",
      example: "replicas > 2 in the place of replicas >= 2, and no case with 2",
      fix: "Add a case that tells the two apart, unless they mean the same."),
    RuleEntry(
      "test/mutant", "A defect that is planted in an object is caught by some policy.",
      why: "What no policy catches reaches the cluster.",
      example: "a container whose limits were taken away",
      fix: "Write a policy for it, or accept that it passes."),
    RuleEntry(
      "test/unknown-policy", "Tests are for a policy that is there.",
      why: "They test nothing otherwise.", example: "policy: require-lables",
      fix: "Correct the policy's name."),
  ]

  /// What the pipeline itself reports.
  static let pipeline: [RuleEntry] = [
    RuleEntry(
      "pipeline/catalogued-kind", "The kinds of requests are defined.",
      why:
        "Without its CustomResourceDefinition a kind is judged as one release of its project has it, and "
        + "the cluster may have another; rules in expressions are not asked.",
      example: "sluice validate --jsonl, with an Application of Argo CD on standard input",
      fix: "Give the cluster's definitions: `kubectl get crds -o yaml` writes them."),
    RuleEntry(
      "pipeline/configuration", "pipeline.yaml has known fields with values of their type.",
      why: "A misspelled field would leave something unchecked.", example: "environment: []",
      fix: "Correct the name or the value."),
    RuleEntry(
      "pipeline/definitions", "Each path under crds: holds CustomResourceDefinitions.",
      why: "Objects of those kinds would go unchecked.", example: "crds: [cdrs/]",
      fix: "Correct the path; `kubectl get crds -o yaml` writes the definitions of a cluster."),
    RuleEntry(
      "pipeline/empty-environment", "An environment renders at least one object.",
      why: "An environment without objects must not pass for one without findings.",
      example: "resources: []", fix: "List resources, or remove the environment."),
    RuleEntry(
      "pipeline/failure", "The job could be done.",
      why: "What could not be checked is not clean.",
      example: "a directory that cannot be read", fix: "Follow the message."),
    RuleEntry(
      "pipeline/left-out", "All that a target is made of is in the tree.",
      why: "What is in another repository and not fetched, or would come out of a chart, is not "
        + "checked, so the run is incomplete and its exit status 2.",
      example: "resources: [\"https://github.com/owner/name//deploy?ref=v1\"]",
      fix:
        "Fetch other repositories with --fetch, and render charts of the tree with --enable-helm; "
        + "or give the rule a severity under checks: in pipeline.yaml, which says that those targets "
        + "may go unchecked."),
    RuleEntry(
      "pipeline/no-policies", "At least one policy is loaded.",
      why: "Without policies every object passes.", example: "policies: []",
      fix: "Name a directory of ValidatingAdmissionPolicy objects in pipeline.yaml."),
    RuleEntry(
      "pipeline/not-an-object", "Each document is a Kubernetes object.",
      why: "What has no apiVersion and kind is sent nowhere.", example: "name: web",
      fix: "Write apiVersion and kind, or move the document elsewhere."),
    RuleEntry(
      "pipeline/policies", "Each directory of policies is there.",
      why: "Its policies would not be asked.", example: "policies: [../polices]",
      fix: "Correct the path."),
    RuleEntry(
      "pipeline/protected-environment", "A protected environment changes by promotion alone.",
      why: "Whoever sees that it is protected relies on what was tried elsewhere first.",
      example: "a commit that edits clusters/production by hand",
      fix: "Promote the change, or end the commit's message with `Sluice-Hotfix: reason`."),
    RuleEntry(
      "pipeline/several-definitions", "A kind is defined in one way in the tree.",
      why:
        "A cluster has one definition of a kind; the nearest to where the kind is used is taken for "
        + "it, and another may be the right one.",
      example: "a copy of an older release of the definition beside each program that brings it",
      fix: "Name the one that counts under crds: in pipeline.yaml, or delete the others."),
    RuleEntry(
      "pipeline/unused-provided", "What pipeline.yaml says is provided is asked for.",
      why: "An entry that nothing needs hides the next misspelt name that is like it.",
      example: "provided: [Secret/old-token]   # and no object names it", fix: "Remove the entry."),
  ]

  /// What loading and asking policies reports, beside what the policies say themselves.
  static let policy: [RuleEntry] = [
    RuleEntry(
      "policy/does-not-compile", "Every expression of a policy compiles.",
      why: "The API server refuses the policy, so it would enforce nothing.",
      example: "expression: object.spec.replicas >", fix: "Correct the place that is marked."),
    RuleEntry(
      "policy/duplicate", "Policies and bindings have names of their own.",
      why: "Of two with one name a cluster keeps the last.",
      example: "two policies called require-labels", fix: "Rename one of them."),
    RuleEntry(
      "policy/invalid", "A policy or binding is one that the API server accepts.",
      why: "What it refuses enforces nothing.", example: "failurePolicy: Warn",
      fix: "Correct the field; the message is the server's."),
    RuleEntry(
      "policy/missing", "A binding is for a policy that is there.",
      why: "It enforces nothing otherwise.", example: "policyName: require-lables",
      fix: "Add the policy, or correct its name."),
    RuleEntry(
      "policy/missing-parameters", "The parameters that a binding names are there.",
      why: "Without them every request is refused, or goes unchecked, as the binding says.",
      example: "paramRef: {name: limits, parameterNotFoundAction: Deny}",
      fix: "Add the object to the environment, or correct the reference."),
    RuleEntry(
      "policy/message-is-expression", "A message that reads something is a messageExpression.",
      why: "The server shows a message as it is written, quotation marks and all.",
      example: "message: \"'replicas: ' + string(object.spec.replicas)\"",
      fix: "Write it as messageExpression."),
    RuleEntry(
      "policy/order", "What policies change does not depend on their order.",
      why:
        "The API server asks mutating policies in no order, so an object may come out otherwise.",
      example: "one policy adds a sidecar, another labels pods that have one",
      fix: "Let no policy read or set what another one sets, or give them reinvocationPolicy: "
        + "IfNeeded."),
    RuleEntry(
      "policy/type-check", "Expressions fit the schemas of the kinds that they are for.",
      why: "The server warns of them: a field that no object has makes an expression fail.",
      example: "expression: object.spec.replica > 1", fix: "Correct the name of the field."),
    RuleEntry(
      "policy/unbound", "A policy has a binding.", why: "It enforces nothing otherwise.",
      example: "a ValidatingAdmissionPolicy alone",
      fix: "Add a ValidatingAdmissionPolicyBinding for it."),
    RuleEntry(
      "policy/unknown-resource", "The rules of a policy name resources that there are.",
      why: "A rule for what no server has never matches, and nobody is told.",
      example: "{apiGroups: [\"\"], apiVersions: [v1], resources: [deployments]}",
      fix: "Correct the group, the version or the resource."),
    RuleEntry(
      "policy/undecided", "Every policy comes to a verdict.",
      why: "What only the cluster knows must not count as a pass.",
      example: "namespaceSelector: {matchLabels: {tier: gold}}   # and no Namespace object",
      fix: "Add what is missing to the environment: mostly the Namespace object."),
    RuleEntry(
      "policy/variable", "Each variable of a policy is defined once and read.",
      why: "Of two with one name the last counts, and what nobody reads was meant for something.",
      example: "variables: [{name: contaienrs, expression: object.spec.containers}]",
      fix: "Remove it, or correct the name where it is read."),
  ]

  /// What planning and proving a promotion reports.
  static let promotion: [RuleEntry] = [
    RuleEntry(
      "promotion/branch", "The promotion's branch can be written.",
      why: "Another commit stands where the promotion would.",
      example: "promote/staging-to-production/… made by hand",
      fix: "Look at that branch, and delete it if it is stale."),
    RuleEntry(
      "promotion/conflict", "A field was changed on one side only.",
      why: "Taking either value loses the other.",
      example: "newTag: 1.4 in staging, 1.3-hotfix in production",
      fix: "Say which side wins with --take, or leave the field with --exclude."),
    RuleEntry(
      "promotion/pattern", "A pattern fits a field.",
      why: "What a misspelt pattern was meant to hold back would be promoted.",
      example: "--exclude 'images[App]' where the image is called app",
      fix: "Take the nearest name that the message gives."),
    RuleEntry(
      "promotion/unproven", "What a promotion changes can be rendered.",
      why: "What is not rendered may hold anything, and nobody has checked it.",
      example: "resources: [https://github.com/o/r/config?ref=v2], which is not fetched",
      fix: "Fetch it with --fetch, or go on without having seen it: --allow-unproven."),
    RuleEntry(
      "promotion/edit", "The edits can be made in the target's files.",
      why: "Only intended bytes may change.", example: "a tag that is set through an anchor",
      fix: "Write the value in the target's kustomization."),
    RuleEntry(
      "promotion/frozen", "Nothing is promoted in a freeze.",
      why: "pipeline.yaml says when promotions wait, and the file FREEZE beside it stops all.",
      example: "freeze: [{from: 2026-12-23, to: 2027-01-02, reason: holidays}]",
      fix: "Wait for its end, or say why with --override, which the commit keeps."),
    RuleEntry(
      "promotion/clusters", "The clusters of a source have a value alike that is promoted.",
      why: "What some of them have and others have not is not what ran there.",
      example: "images[app] is 1.4.2 in eu-1 and 1.4.1 in eu-2, both of them wave 1",
      fix: "Make the clusters alike, or leave the field out with --exclude."),
    RuleEntry(
      "promotion/git", "The repository can be read and written.",
      why: "Nothing can be promoted without.", example: "a corrupt object",
      fix: "Follow git's message."),
    RuleEntry(
      "promotion/held", "A promotion leaves what a rollback took back.",
      why: "What was taken back for a reason would come again with the next promotion.",
      example: "images[app] of production, after sluice rollback production",
      fix: "Leave it, or promote it with --release-hold 'why it may go on'."),
    RuleEntry(
      "promotion/plan", "A plan that is applied is the one that was written.",
      why: "What was looked at is what happens, though the branch moved on meanwhile.",
      example: "sluice promote --apply plan.json, after production was changed by hand",
      fix: "Write the plan anew with --plan."),
    RuleEntry(
      "promotion/soak", "A value is in the source for as long as it must before it is promoted.",
      why: "What a fault needs time to show in staging would be in production before it does.",
      example: "{name: production, from: staging, soak: 24h}, an hour after the value was merged",
      fix: "Wait until it is ripe, or say why with --override, which the commit keeps."),
    RuleEntry(
      "promotion/wave", "A wave takes what the wave before it has.",
      why: "What has not been in the first clusters would be in all of them at once.",
      example: "sluice promote staging production --wave 2, before the promotion to wave 1",
      fix: "Promote to the earlier wave first, or say why not with --override."),
    RuleEntry(
      "promotion/record", "The history records what is to be taken back.",
      why: "A rollback goes by the trailers of promotions, from git alone.",
      example: "sluice rollback production, of promotions that were made by hand",
      fix: "Look at sluice history, and take back what it does not record with git revert."),
    RuleEntry(
      "promotion/other-environment", "A promotion changes its target only.",
      why: "A value in a shared base reaches every environment.",
      example: "images in base/kustomization.yaml",
      fix: "Set the value in the target's overlay."),
    RuleEntry(
      "promotion/unplanned-change", "What renders is what was planned.",
      why: "An edit had an effect that nobody asked for.",
      example: "a ConfigMap's hash that restarts another workload",
      fix: "Look at the difference, and promote the fields apart."),
    RuleEntry(
      "promotion/without-effect", "What is promoted shows in what renders.",
      why: "A patch of the target hides the value.",
      example: "images: [{name: api, newTag: \"2\"}]   # and a patch that sets image",
      fix: "Remove what hides it, at the place that is named."),
  ]
}
