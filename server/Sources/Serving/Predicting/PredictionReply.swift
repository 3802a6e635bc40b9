/// A prediction's answer, and what the log says of it.
struct PredictionReply {
  var answer: HTTPAnswer
  var rowCount: Int
  var confidence: Float?
  var queueTime: Duration
}
