import Git
import TestKit
import Testing

/// `--enable-helm` renders charts that stand in the tree as Kustomize does, by a `helm` that writes
/// down what it is asked for.
struct ChartTests {
  private let fixture: GitFixture
  private let sluice: BuiltCommand

  /// A repository with one chart, and a stand-in for Helm on the `PATH`.
  init() throws {
    fixture = try GitFixture()
    sluice = try BuiltCommand()
    try fixture.write(Self.helm, to: "bin/helm")
    try fixture.write("{name: app, version: 1.2.3}\n", to: "app/charts/app/Chart.yaml")
    try fixture.write(
      "image: {tag: \"1\", name: app}\nports: [80]\n", to: "app/charts/app/values.yaml")
    try fixture.write(Self.output, to: "app/charts/app/output")
    let made = try ChildProcess(
      "chmod", ["755", "bin/helm"], environment: fixture.environment, in: fixture.path
    ).run()
    try #require(made.status == 0)
  }

  /// Prints what the chart's file says, and copies every file of values into the record.
  private static let helm = """
    #!/bin/sh
    echo "$@" >>"$RECORD"
    case $1 in
    version) echo "${HELM_VERSION:-v3.16.2+g13654a5}"; exit ;;
    esac
    chart=$3
    while [ $# -gt 0 ]; do
      case $1 in -f) echo "# values" >>"$RECORD"; cat "$2" >>"$RECORD"; shift ;; esac
      shift
    done
    cat "$chart/output" || { echo "Error: no output" >&2; exit 1; }
    """

  private static let output = """
    ---
    # Source: app/templates/service.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: app, namespace: given}
    spec: {ports: [{port: 80}]}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: app}

    """

  private func run(
    _ arguments: [String], _ variables: [String: String] = [:]
  ) throws -> ChildProcess.Result {
    var environment = fixture.environment.merging(variables) { $1 }
    environment["RECORD"] = "\(fixture.root)/record"
    environment["PATH"] = "\(fixture.path)/bin:\(environment["PATH"] ?? "/usr/bin:/bin")"
    return try sluice.run(arguments, in: fixture.path, environment: environment)
  }

  private func render(
    _ kustomization: String, _ arguments: [String] = ["--enable-helm"],
    _ variables: [String: String] = [:]
  ) throws -> ChildProcess.Result {
    try fixture.write(kustomization, to: "app/kustomization.yaml")
    return try run(["render", "app"] + arguments, variables)
  }

  /// What Helm was asked for, without indentation, and with the names of directories that differ
  /// from run to run shortened.
  private func record() throws -> [String] {
    let read = try ChildProcess(
      "cat", ["record"], environment: fixture.environment, in: fixture.root
    ).run()
    return read.outputText.replacing(fixture.path, with: "REPOSITORY")
      .split(separator: "\n").map { line in
        line.split(separator: " ").map { word in
          guard word.hasPrefix("/"), let name = word.split(separator: "/").last else { return word }
          return "SCRATCH/\(name)"
        }.joined(separator: " ")
      }
  }

  private static let rendered = """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: p-app
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: p-app
      namespace: given
    spec:
      ports:
      - port: 80

    """

