import Foundation
import LacunaONNXSchema
import SwiftProtobuf

/// Decodes a protobuf message. What the schema does not name is skipped.
///
/// - Throws: `ImportError.malformed` where the bytes are no such message: they end within a field,
///   a length runs over, groups nest deeper than 100, a string is not UTF-8.
func decodeONNX<Message: SwiftProtobuf.Message>(
  _ type: Message.Type, _ bytes: RawSpan, at place: ONNXPlace
) throws(ImportError) -> Message {
  var options = BinaryDecodingOptions()
  options.discardUnknownFields = true
  do {
    return try Message(serializedBytes: bytes, partial: true, options: options)
  } catch {
    let found =
      switch error as? BinaryDecodingError {
      case .truncated: "bytes that end within a field"
      case .invalidUTF8: "a string that is not UTF-8"
      case .messageDepthLimit: "groups nested deeper than 100"
      default: "bytes that are none"
      }
    // `ONNXNodeProto` is `NodeProto` in the schema.
    throw place.malformed(
      expected: "a protobuf \(String(describing: type).dropFirst("ONNX".count))", found: found)
  }
}

/// The same of a message within a message.
func decodeONNX<Message: SwiftProtobuf.Message>(
  _ type: Message.Type, _ bytes: Data, at place: ONNXPlace
) throws(ImportError) -> Message {
  try decodeONNX(type, bytes.bytes, at: place)
}
