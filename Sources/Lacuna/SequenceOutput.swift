/// What the last layer gave at each step of one or several sequences.
public struct SequenceOutput: Sendable {
  public let steps: Int
  public let streams: Int
  /// Numbers at each step of each stream.
  public let outputCount: Int
  /// The numbers as integers, `[steps, streams, outputs]`, in units of `2^exponent`.
  public let values: [Int32]
  public let exponent: Int

  /// One step of one stream as floats. Both indices must be below their counts. O(outputs).
  public func output(ofStep step: Int, stream: Int = 0) -> [Float] {
    precondition(step >= 0 && step < steps && stream >= 0 && stream < streams)
    let scale = Float(sign: .plus, exponent: exponent, significand: 1)
    let start = (step * streams + stream) * outputCount
    return values[start..<(start + outputCount)].map { Float($0) * scale }
  }
}
