extension ArrayFile {
  /// All elements of a NumPy array `[count]` of whole numbers; one that no `Int` can be is the
  /// nearest that is.
  ///
  /// - Throws: `ImportError`, where there is no such array, where it has another number of axes or
  ///   other elements, or where its bytes are damaged.
  public func readIntegers(named name: String) throws(ImportError) -> [Int] {
    let array = try requireArray(named: name)
    guard case .integer(let format) = array.element, array.shape.count == 1 else {
      throw .malformed(
        ImportProblem(
          path: array.path, place: "array \(name)", byteOffset: array.byteOffset,
          expected: "whole numbers, as int64 [steps]", found: array.summary))
    }
    let region = array.bytes
    let bytes: [UInt8]
    if let member = region.member {
      let all = try MemberBytes(member, in: region.file)
      bytes = unsafe Array(all.bytes[region.range])
    } else {
      bytes = unsafe Array(region.file.bytes(region.range))
    }
    return stride(from: 0, to: bytes.count, by: format.byteCount).map {
      format.number(bytes[$0..<$0 + format.byteCount])
    }
  }
}
