extension ModelDifference {
  /// What changed as JSON, schema 1: no later version takes a field away.
  public func json() -> String {
    JSONText.object([
      ("schema", .integer(1)),
      ("same", .boolean(isSame)),
      ("bytes", pair(.integer(byteCounts.old), .integer(byteCounts.new))),
      (
        "changes",
        .array(
          changes.map { change in
            .object([
              ("place", .string(change.place)), ("property", .string(change.property)),
              ("old", JSONText(change.old)), ("new", JSONText(change.new)),
            ])
          })
      ),
      ("matrices", .array(matrices.map(json))),
      ("sameMatrices", .integer(sameMatrixCount)),
      ("removedMatrices", .array(removedMatrices.map { .string($0) })),
      ("addedMatrices", .array(addedMatrices.map { .string($0) })),
    ]).text
  }

  private func pair(_ old: JSONText, _ new: JSONText) -> JSONText {
    .object([("old", old), ("new", new)])
  }

  private func json(_ difference: MatrixDifference) -> JSONText {
    .object([
      ("name", .string(difference.name)),
      (
        "encoding",
        pair(.string(difference.encodings.old), .string(difference.encodings.new))
      ),
      ("shape", pair(.string(difference.shapes.old), .string(difference.shapes.new))),
      (
        "bytes",
        pair(.integer(difference.byteCounts.old), .integer(difference.byteCounts.new))
      ),
      ("changedBytes", .integer(difference.changedByteCount)),
      ("codebookChanged", .boolean(difference.codebookChanged)),
      ("numbers", difference.numbers.map(json) ?? .null),
    ])
  }

  private func json(_ numbers: MatrixDifference.Numbers) -> JSONText {
    .object([
      ("weights", .integer(numbers.weightCount)), ("changed", .integer(numbers.changed)),
      ("appeared", .integer(numbers.appeared)), ("vanished", .integer(numbers.vanished)),
      ("moved", JSONText(numbers.moved)), ("maxAbsDifference", .real(numbers.greatest)),
      ("rmsDifference", .real(numbers.rootMeanSquare)),
      ("relativeDifference", JSONText(numbers.relative)),
    ])
  }
}
