// Numbers as people read them, without Foundation.

/// `1,234,567`.
func grouped(_ value: Int) -> String {
  var result = ""
  for (index, digit) in String(value.magnitude).reversed().enumerated() {
    if index > 0, index % 3 == 0 { result.append(",") }
    result.append(digit)
  }
  return (value < 0 ? "-" : "") + String(result.reversed())
}

/// A number with `digits` digits after the point, ties away from zero.
func decimal(_ value: Double, digits: Int) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  guard let scaled = Int(exactly: (value.magnitude * scale).rounded()) else { return "\(value)" }
  let unit = Int(scale)
  let fraction = String(scaled % unit)
  let zeros = String(repeating: "0", count: max(0, digits - fraction.count))
  let sign = value < 0 && scaled != 0 ? "-" : ""
  return sign + grouped(scaled / unit) + (digits == 0 ? "" : "." + zeros + fraction)
}

/// `12.3%`.
func percent(_ share: Double) -> String { decimal(100 * share, digits: 1) + "%" }

/// Lower-case hexadecimal digits, at least `digits` of them.
func hexadecimal(_ value: UInt64, digits: Int = 1) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// `1 layer`, `2 layers`; `plural` where an s does not do.
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
}
