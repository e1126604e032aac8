import Foundation

/// Refuses to write a file over one that the command reads.
func refuseSameFile(_ output: String?, as inputs: [String?]) throws {
  guard let output, let written = identity(of: output) else { return }
  for case let input? in inputs where identity(of: input) == written {
    throw CommandFailure(
      .usage, "\(output): expected an output that is not an input; \(input) is the same file")
  }
}

/// What tells a file from all others, links followed; nil where there is none.
private func identity(of path: String) -> [UInt64]? {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return nil }
  return [UInt64(status.st_dev), UInt64(status.st_ino)]
}
