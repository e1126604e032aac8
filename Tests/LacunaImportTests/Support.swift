import Foundation
import Testing

@testable import LacunaImport

/// Multiples of 1/128 between -1 and 1, the same as `values` in `make_fixtures.py`.
func formulaValues(_ seed: Int, count: Int) -> [Float] {
  (0..<count).map { index in
    Float((index * 7919 + seed * 104_729) % 251 - 125) / 128
  }
}

/// The path of a file that NumPy wrote.
func fixture(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)").path
}

func fixtureBytes(_ name: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(filePath: fixture(name))))
}

/// A folder that goes when this object does.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "lacuna-import-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file and gives its path.
  func write(_ bytes: [UInt8], as name: String) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }

  func write(_ text: String, as name: String) throws -> String {
    try write(Array(text.utf8), as: name)
  }

  /// Names of files, sorted.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// The error that an import throws.
func importError(_ body: () throws -> Void) -> ImportError? {
  do {
    try body()
    return nil
  } catch {
    return error as? ImportError
  }
}

/// The bytes of a `.npy` file with any dictionary and any elements.
func craftedNpy(_ dictionary: String, elements: [UInt8] = [], version: UInt8 = 1) -> [UInt8] {
  var bytes: [UInt8] = [0x93] + "NUMPY".utf8 + [version, 0]
  if version == 1 {
    bytes.append(littleEndian: UInt16(dictionary.utf8.count))
  } else {
    bytes.append(littleEndian: UInt32(dictionary.utf8.count))
  }
  return bytes + dictionary.utf8 + elements
}

/// Opens the bytes and reads every array.
func readAll(
  _ bytes: [UInt8], in folder: TemporaryFolder, as name: String = "f.npz"
) throws -> [String: [Float]] {
  let file = try ArrayFile(path: folder.write(bytes, as: name))
  var read: [String: [Float]] = [:]
  for array in file.arrays {
    read[array.name] = try file.readArray(named: array.name).values
  }
  return read
}
