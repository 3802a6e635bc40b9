package import Inference

/// What one request asks a model to predict: its rows, and how to make the tensors.
package struct PredictionInputs: Sendable {
  /// How many rows the tensors have, known before they are made.
  package let rowCount: Int
  /// The type and the sizes without the batch of each input; only equal ones share a batch.
  let layout: [Layout]
  let make: @Sendable () throws(InferenceError) -> [Tensor]

  struct Layout: Equatable, Sendable {
    let dataType: DataType
    let rowShape: ArraySlice<Int>
  }

  /// Tensors that are there already, one for each input of the model.
  package init(_ tensors: [Tensor]) {
    rowCount = tensors.first?.rowCount ?? 0
    layout = tensors.map { Layout(dataType: $0.dataType, rowShape: $0.shape.dropFirst()) }
    make = { () throws(InferenceError) in tensors }
  }

  /// Tensors that take long to make, as from a picture: a thread of the scheduler makes them.
  ///
  /// - Precondition: `make` gives a tensor that each specification accepts, with the rows promised.
  package init(
    rowCount: Int, as specifications: [TensorSpecification],
    make: @escaping @Sendable () throws(InferenceError) -> [Tensor]
  ) {
    self.rowCount = rowCount
    layout = specifications.map { Layout(dataType: $0.dataType, rowShape: $0.shape.dropFirst()) }
    self.make = make
  }
}

/// What a model gave for one request, and the time it took.
package struct Prediction: Sendable {
  /// One tensor for each output of the model, with the rows of the request alone.
  package let outputs: [Tensor]
  /// How long the request waited for a thread.
  package let queueTime: Duration
  /// When the model began with the batch that the request was in.
  package let computeStart: ContinuousClock.Instant
  /// How long the model took for the batch that the request was in.
  package let computeTime: Duration
}

/// What happens in a scheduler, for metrics.
package enum SchedulerEvent: Sendable, Equatable {
  /// A batch of so many rows took so long.
  case predicted(rows: Int, Duration)
  /// A request left the queue after so long.
  case waited(Duration)
  /// So many requests wait now.
  case depth(Int)
  /// A request was turned away.
  case shed(Reason)

  /// Why a request got no prediction.
  package enum Reason: String, Sendable {
    case queueFull = "queue_full"
    case deadline
    case cancelled
    case stopped
  }
}
