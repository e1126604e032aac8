import Foundation
import LacunaFile
import LacunaONNXSchema

/// The folder of an ONNX file, in which the elements of its arrays may lie in other files.
///
/// A location is a relative path without `..`. What it leads to, all links followed, must be in the
/// folder too. Each file is mapped once, and read in place.
final class ONNXExternalData {
  private let modelPath: String
  private var files: [String: SourceFile] = [:]
  /// Bytes of all files mapped so far.
  private(set) var byteCount = 0

  init(modelPath: String) {
    self.modelPath = modelPath
  }

  /// - Throws: `ImportError` where the location is not in the folder, or the file is too short.
  func elements(
    _ entries: [Data], type: ONNXElementType, count: Int, at place: ONNXPlace
  ) throws(ImportError) -> ONNXElements {
    var location: String?
    var offset = 0
    let byteCount = count * (type.byteCount ?? 0)
    for bytes in entries.prefix(ONNXLimits.attributes) {
      let entry = try decodeONNX(ONNXStringStringEntryProto.self, bytes, at: place)
      switch entry.key {
      case "location": location = entry.value
      case "offset": offset = try number(entry, at: place)
      case "length":
        let length = try number(entry, at: place)
        guard length == byteCount else {
          throw place.malformed(
            expected: "\(byteCount) bytes of external data for \(count) of \(type)",
            found: "\(length)")
        }
      default: break
      }
    }
    guard let location else {
      throw place.malformed(expected: "a location of external data", found: "none")
    }
    let file = try open(location, at: place)
    guard offset <= file.count, byteCount <= file.count - offset else {
      throw place.malformed(
        expected: "\(byteCount) bytes at byte \(offset) of \"\(location)\"",
        found: "a file of \(file.count) bytes")
    }
    return ONNXElements(
      type, count: count, in: SourceRegion(offset..<offset + byteCount, of: file))
  }

  private func number(
    _ entry: ONNXStringStringEntryProto, at place: ONNXPlace
  ) throws(ImportError) -> Int {
    guard let number = Int(entry.value), number >= 0 else {
      throw place.malformed(
        expected: "a whole number for the \(entry.key) of external data",
        found: "\"\(entry.value)\"")
    }
    return number
  }

  private func open(_ location: String, at place: ONNXPlace) throws(ImportError) -> SourceFile {
    if let file = files[location] { return file }
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    guard !location.isEmpty, !location.utf8.contains(0), !location.contains("\\"),
      parts.allSatisfy({ !$0.isEmpty && $0 != ".." })
    else {
      throw place.malformed(
        expected: "external data at a relative path without \"..\"", found: "\"\(location)\"")
    }
    let folder = modelPath.lastIndex(of: "/").map { String(modelPath[...$0]) } ?? "./"
    guard let root = resolvedPath(folder) else {
      throw .inputOutput(path: folder, reason: "cannot open: no such folder")
    }
    guard let target = resolvedPath(folder + location) else {
      throw .inputOutput(path: folder + location, reason: "cannot open: no such file")
    }
    guard target.hasPrefix(root == "/" ? root : root + "/") else {
      throw place.malformed(
        expected: "external data in the model's folder",
        found: "\"\(location)\", which leads out of it")
    }
    let file = try SourceFile(path: target)
    byteCount += file.count
    files[location] = file
    return file
  }
}