  @Test func `a chart is rendered where it stands and its objects go through the build`() throws {
    let result = try render(
      """
      namespace: prod
      namePrefix: p-
      helmCharts:
        - name: app
          releaseName: web
          includeCRDs: true
          kubeVersion: "1.36"
          apiVersions: [a/v1, b/v1]
          valuesInline: {image: {tag: "2"}, ports: [81]}
      """)
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.outputText == Self.rendered)
    #expect(
      try record() == [
        "version --short",
        "template web REPOSITORY/app/charts/app --namespace prod -f SCRATCH/app-kustomize-values.yaml "
          + "--api-versions a/v1 --api-versions b/v1 --kube-version 1.36 --include-crds",
        "# values", "image:", "name: app", "tag: \"2\"", "ports:", "- 81",
      ])
  }

  @Test func `what an entry does not say of the cluster the command line may`() throws {
    let asked = [
      "--enable-helm", "--helm-api-versions", "c/v1", "--helm-api-versions", "d/v1",
      "--helm-kube-version", "1.30", "--helm-debug",
    ]
    let silent = try render("helmCharts: [{name: app, devel: true}]\n", asked)
    #expect(silent.status == 0, "\(silent.errorText)")
    #expect(
      try record()[1].hasSuffix(
        " --api-versions c/v1 --api-versions d/v1 --kube-version 1.30 --debug --devel"))
    let telling = try render(
      "helmCharts: [{name: app, kubeVersion: \"1.36\", apiVersions: [a/v1], debug: true}]\n", asked)
    #expect(telling.status == 0, "\(telling.errorText)")
    #expect(
      try record().contains { $0.hasSuffix(" --api-versions a/v1 --kube-version 1.36 --debug") })
  }

  @Test func `links of a chart are followed inside of the repository and no further`() throws {
    try fixture.write(Self.output, to: "shared/output")
    try fixture.git(["rm", "-q", "--cached", "--ignore-unmatch", "app/charts/app/output"])
    try fixture.write("", to: "app/charts/linked/values.yaml")
    try fixture.link("app/charts/linked/output", to: "../../../shared/output")
    try fixture.link("app/charts/linked/up", to: "..")
    try fixture.write("helmCharts: [{name: linked}]\n", to: "app/kustomization.yaml")
    try fixture.git(["add", "."])
    try fixture.git(["commit", "-qm", "chart"])
    for source in [[], ["--rev", "HEAD"]] {
      let result = try run(["render", "app", "--enable-helm"] + source)
      #expect(result.status == 0, "\(result.errorText)")
    }
    try fixture.link("app/charts/linked/secret", to: "../../../../../etc/hostname")
    try fixture.git(["add", "."])
    for source in [[], ["--staged"]] {
      let result = try run(["render", "app", "--enable-helm"] + source)
      #expect(result.status == 2)
      #expect(
        result.errorText.contains(
          "app/charts/linked/secret cannot be read: it is a link that leads out of the repository, to "
            + "../../../../../etc/hostname"), "\(result.errorText)")
    }
  }

  @Test(arguments: [
    ("merge", ["image:", "name: app", "tag: \"1\"", "x: true", "ports:", "- 80"]),
    ("replace", ["image:", "tag: \"2\"", "x: true"]),
  ])
  func `values are put together as asked for`(merge: String, values: [String]) throws {
    let result = try render(
      """
      helmCharts:
        - {name: app, valuesMerge: \(merge), valuesInline: {image: {tag: "2", x: true}}}
      """)
    #expect(result.status == 0, "\(result.errorText)")
    let record = try record()
    #expect(record[1].hasPrefix("template --generate-name REPOSITORY/app/charts/app -f SCRATCH/"))
    #expect(Array(record.drop { $0 != "# values" }.dropFirst()) == values)
  }

  @Test func `a base is rendered for the namespace of what builds on it`() throws {
    try fixture.write(
      "namespace: outer\nresources: [../app]\n", to: "overlay/kustomization.yaml")
    try fixture.write("helmCharts: [{name: app}]\n", to: "app/kustomization.yaml")
    #expect(try run(["render", "overlay", "--enable-helm"]).status == 0)
    #expect(try record()[1].contains(" --namespace outer "))
  }

  @Test func `files of values, a home of charts and older fields are understood`() throws {
    try fixture.write("a: 1\n", to: "app/own.yaml")
    try fixture.write("b: 2\n", to: "app/more.yaml")
    let result = try render(
      """
      helmGlobals: {chartHome: charts/../charts}
      helmCharts:
        - {name: app, valuesFile: own.yaml, additionalValuesFiles: [more.yaml], skipTests: true}
      """)
    #expect(result.status == 0, "\(result.errorText)")
    #expect(
      try record()[1]
        == "template --generate-name REPOSITORY/app/charts/app -f SCRATCH/app-kustomize-values.yaml "
        + "-f REPOSITORY/app/more.yaml --skip-tests")
    let old = try render(
      """
      helmChartInflationGenerator:
        - {chartName: app, chartHome: ./charts, releaseName: old, values: own.yaml}
      """)
    #expect(old.status == 0, "\(old.errorText)")
    #expect(try record().contains { $0.hasPrefix("template old REPOSITORY/app/charts/app -f ") })
    try fixture.write(
      """
      {apiVersion: builtin, kind: HelmChartInflationGenerator, metadata: {name: x}, name: app,
       releaseName: object}
      """, to: "app/chart.yaml")
    let object = try render("generators: [chart.yaml]\n")
    #expect(object.status == 0, "\(object.errorText)")
    #expect(try record().contains { $0.hasPrefix("template object REPOSITORY/app/charts/app ") })
  }

  @Test func `a chart of the index and of a revision is written out`() throws {
    try fixture.write("helmCharts: [{name: app}]\n", to: "app/kustomization.yaml")
    try fixture.git(["add", "."])
    try fixture.git(["commit", "-qm", "chart"])
    try fixture.git(["rm", "-rq", "--cached", "app/charts/app/values.yaml"])
    let revision = try run(["render", "app", "--enable-helm", "--rev", "HEAD"])
    #expect(revision.status == 0, "\(revision.errorText)")
    #expect(
      try record()[1].hasPrefix(
        "template --generate-name SCRATCH/app -f SCRATCH/app-kustomize-values"))
    let index = try run(["render", "app", "--enable-helm", "--staged"])
    #expect(index.status == 2)
    #expect(index.errorText.contains("app/charts/app/values.yaml"), "\(index.errorText)")
  }

  @Test func `a chart's name writes nothing outside of the scratch directory`() throws {
    try fixture.write("", to: "scratch/kept")
    try fixture.write("", to: "evil/values.yaml")
    try fixture.write(Self.output, to: "evil/output")
    try fixture.write("helmCharts: [{name: ../../evil}]\n", to: "app/kustomization.yaml")
    try fixture.git(["add", "app", "evil"])
    try fixture.git(["commit", "-qm", "chart"])
    let result = try run(
      ["render", "app", "--enable-helm", "--rev", "HEAD"],
      ["TMPDIR": "\(fixture.path)/scratch"])
    #expect(result.status == 0, "\(result.errorText)")
    let left = try ChildProcess(
      "ls", ["scratch"], environment: fixture.environment, in: fixture.path
    ).run()
    #expect(left.outputText == "kept\n")
  }

  @Test func `findings in a chart's objects point at the chart's entry`() throws {
    try fixture.write(
      "apiVersion: v1\nkind: Service\nmetadata: {name: app}\nspec: {ports: [{prt: 1}]}\n",
      to: "app/charts/app/output")
    try fixture.write("helmCharts:\n  - name: app\n", to: "app/kustomization.yaml")
    let result = try run(["check", "app", "--enable-helm"])
    #expect(result.status == 1, "\(result.errorText)")
    #expect(
      result.findings.contains { $0.hasPrefix("app/kustomization.yaml:2:11: error: ") },
      "\(result.outputText)")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var testDescription: String { message }
    var kustomization: String
    var arguments = ["--enable-helm"]
    var variables: [String: String] = [:]
    var message: String
    var help: String?
  }

  @Test(arguments: [
    Refusal(
      kustomization: "helmCharts: [{name: app}]\n", arguments: [],
      message: ":1:14: error: the chart app needs helm, which is not run",
      help: "allow it with --enable-helm"),
    Refusal(
      kustomization: "helmCharts: [{name: app}]\n",
      arguments: ["--enable-helm", "--helm-command", "hlm"],
      message: ":1:21: error: the chart app is not rendered: cannot find hlm",
      help: "install it or put it on the PATH"),
    Refusal(
      kustomization:
        "helmCharts: [{name: other, repo: \"https://charts.example.com\", version: 1.2.3-rc}]\n",
      message:
        "error: there is no chart other in app/charts/other-1.2.3-rc, and nothing is downloaded",
      help: "run `helm pull --untar --untardir app/charts/other-1.2.3-rc "
        + "--repo https://charts.example.com other --version 1.2.3-rc`"),
    Refusal(
      kustomization: "helmCharts: [{name: other}]\n",
      message: "error: there is no chart other in app/charts, and nothing is downloaded",
      help: "name the directory that holds it as chartHome under helmGlobals"),
    Refusal(
      kustomization: "helmCharts: [{name: app}]\n", variables: ["HELM_VERSION": "v2.17.0+ga690bad"],
      message: "helm must be of version 3 or 4, and says \"v2.17.0+ga690bad\""),
    Refusal(
      kustomization: "helmCharts: [{name: app, valuesMerge: overide}]\n",
      message: "valuesMerge must be one of merge, override, replace, not \"overide\"",
      help: "did you mean \"override\"?"),
    Refusal(
      kustomization: "helmCharts: [{name: app, valueFile: a}]\n",
      message: "a chart has no field \"valueFile\"", help: "did you mean \"valuesFile\"?"),
    Refusal(
      kustomization: "helmCharts: [{name: app, valuesFile: ../a}]\n",
      message: "\"../a\" does not exist"),
    Refusal(
      kustomization: "helmCharts: [{releaseName: app}]\n", message: "a chart must have a name"),
    Refusal(
      kustomization: "helmCharts: [{name: app, releaseName: --post-renderer=./run}]\n",
      message: "the release name \"--post-renderer=./run\" begins with -"),
    Refusal(
      kustomization: "helmCharts: [{name: noisy}]\n",
      message: "what helm prints of the chart noisy cannot be read: a resource must be a mapping"),
    Refusal(
      kustomization: "helmCharts: [{name: broken}]\n",
      message:
        "the chart broken is not rendered: helm template ended with status 1: Error: no output"
    ),
  ])
  func `a chart that is not rendered says why`(_ refusal: Refusal) throws {
    try fixture.write("", to: "app/charts/broken/values.yaml")
    try fixture.write("", to: "app/charts/noisy/values.yaml")
    try fixture.write("a message\n\(Self.output)", to: "app/charts/noisy/output")
    let result = try render(refusal.kustomization, refusal.arguments, refusal.variables)
    #expect(result.status == 2)
    #expect(result.errorText.contains(refusal.message), "\(result.errorText)")
    #expect(result.errorText.contains(refusal.help ?? ""), "\(result.errorText)")
  }

  @Test func `a chart of an Application is rendered with its values`() throws {
    try fixture.write("a: 1\n", to: "values/prod.yaml")
    try fixture.write("b: 1\n", to: "app/charts/app/own.yaml")
    try fixture.write(
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: web, namespace: argocd}
      spec:
        destination: {name: in-cluster, namespace: apps}
        sources:
        - repoURL: https://git.example.com/fleet
          path: app/charts/app
          helm:
            valueFiles: [own.yaml, $here/values/prod.yaml]
            parameters: [{name: x, value: $ARGOCD_APP_NAME, forceString: true}]
            values: |
              c: 1
        - {repoURL: 'https://git.example.com/fleet', ref: here}
      """, to: "argocd/web.yaml")
    let rendered = try run(["render", "--environment", "in-cluster", "--enable-helm"])
    #expect(rendered.outputText.contains("namespace: given"), "\(rendered.errorText)")
    #expect(
      try record() == [
        "version --short",
        "template web REPOSITORY/app/charts/app --namespace apps "
          + "-f SCRATCH/app-kustomize-values.yaml -f REPOSITORY/app/charts/app/own.yaml "
          + "-f REPOSITORY/values/prod.yaml -f SCRATCH/last-values.yaml --include-crds --set-string x=web",
        "# values", "{}", "# values", "b: 1", "# values", "a: 1", "# values", "c: 1",
      ])
    let listed = try run(["environments"])
    #expect(listed.outputText.contains("charts, which are not run"))
  }
}
