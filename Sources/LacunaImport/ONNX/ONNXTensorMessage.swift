import LacunaONNXSchema

/// The message of an array: what is said of it, and where its elements are.
struct ONNXTensorMessage {
  let message: ONNXMessage
  /// All but the elements.
  let header: ONNXTensorProto
  /// Of several, the last.
  let rawData: Range<Int>?
  let floats: WireList
  let integers: WireList
  let longIntegers: WireList
  let doubles: WireList

  /// Elements in all lists.
  var listedCount: Int {
    [floats, integers, longIntegers, doubles].map(\.count).reduce(0, +)
  }

  init(_ message: ONNXMessage, at place: ONNXPlace) throws(ImportError) {
    var rawData: Range<Int>?
    var floats = WireList(4, .fixed32)
    var integers = WireList(5, .varint)
    var longIntegers = WireList(7, .varint)
    var doubles = WireList(10, .fixed64)
    func count(_ field: WireField, in list: inout WireList) throws(ImportError) {
      try message.count(field, in: &list, of: "TensorProto", at: place)
    }
    header = try message.decode(
      ONNXTensorProto.self, keeping: [1, 2, 3, 8, 13, 14], at: place
    ) { (field) throws(ImportError) in
      switch (field.number, field.value) {
      case (4, _): try count(field, in: &floats)
      case (5, _): try count(field, in: &integers)
      case (7, _): try count(field, in: &longIntegers)
      case (9, .bytes(let range)): rawData = range
      case (10, _): try count(field, in: &doubles)
      default: break
      }
    }
    self.message = message
    self.rawData = rawData
    self.floats = floats
    self.integers = integers
    self.longIntegers = longIntegers
    self.doubles = doubles
  }
}
