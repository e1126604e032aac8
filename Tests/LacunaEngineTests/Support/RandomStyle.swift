/// How random models are filled.
struct RandomStyle: CustomStringConvertible {
  enum Fill: CaseIterable {
    /// Canonical: ordered terms, zeros past the last row and column.
    case canonical
    /// Any byte anywhere, also past the last row and column; legal, and harmless.
    case arbitrary
  }

  enum Codebook: CaseIterable {
    /// 0 and plus or minus powers of two.
    case shift
    /// Any value from -127 to 127.
    case fitted
    /// Nothing but -127 and 127 past entry 0; int8 weights likewise.
    case extreme
  }

  enum Range: CaseIterable {
    /// Pre-activations of a few units.
    case moderate
    /// Any int8 as a row exponent, any int16 as a bias with any exponent that is allowed.
    case arbitrary
  }

  enum Activations: CaseIterable {
    /// Tables of the sigmoid and the hyperbolic tangent.
    case smoothTables
    /// The usual clipped-linear forms of the two.
    case clipped
    /// Tables of any values that are allowed.
    case arbitraryTables
    /// Clipped-linear with any parameters that are allowed.
    case arbitraryClipped
  }

  var fill: Fill = .canonical
  var codebook: Codebook = .fitted
  var range: Range = .moderate
  var activations: Activations = .smoothTables

  var description: String {
    "\(fill) fill, \(codebook) codebook, \(range) range, \(activations)"
  }
}
