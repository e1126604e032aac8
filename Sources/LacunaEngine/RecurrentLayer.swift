public import LacunaFormat

/// What a recurrent layer remembers: how many integers, and in which units.
public struct RecurrentLayer: Sendable {
  public let kind: LayerKind
  public let direction: LayerDirection
  /// Units, each with a cell where there are cells.
  public let hiddenSize: Int
  /// Values of the hidden state: the projection's outputs, or the units.
  public let outputSize: Int
  public let isProjected: Bool

  init(_ record: LayerRecord) {
    kind = record.kind
    direction = record.direction
    hiddenSize = record.hiddenSize
    outputSize = record.outputSize
    isProjected = record.projection != nil
  }

  /// Integers in a part of the state.
  public func count(of part: StatePart) -> Int {
    part == .hidden ? outputSize : hiddenSize
  }

  /// The exponent of a part's integers (`spec/arithmetic.md`, Outputs and states).
  public func exponent(of part: StatePart) -> Int {
    switch (kind, part) {
    case (.lstm, .hidden): isProjected ? -16 : -7
    case (.lstm, .cell): -11
    default: -15
    }
  }

  /// The integers that a part can hold.
  public func range(of part: StatePart) -> ClosedRange<Int32> {
    switch (kind, part) {
    case (.lstm, .hidden): isProjected ? -(1 << 29)...1 << 29 : -127...127
    case (.lstm, .cell): -32_768...32_767
    default: -32_767...32_767
    }
  }
}
