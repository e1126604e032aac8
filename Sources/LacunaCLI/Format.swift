import Foundation

/// Numbers for people: with units, and no more digits than mean something.
enum Format {
  /// Four significant digits.
  static func significant(_ value: Double) -> String {
    String(format: "%.4g", value)
  }

  /// `97.8%`.
  static func percent(_ share: Double) -> String {
    String(format: "%.1f%%", 100 * share)
  }

  /// A fixed number of digits after the point.
  static func decimal(_ value: Double, digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }

  /// `1,234,567`.
  static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var parts: [String] = []
    while digits.count > 3 {
      parts.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    parts.insert(digits, at: 0)
    return (value < 0 ? "-" : "") + parts.joined(separator: ",")
  }

  /// `877 kB`, `27.1 MB`.
  static func bytes(_ count: Int) -> String {
    switch count {
    case ..<10_000: "\(grouped(count)) bytes"
    case ..<1_000_000: decimal(Double(count) / 1e3, digits: 1) + " kB"
    default: decimal(Double(count) / 1e6, digits: 2) + " MB"
    }
  }
}
