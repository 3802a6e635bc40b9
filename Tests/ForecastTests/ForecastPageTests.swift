import Diagnostics
import Display
import Forecast
import Kubernetes
import Testing
import YAML

/// The forecast as a page and as a comment.
struct ForecastPageTests {
  private func forecast() throws -> FleetForecast {
    func objects(_ image: String) throws -> [KubernetesObject] {
      let text = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: "<b>|api", namespace: web}
        spec:
          replicas: 4
          selector: {matchLabels: {app: api}}
          template:
            metadata: {labels: {app: api}}
            spec: {containers: [{name: api, image: "\(image)"}]}
        """
      return SourceFile(path: "api.yaml", text: text).parsed(as: .kubernetes).documents
        .map { KubernetesObject($0.root) }
    }
    var forecaster = FleetForecaster()
    forecaster.startup = StartupRange("5s", source: .stated)
    return forecaster.forecast(
      "production", from: try objects("v1"), to: try objects("<script>`x`"))
  }

  @Test func `the page runs nothing and loads nothing`() throws {
    let page = String(decoding: try forecast().html.bytes, as: UTF8.self)
    #expect(page.contains("default-src 'none'"))
    for word in ["<script", "http://", "https://", "<b>", " on"] {
      #expect(!page.contains("\(word)=") && (word == " on" || !page.contains(word)), "\(word)")
    }
    #expect(page.contains("&lt;script&gt;"))
  }

  @Test func `the page draws the pods over time and says it in words`() throws {
    let page = String(decoding: try forecast().html.bytes, as: UTF8.self)
    #expect(page.contains("<title>Pods over time: at most"))
    #expect(page.contains("<rect class=\"old\"") && page.contains("<rect class=\"starting\""))
    #expect(page.contains("Least ready 3 of 4, most pods 5"))
  }

  @Test func `letters of a chart keep their size, and what stops is named with its rule`() throws {
    let page = String(decoding: try forecast().html.bytes, as: UTF8.self)
    #expect(page.contains("<svg class=\"plot\" width=\"100%\" height=\"150\" role=\"img\">"))
    #expect(
      page.contains("<text x=\"86%\" y=\"75.0\" dy=\"0.32em\" text-anchor=\"end\">4</text>"))
    #expect(!page.contains("style=\""))
    #expect(page.contains("<p class=\"stops\">Stops: the API server refuses the Deployment:"))
    #expect(page.contains("<span class=\"place\">api.yaml:3:18 [forecast/refused]</span>"))
    #expect(page.contains("<a href=\"#w0\">") && page.contains("<h3 id=\"w0\">"))
  }

  @Test func `a comment has a table and keeps data in code`() throws {
    let text = try forecast().markdown().text
    #expect(text.hasPrefix("### Forecast of ` production `\n"))
    #expect(text.contains("| pods are replaced | 3 of 4 |"))
    #expect(text.contains("<details><summary>pods over time</summary>"))
  }
}
