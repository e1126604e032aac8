/// How random models are filled.
package struct RandomStyle: CustomStringConvertible {
  package enum Fill: CaseIterable {
    /// Canonical: ordered terms, zeros past the last row and column.
    case canonical
    /// Any byte anywhere, also past the last row and column; legal, and harmless.
    case arbitrary
  }

  package enum Codebook: CaseIterable {
    /// 0 and plus or minus powers of two.
    case shift
    /// Any value from -127 to 127.
    case fitted
    /// Nothing but -127 and 127 past entry 0; int8 weights likewise.
    case extreme
  }

  package enum Range: CaseIterable {
    /// Pre-activations of a few units.
    case moderate
    /// Any int8 as a row exponent, any int16 as a bias with any exponent that is allowed.
    case arbitrary
  }

  package enum Activations: CaseIterable {
    /// Tables of the sigmoid and the hyperbolic tangent.
    case smoothTables
    /// The usual clipped-linear forms of the two.
    case clipped
    /// Tables of any values that are allowed.
    case arbitraryTables
    /// Clipped-linear with any parameters that are allowed.
    case arbitraryClipped
  }

  package var fill: Fill = .canonical
  package var codebook: Codebook = .fitted
  package var range: Range = .moderate
  package var activations: Activations = .smoothTables

  package init(
    fill: Fill = .canonical, codebook: Codebook = .fitted, range: Range = .moderate,
    activations: Activations = .smoothTables
  ) {
    self.fill = fill
    self.codebook = codebook
    self.range = range
    self.activations = activations
  }

  package var description: String {
    "\(fill) fill, \(codebook) codebook, \(range) range, \(activations)"
  }
}
