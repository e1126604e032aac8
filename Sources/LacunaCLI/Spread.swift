/// The median of several numbers, with the least and the most.
struct Spread: Encodable {
  let median: Double
  let least: Double
  let most: Double

  /// Of at least one number.
  init(_ values: [Double]) {
    median = values.median
    least = values.min() ?? median
    most = values.max() ?? median
  }

  var text: String {
    "\(Format.decimal(median, digits: 2)) (\(Format.decimal(least, digits: 2)) to "
      + "\(Format.decimal(most, digits: 2)))"
  }
}

extension [Double] {
  /// Of at least one number.
  var median: Double {
    let sorted = sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}
