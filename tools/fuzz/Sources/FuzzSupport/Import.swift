import LacunaImport

/// The bytes that libFuzzer hands over, in memory of their own, so that AddressSanitizer sees a read
/// one byte past their end.
@unsafe
public func fuzzInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
  unsafe Array(UnsafeBufferPointer(start: start, count: count))
}

/// Opens a file of arrays that has these bytes, reads every array, and makes a model of them where
/// their names allow. No input may crash that, whatever it throws.
public func importEverything(_ bytes: [UInt8]) {
  guard let file = try? ArrayFile(path: "fuzzed", bytes: bytes) else { return }
  for array in file.arrays {
    _ = try? file.readArray(named: array.name)
  }
  _ = try? importModel(from: file, recipe: nil)
}
