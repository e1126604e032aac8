import Foundation
import LacunaONNXSchema

/// The attributes of a node, by name. Lists and tensors in them are read when they are asked for.
struct ONNXAttributes {
  private struct Attribute {
    let message: ONNXMessage
    /// All but lists and tensors.
    let header: ONNXAttributeProto
  }

  private let attributes: [String: Attribute]
  private let place: ONNXPlace

  init(_ node: ONNXNode) throws(ImportError) {
    var attributes: [String: Attribute] = [:]
    for message in try node.attributes {
      // Name, a float, an integer, a string, type, the name of a function's attribute.
      let header = try message.decode(
        ONNXAttributeProto.self, keeping: [1, 2, 3, 4, 20, 21], at: node.place)
      let attribute = Attribute(message: message, header: header)
      guard attributes.updateValue(attribute, forKey: header.name) == nil else {
        throw node.place.malformed(
          expected: "attributes of different names", found: "\"\(header.name)\" twice")
      }
      guard header.refAttrName.isEmpty else {
        throw node.place.malformed(
          expected: "an attribute with a value", found: "one that refers to a function's")
      }
    }
    self.attributes = attributes
    place = node.place
  }

  func has(_ name: String) -> Bool { attributes[name] != nil }

  func integer(_ name: String) throws(ImportError) -> Int? {
    guard let header = attributes[name]?.header else { return nil }
    guard header.hasI else { throw fail(name, expected: "an integer") }
    return Int(header.i)
  }

  func flag(_ name: String) throws(ImportError) -> Bool {
    try integer(name) ?? 0 != 0
  }

  func float(_ name: String) throws(ImportError) -> Float? {
    guard let header = attributes[name]?.header else { return nil }
    guard header.hasF else { throw fail(name, expected: "a float") }
    return header.f
  }

  func integers(_ name: String) throws(ImportError) -> [Int]? {
    guard let message = attributes[name]?.message else { return nil }
    return try numbers(WireList(8, .varint), of: message, name).map {
      Int(Int64(truncatingIfNeeded: $0))
    }
  }

  func floats(_ name: String) throws(ImportError) -> [Float] {
    guard let message = attributes[name]?.message else { return [] }
    return try numbers(WireList(7, .fixed32), of: message, name).map {
      Float(bitPattern: UInt32(truncatingIfNeeded: $0))
    }
  }

  /// Floats, however many, as elements; nil where there are none.
  func elements(
    _ name: String, from source: ONNXElementSource
  ) throws(ImportError) -> ONNXElements? {
    guard let message = attributes[name]?.message else { return nil }
    let list = try counted(WireList(7, .fixed32), of: message)
    guard list.count > 0 else { return nil }
    return try ONNXElements(list, of: message, type: .float32, from: source, at: place)
  }

  func string(_ name: String) throws(ImportError) -> String? {
    guard let header = attributes[name]?.header else { return nil }
    guard header.hasS else { throw fail(name, expected: "a string") }
    return try text(header.s, name)
  }

  func strings(_ name: String) throws(ImportError) -> [String]? {
    guard let message = attributes[name]?.message else { return nil }
    var strings: [String] = []
    for string in try messages(9, in: message) {
      strings.append(try unsafe text(Data(string.file.bytes(string.range)), name))
    }
    return strings
  }

  func tensor(_ name: String) throws(ImportError) -> ONNXTensorMessage? {
    guard let message = attributes[name]?.message else { return nil }
    let tensors = try messages(5, in: message)
    guard tensors.count == 1 else { throw fail(name, expected: "one tensor") }
    return try ONNXTensorMessage(tensors[0], at: place)
  }

  /// The first strings or messages of a field.
  private func messages(
    _ fieldNumber: Int, in message: ONNXMessage
  ) throws(ImportError) -> [ONNXMessage] {
    var messages: [ONNXMessage] = []
    try message.forEachField(of: "AttributeProto", at: place) { field in
      guard field.number == fieldNumber, messages.count < ONNXLimits.shapeElements,
        let item = message.message(in: field)
      else { return }
      messages.append(item)
    }
    return messages
  }

  private func counted(
    _ list: WireList, of message: ONNXMessage
  ) throws(ImportError) -> WireList {
    var list = list
    try message.forEachField(of: "AttributeProto", at: place) { (field) throws(ImportError) in
      try message.count(field, in: &list, of: "AttributeProto", at: place)
    }
    return list
  }

  private func numbers(
    _ list: WireList, of message: ONNXMessage, _ name: String
  ) throws(ImportError) -> [UInt64] {
    let list = try counted(list, of: message)
    guard list.count <= ONNXLimits.shapeElements else {
      throw fail(name, expected: "at most \(ONNXLimits.shapeElements) numbers")
    }
    return try message.numbers(of: list, in: "AttributeProto", at: place)
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
