import Inference
import Testing

@testable import Serving

@Suite struct ConfigurationTests {
  @Test func `a name alone gives the defaults`() throws {
    let configuration = try ServiceConfiguration(environment: ["MODEL_NAME": "sentiment"])
    #expect(configuration.port == 8000)
    #expect(configuration.requestTimeout == .seconds(2))
    #expect(configuration.apiKeysFile == nil)
    #expect(configuration.queue == nil)
  }

  @Test(arguments: [
    ("PORT", "65536", "PORT must be a whole number from 0 to 65535, not '65536'"),
    ("PORT", "+80", "PORT must be a whole number from 0 to 65535, not '+80'"),
    ("MAX_BATCH_SIZE", "0", "MAX_BATCH_SIZE must be a whole number from 1 to 4096, not '0'"),
    (
      "LOG_LEVEL", "info", "LOG_LEVEL must be one of TRACE, DEBUG, INFO, WARNING, ERROR, not 'info'"
    ),
    ("MODEL_TYPE", "audio", "MODEL_TYPE must be one of text, tabular, image, not 'audio'"),
    ("MODEL_VERSION", "../1", "MODEL_VERSION must be one name without '/', not '../1'"),
    ("API_KEYS_FILE", "", "API_KEYS_FILE must not be empty"),
    ("MLFLOW_TRACKING_URI", "mlflow", "MLFLOW_TRACKING_URI must begin with http:// or https://"),
  ])
  func `a bad value is named with what it may be`(
    _ name: String, _ value: String, _ problem: String
  ) {
    #expect(throws: ConfigurationError(problems: [problem])) {
      try ServiceConfiguration(environment: ["MODEL_NAME": "m", name: value])
    }
  }

  @Test func `a body that no worker could take is refused at the start`() {
    let problems = ["MAX_BODY_BYTES must be at most 33554432 where REDIS_HOST is set"]
    #expect(throws: ConfigurationError(problems: problems)) {
      try ServiceConfiguration(environment: [
        "MODEL_NAME": "m", "REDIS_HOST": "redis", "MAX_BODY_BYTES": "33554433",
      ])
    }
  }

  @Test func `several models are named with commas between, each with its version or without`()
    throws
  {
    let one = try ServiceConfiguration(environment: ["MODEL_NAME": "a", "MODEL_VERSION": "1"])
    #expect(!one.models.areNamed && one.models.all.map(\.name) == ["a"])
    let several = try ServiceConfiguration(environment: ["MODEL_NAMES": "a, b=1.2"])
    #expect(several.models.areNamed)
    #expect(several.models.all.map(\.name) == ["a", "b"])
    #expect(several.models.all.map(\.version) == [nil, "1.2"])
    #expect(several.effective.contains("MODEL_NAMES=a,b=1.2\n"))
    #expect(!several.effective.contains("MODEL_NAME="))
  }

  @Test(arguments: [
    (["MODEL_NAMES": "a,"], "MODEL_NAMES must have names with commas between"),
    (["MODEL_NAMES": "a,b,a"], "MODEL_NAMES has a name twice"),
    (["MODEL_NAMES": "../a"], "MODEL_NAMES must be one name without '/', not '../a'"),
    (
      ["MODEL_NAMES": "a", "MODEL_VERSION": "1"],
      "MODEL_VERSION must not be set beside MODEL_NAMES, which has NAME or NAME=VERSION"
    ),
    (
      ["MODEL_NAMES": "a", "REDIS_HOST": "redis"],
      "REDIS_HOST needs MODEL_NAME: the jobs of a queue are all for one model"
    ),
  ])
  func `several models that cannot be meant are refused`(
    _ environment: [String: String], _ problem: String
  ) {
    #expect(throws: ConfigurationError(problems: [problem])) {
      try ServiceConfiguration(environment: environment)
    }
  }

  @Test func `traces are off, and what is wrong about them is told and costs no more`() {
    func tracing(_ variables: [String: String]) -> TracingConfiguration {
      TracingConfiguration(environment: variables, serviceName: "server")
    }
    #expect(tracing([:]).endpoint == nil)
    let base = "OTEL_EXPORTER_OTLP_ENDPOINT"
    #expect(tracing([base: "https://otel:4318"]).endpoint == "https://otel:4318/v1/traces")
    #expect(tracing([base: "http://otel:4318/"]).endpoint == "http://otel:4318/v1/traces")
    #expect(tracing([base: "http://otel", "OTEL_SDK_DISABLED": "true"]).endpoint == nil)
    let wrong = tracing([base: "otel:4318", "OTEL_RESOURCE_ATTRIBUTES": "a=1, b=2,c"])
    #expect(wrong.endpoint == nil && wrong.warnings.count == 2)
    #expect(wrong.resource == ["a": "1", "b": "2"])
    let sampled = tracing([
      base: "http://otel", "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
      "OTEL_TRACES_SAMPLER_ARG": "0.25", "OTEL_SERVICE_NAME": "loan",
    ])
    #expect(sampled.share == 0.25 && sampled.serviceName == "loan" && sampled.warnings.isEmpty)
  }

  @Test func `every problem is reported at once`() {
    let problems = ["MODEL_NAME is not set", "REDIS_HOST is not set", "POD_NAME is not set"]
    #expect(throws: ConfigurationError(problems: problems)) {
      try WorkerConfiguration(environment: [:])
    }
  }

  @Test func `the effective configuration masks secrets`() throws {
    let configuration = try ServiceConfiguration(environment: [
      "MODEL_NAME": "loan-default", "MODEL_TYPE": "tabular", "REDIS_HOST": "redis-service",
      "REDIS_PASSWORD": "hunter2",
      "MLFLOW_TRACKING_URI": "http://me:hunter2@mlflow:5000/a?token=hunter2",
    ])
    let text = configuration.effective
    #expect(!text.contains("hunter2"))
    #expect(text.contains("REDIS_PASSWORD=•••\n"))
    #expect(text.contains("MLFLOW_TRACKING_URI=http://•••@mlflow:5000/a?•••\n"))
    #expect(text.contains("MODEL_TYPE=tabular\n"))
  }
}
