import Foundation
import LacunaONNXSchema
import SwiftProtobuf

/// A message of an ONNX file, where it lies in the file's map.
struct ONNXMessage: Sendable {
  let file: SourceFile
  let range: Range<Int>

  /// Calls `body` for each field, none of which is decoded. O(fields).
  ///
  /// - Parameter name: the message's in the schema.
  /// - Throws: `ImportError.malformed` where the bytes are no message: they end within a field, a
  ///   length runs over, groups nest deeper than 100.
  func forEachField(
    of name: String, at place: ONNXPlace, _ body: (WireField) throws(ImportError) -> Void
  ) throws(ImportError) {
    var reader = WireReader(file.owner.bytes, in: range)
    while true {
      let field: WireField?
      do throws(WireError) {
        field = try reader.next()
      } catch {
        throw place.noMessage(name, found: error.description)
      }
      guard let field else { return }
      try body(field)
    }
  }

  /// Decodes the fields `kept`, and calls `body` for each of the others, so that no more is in memory
  /// than what those few take: what they have together is held to ``ONNXLimits/messageBytes``.
  ///
  /// - Throws: as ``forEachField(of:at:_:)``, and where a string is not UTF-8.
  func decode<Message: SwiftProtobuf.Message>(
    _ type: Message.Type, keeping kept: [Int], at place: ONNXPlace,
    others body: (WireField) throws(ImportError) -> Void = { _ in }
  ) throws(ImportError) -> Message {
    // `ONNXNodeProto` is `NodeProto` in the schema.
    let name = String(String(describing: type).dropFirst("ONNX".count))
    var bytes: [UInt8] = []
    try forEachField(of: name, at: place) { (field) throws(ImportError) in
      guard kept.contains(field.number) else { return try body(field) }
      guard field.range.count <= ONNXLimits.messageBytes - bytes.count else {
        throw place.unsupported(
          expected: "at most \(ONNXLimits.messageBytes) bytes of names and numbers in a \(name)",
          found: "more")
      }
      unsafe bytes.append(contentsOf: file.bytes(field.range))
    }
    return try decodeONNX(type, Data(bytes), at: place)
  }

  /// The message in a field; nil where the field has none.
  func message(in field: WireField) -> ONNXMessage? {
    guard case .bytes(let range) = field.value else { return nil }
    return ONNXMessage(file: file, range: range)
  }

  /// Counts the numbers of a field, if it is one of `list`.
  func count(
    _ field: WireField, in list: inout WireList, of name: String, at place: ONNXPlace
  ) throws(ImportError) {
    do throws(WireError) {
      try list.add(field, in: file.owner.bytes)
    } catch {
      throw place.noMessage(name, found: error.description)
    }
  }

  /// The numbers of a list, as bits.
  func numbers(
    of list: WireList, in name: String, at place: ONNXPlace
  ) throws(ImportError) -> [UInt64] {
    var numbers: [UInt64] = []
    var reader = WireNumbers(list, of: range, in: file.owner.bytes)
    do throws(WireError) {
      while let number = try reader.next() { numbers.append(number) }
    } catch {
      throw place.noMessage(name, found: error.description)
    }
    return numbers
  }
}

/// Decodes a protobuf message of few bytes. What the schema does not name is skipped.
///
/// - Throws: `ImportError.malformed` where the bytes are no such message: they end within a field,
///   a length runs over, groups nest deeper than 100, a string is not UTF-8.
func decodeONNX<Message: SwiftProtobuf.Message>(
  _ type: Message.Type, _ bytes: Data, at place: ONNXPlace
) throws(ImportError) -> Message {
  var options = BinaryDecodingOptions()
  options.discardUnknownFields = true
  do {
    return try Message(serializedBytes: bytes, partial: true, options: options)
  } catch {
    let found =
      switch error as? BinaryDecodingError {
      case .truncated: WireError.truncated.description
      case .invalidUTF8: "a string that is not UTF-8"
      case .messageDepthLimit: WireError.depth.description
      default: WireError.invalid.description
      }
    throw place.noMessage(
      String(String(describing: type).dropFirst("ONNX".count)), found: found)
  }
}

extension ONNXPlace {
  /// The bytes are no message of that name.
  func noMessage(_ name: String, found: String) -> ImportError {
    malformed(expected: "a protobuf \(name)", found: found)
  }
}
