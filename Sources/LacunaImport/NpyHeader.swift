import LacunaDense

/// The header of a `.npy` file or member: what the elements are, and their shape.
///
/// Format: NumPy, `numpy.lib.format`, versions 1.0, 2.0 and 3.0.
struct NpyHeader: Sendable, Equatable {
  let element: ArrayElement
  let isFortranOrder: Bool
  let shape: [Int]
  /// The product of the shape.
  let count: Int
  /// Bytes before the first element.
  let byteCount: Int

  /// A longer header is refused: one of this length describes any array of numbers.
  static let largestByteCount = 65_536

  /// Bytes of the elements; nil where their width is not known.
  var elementByteCount: Int? {
    switch element {
    case .float(let format): count * format.byteCount
    case .integer(let format): count * format.byteCount
    case .other: nil
    }
  }
}
