import Inference
import JSONText

extension ServiceHandler {
  /// Answers a request about the repository of models.
  func repository(
    _ question: HTTPQuestion, at route: Route
  ) throws(HTTPFailure) -> Work {
    let request: RepositoryRequest
    do throws(WireError) {
      request = try RepositoryRequest(question.body)
    } catch {
      throw HTTPFailure(error)
    }
    guard case .repositoryModel(let name, let order) = route else {
      return .done(Reply(index(readyOnly: request.readyOnly)))
    }
    return .waiting { [models] in
      do throws(HTTPFailure) {
        switch order {
        case .load: try await models.load(name)
        case .unload: try await models.unload(name)
        }
        return Reply(.json { $0.object { _ in } })
      } catch {
        return Reply(error, openInference: true)
      }
    }
  }

  private func index(readyOnly: Bool) -> HTTPAnswer {
    .json { json in
      json.array { json in
        for model in models.index where !readyOnly || model.state == "READY" {
          json.object { json in
            json.field("name", model.name)
            if !model.version.isEmpty { json.field("version", model.version) }
            json.field("state", model.state)
            json.field("reason", model.reason)
          }
        }
      }
    }
  }
}
