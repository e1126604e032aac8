/// Which way a recurrent layer reads a sequence. Its output at a step is always what it gives once it
/// has read that step.
public enum DenseDirection: Sendable, Hashable {
  /// From the first step to the last.
  case forward
  /// From the last step to the first.
  case backward
  /// From the last step to the first, beside the forward layer just before it: both take the same
  /// input, and the values of this one follow the other's. Together they are what frameworks call a
  /// bidirectional layer.
  case backwardBeside

  /// Whether the layer needs the whole sequence before it can begin.
  public var isBackward: Bool { self != .forward }
}
