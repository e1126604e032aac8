// Reads all that a file holds through the views, so that they too are real on every target.

import CProbe
import LacunaFormat

@c @implementation
public func probeDigest(_ model: UnsafeRawPointer, _ byteCount: Int) -> UInt32 {
  guard let layout = unsafe validated else { return 0 }
  let bytes = unsafe RawSpan(_unsafeStart: model, byteCount: byteCount)
  let view = ModelView(trusting: bytes, layout: layout)
  var crc = CRC32()
  for index in 0..<layout.networkCount {
    crc.update(view.utf8(of: view.network(at: index).name))
  }
  for index in 0..<layout.matrixCount { crc.update(weightsOf: view.matrixView(at: index)) }
  for index in 0..<layout.vocabularyCount {
    let vocabulary = view.vocabulary(at: index)
    for token in 0..<vocabulary.count { crc.update(vocabulary.utf8(of: token)) }
  }
  if layout.hasMetadata {
    let metadata = view.metadata
    var offset = metadata.firstOffset
    for _ in 0..<metadata.count {
      let (record, next) = metadata.record(at: offset)
      crc.update(metadata.bytes(record.key))
      crc.update(metadata.bytes(record.value))
      offset = next
    }
  }
  return crc.value
}

extension CRC32 {
  /// Continues over the row, the column and the value of every term that is present.
  fileprivate mutating func update(weightsOf matrix: borrowing MatrixView) {
    var crc = self
    matrix.forEachTerm { row, column, value in
      if value == 0 { return }
      let term: InlineArray<3, Int32> = [
        Int32(row).littleEndian, Int32(column).littleEndian, Int32(value).littleEndian,
      ]
      crc.update(unsafe term.span.bytes)
    }
    self = crc
  }
}
