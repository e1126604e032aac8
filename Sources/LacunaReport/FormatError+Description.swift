import LacunaFormat

extension FormatError: CustomStringConvertible {
  /// A sentence for people: the place, the rule, what was expected and what was found.
  ///
  /// As in `section 9, byte 0x1a40: rule C11, CRC-32 of the section: expected 0x5d3a1c00, found
  /// 0x5d3a1c01`. What a section holds is named where the rule alone tells it.
  public var description: String { sentence(kindName: kindFromRule?.name) }

  /// ``description`` with the kind of the section that the table of `file` gives, even when the file
  /// is broken.
  public func description(in file: RawSpan) -> String {
    guard let section, section >= 0, section < file.byteCount / SectionRecord.byteCount - 2 else {
      return description
    }
    let rawKind = file.uint16(at: 64 + SectionRecord.byteCount * section)
    let name = SectionKind(rawValue: rawKind)?.name
    return sentence(kindName: name ?? "kind 0x" + hexadecimal(UInt64(rawKind), digits: 4))
  }

  private func sentence(kindName: String?) -> String {
    var place = "byte 0x\(hexadecimal(offset))"
    if let section {
      place = "section \(section)\(kindName.map { " (\($0))" } ?? ""), " + place
    }
    let bound =
      switch relation {
      case .equal: ""
      case .atLeast: "at least "
      case .atMost: "at most "
      }
    return "\(place): rule \(rule.name), \(subject): "
      + "expected \(bound)\(number(expected)), found \(number(found))"
  }

  /// Numbers as people look for them: checksums, kinds, the signature and "none" in hexadecimal.
  private func number(_ value: Int64) -> String {
    let digits: Int? =
      switch rule {
      case .c6, .c11: 8
      case .c1 where relation == .equal: 16
      case .c9 where section != nil: 4
      case .g7 where expected == 0xFFFF: 4
      default: nil
      }
    return digits.map { "0x" + hexadecimal(UInt64(bitPattern: value), digits: $0) } ?? "\(value)"
  }

  /// The kind of the section, for rules that look at sections after their kinds were checked.
  private var kindFromRule: SectionKind? {
    switch (rule, section) {
    case (.c1, _), (.c2, _), (.c3, _), (.c4, _), (.c5, _), (.c6, _), (.c7, _), (.c8, _), (.c9, _),
      (.c10, _), (.c11, _):
      nil
    case (_, 0): .graph
    case (_, 1): .strings
    case (.e3, _), (.e4, _), (.e5, _): .weights
    case (.e6, _): .rowExponents
    case (.g9, _): .biases
    case (.g10, _): .activationTable
    case (.g12, _), (.g16, _): .vocabulary
    case (.g13, _): .metadata
    default: nil
    }
  }
}
