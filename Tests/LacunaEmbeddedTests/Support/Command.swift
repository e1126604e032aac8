import Foundation

/// A program run to its end.
struct Command {
  /// Its exit status, or 128 and the signal that ended it.
  let status: Int32
  let output: [UInt8]
  let errors: String

  /// Runs the program at `path` on `input`. Input and output go through files, so that neither side
  /// waits for the other, whatever their sizes.
  init(_ path: String, _ arguments: [String] = [], input: [UInt8] = []) throws {
    let folder = try TemporaryFolder()
    let (inputURL, outputURL) = (
      folder.url.appending(path: "in"), folder.url.appending(path: "out")
    )
    let errorsURL = folder.url.appending(path: "errors")
    try Data(input).write(to: inputURL)
    try Data().write(to: outputURL)
    try Data().write(to: errorsURL)
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: inputURL)
    process.standardOutput = try FileHandle(forWritingTo: outputURL)
    process.standardError = try FileHandle(forWritingTo: errorsURL)
    try process.run()
    process.waitUntilExit()
    let ended = process.terminationStatus
    status = process.terminationReason == .exit ? ended : 128 + ended
    output = [UInt8](try Data(contentsOf: outputURL))
    errors = String(decoding: try Data(contentsOf: errorsURL), as: UTF8.self)
  }

  /// Where the program `name` is: in a folder of the search path.
  static func find(_ name: String) -> String? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
  }
}

/// A folder that goes away with its last owner.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "lacuna-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }
}
