/// A JSON document (RFC 8259).
enum JSONValue: Equatable {
  case null
  case boolean(Bool)
  /// Digits alone, with or without a minus, that an `Int` holds.
  case integer(Int)
  /// Any other number.
  case number(Double)
  case string(String)
  case array([JSONValue])
  /// Members in their order; no key occurs twice.
  case object([JSONMember])

  /// What a message calls it.
  var kind: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .integer(let value): "the number \(value)"
    case .number(let value): "the number \(value)"
    case .string(let value): "the string \"\(value)\""
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// A key of a JSON object and its value.
struct JSONMember: Equatable {
  let key: String
  let value: JSONValue
}
