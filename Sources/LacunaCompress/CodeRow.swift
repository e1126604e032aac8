/// A row while its codes are refined, `[columns]` each, in units of its exponent.
struct CodeRow {
  /// A code for each column; for terms, 0 where there is none.
  var codes: [UInt8]
  /// What the row stands for.
  var values: [Float]
  /// The error of the row times the second moment of what it meets.
  var slope: [Float]
  /// Values that stay as they are, where they are not 0.
  let fixed: [Float]
}
