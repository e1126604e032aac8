public import LacunaFormat

/// Activation vectors, one for each stream, that a matrix is multiplied with.
public struct Vectors: ~Escapable {
  /// int8, never -128; stream `b` begins at `b · stride`, and is filled up with zeros to
  /// ``vectorCapacity(_:)``.
  public let values: Span<Int8>
  public let stride: Int
  /// Streams.
  public let count: Int

  @_lifetime(copy values)
  public init(values: Span<Int8>, stride: Int, count: Int) {
    self.values = values
    self.stride = stride
    self.count = count
  }
}

/// A product in exact integers, and what takes it to fixed point.
public struct Product: ~Escapable {
  /// `Σ v·x`, one for each row.
  public let sums: Span<Int32>
  /// int8, one for each row.
  public let rowExponents: RawSpan
  /// The exponent of the activations plus the bits after the point that are wanted: row `r` is
  /// shifted right by `-(rowExponents[r] + shift)`.
  public let shift: Int32

  @_lifetime(copy sums, copy rowExponents)
  public init(sums: Span<Int32>, rowExponents: RawSpan, shift: Int32) {
    self.sums = sums
    self.rowExponents = rowExponents
    self.shift = shift
  }
}

/// Biases and what takes them to fixed point.
public struct Bias: ~Escapable {
  /// int16; empty when there are none.
  public let values: RawSpan
  /// The exponent of the biases plus the bits after the point that are wanted, 0 to 16.
  public let shift: Int32

  @_lifetime(copy values)
  public init(values: RawSpan, shift: Int32) {
    self.values = values
    self.shift = shift
  }

  /// The part for `count` rows from `first`.
  @_lifetime(copy self)
  public func rows(from first: Int, count: Int) -> Bias {
    values.isEmpty
      ? self : Bias(values: values.bytes(at: 2 * first, count: 2 * count), shift: shift)
  }
}

/// The loops of a step. Every implementation gives the same integers (`spec/arithmetic.md`).
///
/// Spans may be longer than what is asked for: vectors `x` are filled up with zeros to
/// ``vectorCapacity(_:)``, sums to ``sumsCapacity(_:)``, and an implementation may read and write
/// all of that. `count` is what binds for int16 and for hidden states.
public protocol Kernels {
  /// `sums[b · stride + r] = Σ v[r, c] · x[b][c]` for every row of the matrix and every stream.
  @_lifetime(sums: copy sums)
  func multiply(
    _ matrix: MatrixView, _ x: Vectors, _ sums: inout MutableSpan<Int32>, stride: Int)

  /// `p[r] = sat16(fix(input) + fix(recurrent) + bias)`, Q3.12, for `count` rows.
  @_lifetime(p: copy p)
  func preactivate(
    _ input: Product, _ recurrent: Product, _ bias: Bias, count: Int, _ p: inout MutableSpan<Int16>)

  /// `p[r] = sat16(fix(product) + bias)`, Q3.12, for `count` rows.
  @_lifetime(p: copy p)
  func preactivate(_ product: Product, _ bias: Bias, count: Int, _ p: inout MutableSpan<Int16>)

  /// `y[r] = fix(product) + bias`, Q15.16, in place of the sums, for `count` rows.
  @_lifetime(sums: copy sums)
  func finishLinear(
    _ sums: inout MutableSpan<Int32>, rowExponents: RawSpan, shift: Int32, _ bias: Bias, count: Int)

  /// Replaces Q3.12 values by the function's, Q0.15.
  @_lifetime(values: copy values)
  func activate(
    _ values: inout MutableSpan<Int16>, count: Int, _ activation: ActivationRecord, table: RawSpan)

  /// `c' = sat16(mul15(f, c) + ((mul15(i, g) + 8) >> 4))`, and `doubled = sat16(2c')`.
  ///
  /// `gates` holds i, f, g, o, `count` each.
  @_lifetime(cell: copy cell)
  @_lifetime(doubled: copy doubled)
  func updateCell(
    gates: Span<Int16>, _ cell: inout MutableSpan<Int16>, _ doubled: inout MutableSpan<Int16>,
    count: Int)

  /// `h = to8(mul15(o, activated))`.
  @_lifetime(hidden: copy hidden)
  func updateHidden(
    outputGate: Span<Int16>, activated: Span<Int16>, _ hidden: inout MutableSpan<Int8>, count: Int)

  /// `p = sat16(fix(product) + bias + mul15(reset, recurrent))`, Q3.12, in place of `recurrent`.
  @_lifetime(recurrent: copy recurrent)
  func resetCandidate(
    _ product: Product, _ bias: Bias, reset: Span<Int16>,
    _ recurrent: inout MutableSpan<Int16>, count: Int)

  /// `h' = (z·h + (32768 - z)·n) / 2^15`, rounded, and what the products see of it.
  @_lifetime(state: copy state)
  @_lifetime(hidden: copy hidden)
  func updateState(
    updateGate: Span<Int16>, candidate: Span<Int16>, _ state: inout MutableSpan<Int16>,
    _ hidden: inout MutableSpan<Int8>, count: Int)

  /// Makes a vector of `count` int32 values that stand for `value · 2^exponent`, fills it up with
  /// zeros (``clearTail(of:from:)``), and returns its exponent.
  @_lifetime(vector: copy vector)
  func normalize(
    _ values: Span<Int32>, count: Int, exponent: Int32, into vector: inout MutableSpan<Int8>
  ) -> Int32

  /// Makes a vector of floats, fills it up with zeros (``clearTail(of:from:)``), and returns its
  /// exponent, or nil when a value is infinite or not a number.
  @_lifetime(vector: copy vector)
  func quantize(_ features: Span<Float>, into vector: inout MutableSpan<Int8>) -> Int32?
}

/// Elements that a vector of `count` activations takes, zeros included.
@inlinable
public func vectorCapacity(_ count: Int) -> Int { (count + 63) & ~63 + 128 }

/// Elements that the sums of `count` rows take.
@inlinable
public func sumsCapacity(_ count: Int) -> Int { (count + 63) & ~63 }
