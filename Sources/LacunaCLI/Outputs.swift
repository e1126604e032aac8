import LacunaFile

/// Looks at outputs before the work that makes them: none may be an input, no two the same file, and
/// each must be one that can be written.
///
/// Inputs that another one leads to (shards, a recipe's vocabularies) are not known yet; see
/// ``refuseInput(_:)``.
func checkOutputs(_ outputs: [String?], inputs: [String?]) throws {
  var places: [OutputPlace: String] = [:]
  for case let output? in outputs {
    try refuseSameFile(output, as: inputs)
    if let other = places.updateValue(output, forKey: OutputPlace(output)) {
      throw CommandFailure(
        .usage, "\(output): expected outputs that differ; \(other) is the same file")
    }
    try mappingFailures { try checkWritable(output) }
  }
}

/// Refuses to write a file over one that the command reads.
private func refuseSameFile(_ output: String, as inputs: [String?]) throws {
  for case let input? in inputs where OutputPlace(input) == OutputPlace(output) {
    throw sameFile(output, input)
  }
}

/// Refuses to write over any file that was read by now, by whatever it was found.
func refuseInput(_ output: String?) throws {
  guard let output, let input = MappedFiles.mappedPath(of: output) else { return }
  throw sameFile(output, input)
}

private func sameFile(_ output: String, _ input: String) -> CommandFailure {
  CommandFailure(
    .usage, "\(output): expected an output that is not an input; \(input) is the same file")
}

/// The failure of what was made of files that changed meanwhile; nil where none did.
func failureOfChange() -> CommandFailure? {
  MappedFiles.change().map { CommandFailure(.inputOutput, $0.description) }
}

/// Refuses what was made of files that changed meanwhile.
func refuseChanges() throws {
  if let failure = failureOfChange() { throw failure }
}

/// Writes an output, whole or not at all, unless it would take an input's place or was made of files
/// that changed meanwhile.
func writeOutput(_ bytes: [UInt8], to path: String) throws {
  try refuseInput(path)
  try refuseChanges()
  try mappingFailures { try writeAtomically(bytes, to: path) }
}
