import Diagnostics

extension RuleManual {
  /// What rendering reports.
  static let kustomize: [RuleEntry] = [
    RuleEntry(
      "kustomize/ambiguous-reference", "A reference that is renamed can mean only one object.",
      why: "Two objects that begin with the same name get different ones; either may be meant.",
      example: "configMapRef: {name: settings}   # two ConfigMaps were called settings",
      fix: "Give the objects different names, or write the final name."),
    RuleEntry(
      "kustomize/cycle", "No kustomization is reached from itself.",
      why: "A base that includes its own overlay never ends.",
      example: "resources: [../staging]   # in staging/kustomization.yaml",
      fix: "Move what both need into a base of its own."),
    RuleEntry(
      "kustomize/deprecated-field", "A kustomization uses fields that are there to stay.",
      why: "Kustomize still reads the field and will stop doing so.",
      example: "patchesStrategicMerge: [patch.yaml]",
      fix: "Write the field that replaces it, as patches for patchesStrategicMerge."),
    RuleEntry(
      "kustomize/duplicate-resource", "Each object is listed once.",
      why: "Kustomize refuses two objects of one kind, name and namespace.",
      example: "resources: [service.yaml, all.yaml]   # both hold Service/api",
      fix: "List it once, or patch it instead of repeating it."),
    RuleEntry(
      "kustomize/empty-kustomization", "A kustomization says something.",
      why: "An empty file is refused, so that a truncated one does not pass for an empty tree.",
      example: "# kustomization.yaml with nothing in it", fix: "List resources, or delete the file."
    ),
    RuleEntry(
      "kustomize/image-without-effect", "An entry of images names an image that some object uses.",
      why: "Kustomize says nothing of an entry that matches none, and the tag stays what it was.",
      example:
        "images: [{name: example.org/wbe, newTag: \"2\"}]   # and the image is example.org/web",
      fix: "Write the name as the object has it, without its tag, or remove the entry."),
    RuleEntry(
      "kustomize/invalid-configuration", "A transformer's configuration can be read.",
      why: "Kustomize cannot tell which fields are meant.",
      example: "nameReference: web", fix: "Follow the form of the message."),
    RuleEntry(
      "kustomize/invalid-field", "A field of a kustomization has a value of its type.",
      why: "Kustomize refuses the file.", example: "replicas: 3",
      fix: "Write the value in the form that the message names."),
    RuleEntry(
      "kustomize/invalid-generator", "A generator names what it makes and from what.",
      why: "Without a name, or with a literal that is no key=value, there is nothing to make.",
      example: "configMapGenerator: [{literals: [A]}]",
      fix: "Give it a name, and literals of the form key=value."),
    RuleEntry(
      "kustomize/invalid-patch", "A patch can be read and applied.",
      why: "A patch that does not apply would leave the field as the base has it.",
      example: "- op: replace\n  path: /spec/missing", fix: "Correct the path, or add the field."),
    RuleEntry(
      "kustomize/invalid-replacement", "A replacement has a source and fields to write.",
      why: "Nothing would be replaced.", example: "replacements: [{source: {kind: ConfigMap}}]",
      fix: "Name one source and the fieldPaths of its targets."),
    RuleEntry(
      "kustomize/invalid-resource", "A resource is a Kubernetes object.",
      why: "What has no apiVersion, kind and name cannot be sent to a cluster.",
      example: "name: web", fix: "Write the object's apiVersion, kind and metadata.name."),
    RuleEntry(
      "kustomize/invalid-schema", "A schema that a kustomization names can be read.",
      why: "Merge keys come from it.", example: "openapi: {path: notes.txt}",
      fix: "Name an OpenAPI document."),
    RuleEntry(
      "kustomize/invalid-selector", "A target's selector can be read.",
      why: "A selector that cannot be read selects nothing that anybody meant.",
      example: "labelSelector: app in web", fix: "Write it as kubectl -l takes it: app in (web)."),
    RuleEntry(
      "kustomize/invalid-variable", "A variable has a name and an object to read from.",
      why: "Nothing could be put in its place.", example: "vars: [{name: HOST}]",
      fix: "Add objref and fieldref, or use replacements."),
    RuleEntry(
      "kustomize/limit", "A tree stays within the limits on size and depth.",
      why: "A hostile tree must not exhaust the machine that checks it.",
      example: "a hundred directories, each including the next",
      fix: "Split the tree."),
    RuleEntry(
      "kustomize/load-restriction", "Files come from below the kustomization that names them.",
      why: "Kustomize refuses others, so that a base can be moved as a whole.",
      example: "configMapGenerator: [{name: a, files: [../../secret.txt]}]",
      fix: "Move the file, or make its directory a base."),
    RuleEntry(
      "kustomize/missing-file", "What a kustomization names is there.",
      why: "It does not render without.", example: "resources: [deploymnet.yaml]",
      fix: "Correct the name, or add the file to the commit."),
    RuleEntry(
      "kustomize/missing-kustomization", "A directory that is included holds a kustomization.",
      why: "Kustomize includes directories by their kustomization.yaml only.",
      example: "resources: [../base]   # without a kustomization.yaml in it",
      fix: "Add a kustomization.yaml, or list the files."),
    RuleEntry(
      "kustomize/missing-target", "What a replacement or variable reads is there.",
      why: "Kustomize refuses to leave the place empty.",
      example: "source: {kind: ConfigMap, name: gone}", fix: "Correct the name of the object."),
    RuleEntry(
      "kustomize/outside-tree", "Nothing is read from outside the repository.",
      why: "What is not in the commit cannot be checked with it.",
      example: "resources: [../../../elsewhere]", fix: "Move it into the repository."),
    RuleEntry(
      "kustomize/oversized-file", "No file is larger than the limit.",
      why: "A manifest of that size is a mistake, or meant to stall the check.",
      example: "a manifest of 200 MB", fix: "Take the file out of the kustomization."),
    RuleEntry(
      "kustomize/patch-without-target", "A patch finds the object that it is for.",
      why: "Kustomize refuses a patch for nothing.",
      example: "patches: [{target: {kind: Deployment, name: wbe}}]",
      fix: "Correct the target's name or kind."),
    RuleEntry(
      "kustomize/remote-resource", "Resources come from the repository, not from a URL.",
      why: "What a URL answers tomorrow is in no commit, and a check must need no network.",
      example: "resources: [https://example.org/base?ref=main]",
      fix: "Copy it into the repository at a known version."),
    RuleEntry(
      "kustomize/several-kustomizations", "A directory holds one kustomization.",
      why: "Kustomize cannot tell which is meant.",
      example: "kustomization.yaml and kustomization.yml", fix: "Keep one of the files."),
    RuleEntry(
      "kustomize/unknown-field", "A kustomization has only fields that Kustomize knows.",
      why: "A misspelled field would do nothing.", example: "resorces: [web.yaml]",
      fix: "Correct the name."),
    RuleEntry(
      "kustomize/unprintable-value", "Every value can be written as YAML.",
      why: "The rendered text would not say what the object holds.",
      example: "a string with bytes that are not UTF-8", fix: "Write the value as base64."),
    RuleEntry(
      "kustomize/unreadable-file", "What a kustomization names is a file that can be read.",
      why: "It does not render without.", example: "resources: [pipe]   # a named pipe",
      fix: "Replace it by a regular file."),
    RuleEntry(
      "kustomize/unsupported-plugin", "No program is run to render.",
      why: "Plug-ins and functions run code from the repository under review; charts are rendered "
        + "where that is allowed, and none is downloaded.",
      example: "helmCharts: [{name: redis}]",
      fix: "Allow charts with --enable-helm and keep them in the tree; render anything else "
        + "beforehand and commit the result."),
    RuleEntry(
      "kustomize/unused-variable", "A variable that is declared is used.",
      why: "A misspelled use stays as text in the object.", example: "vars: [{name: HOST, …}]",
      fix: "Use $(HOST), or delete the variable."),
    RuleEntry(
      "kustomize/wrong-kind", "What is included is of the kind that its field takes.",
      why: "A Component is included by components, a Kustomization by resources.",
      example: "resources: [../components/tls]", fix: "List it under the field that is for it."),
  ]
}
