import Foundation
import LacunaONNXSchema

/// The attributes of a node, by name.
struct ONNXAttributes {
  private let messages: [String: ONNXAttributeProto]
  private let place: ONNXPlace

  init(_ node: ONNXNode) throws(ImportError) {
    var messages: [String: ONNXAttributeProto] = [:]
    for bytes in node.attributes {
      let message = try decodeONNX(ONNXAttributeProto.self, bytes, at: node.place)
      guard messages.updateValue(message, forKey: message.name) == nil else {
        throw node.place.malformed(
          expected: "attributes of different names", found: "\"\(message.name)\" twice")
      }
      guard message.refAttrName.isEmpty else {
        throw node.place.malformed(
          expected: "an attribute with a value", found: "one that refers to a function's")
      }
    }
    self.messages = messages
    place = node.place
  }

  func has(_ name: String) -> Bool { messages[name] != nil }

  func integer(_ name: String) throws(ImportError) -> Int? {
    guard let message = messages[name] else { return nil }
    guard message.hasI else { throw fail(name, expected: "an integer") }
    return Int(message.i)
  }

  func flag(_ name: String) throws(ImportError) -> Bool {
    try integer(name) ?? 0 != 0
  }

  func float(_ name: String) throws(ImportError) -> Float? {
    guard let message = messages[name] else { return nil }
    guard message.hasF else { throw fail(name, expected: "a float") }
    return message.f
  }

  func integers(_ name: String) throws(ImportError) -> [Int]? {
    guard let message = messages[name] else { return nil }
    guard message.ints.count <= ONNXLimits.shapeElements else {
      throw fail(name, expected: "at most \(ONNXLimits.shapeElements) integers")
    }
    return message.ints.map { Int($0) }
  }

  func floats(_ name: String) -> [Float] {
    messages[name]?.floats ?? []
  }

  func string(_ name: String) throws(ImportError) -> String? {
    guard let message = messages[name] else { return nil }
    guard message.hasS else { throw fail(name, expected: "a string") }
    return try text(message.s, name)
  }

  func strings(_ name: String) throws(ImportError) -> [String]? {
    guard let message = messages[name] else { return nil }
    var strings: [String] = []
    for bytes in message.strings.prefix(ONNXLimits.shapeElements) {
      strings.append(try text(bytes, name))
    }
    return strings
  }

  /// The bytes of a tensor.
  func tensor(_ name: String) throws(ImportError) -> Data? {
    guard let message = messages[name] else { return nil }
    guard message.t.count == 1 else { throw fail(name, expected: "one tensor") }
    return message.t[0]
  }

  private func text(_ bytes: Data, _ name: String) throws(ImportError) -> String {
    guard let text = String(data: bytes, encoding: .utf8) else {
      throw fail(name, expected: "a string of UTF-8")
    }
    return text
  }

  private func fail(_ name: String, expected: String) -> ImportError {
    place.malformed(expected: "\(expected) for the attribute \"\(name)\"", found: "something else")
  }
}
