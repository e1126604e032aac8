import LacunaFormat
import LacunaReport
import LacunaTestSupport
import Testing

@Suite struct DifferenceTests {
  private func difference(
    _ change: (inout ModelDescription) -> Void
  ) throws -> ModelDifference {
    let old = TinyModel.description.fileBytes()
    var description = TinyModel.description
    change(&description)
    let new = description.fileBytes()
    return ModelDifference(
      from: unsafe try ModelView(validating: old.span.bytes),
      to: unsafe try ModelView(validating: new.span.bytes))
  }

  private typealias Place = (row: Int, column: Int, code: Int)

  /// The tiny model's matrix of the same encoding with other codes.
  private func changed(_ name: String, _ encoding: MatrixEncoding, _ places: [Place])
    -> MatrixDescription
  {
    let old = TinyModel.description.matrices.first { $0.name == name }
    return MatrixDescription(
      name: name, rows: old?.rows ?? 0, columns: old?.columns ?? 0, encoding: encoding,
      codebook: old?.codebook ?? [],
      codes: places.map { PlacedCode(row: $0.row, column: $0.column, code: $0.code) },
      rowExponents: Array((old?.rowExponents ?? []).prefix(old?.rows ?? 0)))
  }

  private func inputTerms(_ places: [Place]) -> MatrixDescription {
    changed("w", .terms(axis: .input, groupLog2: 3, k: 2), places)
  }

  private func outputTerms(_ places: [Place]) -> MatrixDescription {
    changed("u", .terms(axis: .output, groupLog2: 3, k: 3), places)
  }

  private func int8(_ places: [Place]) -> MatrixDescription { changed("d", .int8, places) }

  private func matrix(_ name: String, rows: Int, columns: Int, _ encoding: MatrixEncoding)
    -> MatrixDescription
  {
    MatrixDescription(
      name: name, rows: rows, columns: columns, encoding: encoding,
      codebook: TinyModel.shift + [Int](repeating: 0, count: 17),
      codes: [PlacedCode(row: 0, column: 0, code: 2)],
      rowExponents: [Int](repeating: -6, count: rows))
  }

  @Test func aFileIsTheSameAsItself() throws {
    let difference = try difference { _ in }
    #expect(difference.isSame)
    #expect(difference.text(color: false) == "the same, byte for byte: 2,560 bytes\n")
    #expect(difference.json().contains("\"same\": true"))
  }

  @Test func changedWeightsAreCountedAndMeasured() throws {
    // Of `d` [2, 4] / 128, 127 becomes 120 and a 0 becomes 3.
    let difference = try difference { model in
      model.matrices[3] = int8([(0, 0, -127), (0, 1, 3), (1, 1, 120), (1, 3, 1)])
    }
    #expect(!difference.isSame)
    #expect(difference.changes.isEmpty)
    #expect(difference.sameMatrixCount == 3)
    let matrix = try #require(difference.matrices.first)
    #expect(matrix.name == "d")
    #expect(matrix.changedByteCount == 2)
    let numbers = try #require(matrix.numbers)
    #expect(numbers.changed == 2)
    #expect(numbers.appeared == 1)
    #expect(numbers.vanished == 0)
    #expect(numbers.moved == nil)
    #expect(numbers.greatest == 7.0 / 128)
    #expect(abs(numbers.rootMeanSquare - (58.0 / 8).squareRoot() / 128) < 1e-12)
    #expect(difference.text(color: false).contains("2 of 8 weights differ (25.0%)"))
  }

  @Test func termsThatMoveInsideTheirGroupAreCounted() throws {
    // On the input axis one moves from column 2 to 3 of the first group, one to another group; on
    // the output axis one moves from row 1 to 2.
    let difference = try difference { model in
      model.matrices[0] = inputTerms(
        [(0, 3, 1), (0, 8, 7), (0, 9, 8), (1, 3, 2), (1, 3, 4)])
      model.matrices[1] = outputTerms([(2, 0, 1), (7, 0, 4), (8, 2, 3)])
    }
    let numbers = difference.matrices.compactMap(\.numbers)
    #expect(numbers.map(\.moved) == [1, 1])
    #expect(numbers.map(\.appeared) == [2, 1])
    #expect(numbers.map(\.vanished) == [2, 1])
  }

  @Test func theSameNumbersInOtherBytesAreSaidToBeTheSame() throws {
    // Row 1 of `w` doubles its integers and halves its step.
    let difference = try difference { model in
      model.matrices[0] = inputTerms(
        [(0, 2, 1), (0, 5, 7), (0, 9, 8), (1, 3, 3), (1, 3, 5)])
      model.matrices[0].rowExponents[1] = -9
    }
    #expect(difference.matrices.first?.numbers?.changed == 0)
    #expect(difference.text(color: false).contains("every weight is the same number"))
  }

  @Test func recordsMetadataAndVocabulariesAreCompared() throws {
    let difference = try difference { model in
      model.networks[0].name = "m"
      model.networks[0].layers[1].output = 1
      model.matrices[2].name = "renamed"
      model.biases[0].values[3] = 9
      model.vocabularies[0].entries[1] = "no"
      model.metadata?.records = [(key: "epochs", value: .integer(4))]
    }
    func change(_ place: String, _ property: String) -> [String?] {
      difference.changes.first { $0.place == place && $0.property == property }
        .map { [$0.old, $0.new] } ?? ["no change"]
    }
    #expect(change("network 0", "name") == ["\"n\"", "\"m\""])
    #expect(change("network 0, layer 1", "output") == ["as it is", "rectified"])
    #expect(change("metadata", "title") == ["\"tiny\"", nil])
    #expect(change("metadata", "epochs") == [nil, "4"])
    #expect(
      change("vocabulary 0", "1 entry differ, the first of id 1") == ["\"nö\"", "\"no\""])
    #expect(change("bias 0", "values") == ["12 values", "1 differ, by at most 0.000488"])
    #expect(difference.removedMatrices == ["c"])
    #expect(difference.addedMatrices == ["renamed"])
    let text = difference.text(color: false)
    #expect(text.contains("c: only in the first file"))
    #expect(text.contains("renamed: only in the second file"))
  }

  @Test func matricesOfOtherShapesAndEncodingsAreCompared() throws {
    let difference = try difference { model in
      model.networks[0].layers[1].outputSize = 5
      model.networks[0].layers[2].inputSize = 5
      model.matrices[2] = matrix("c", rows: 5, columns: 3, .codes)
      model.matrices[3] = matrix("d", rows: 2, columns: 5, .codes)
      model.vocabularies = []
      model.networks[0].vocabulary = nil
    }
    let text = difference.text(color: false)
    #expect(text.contains("c: 4 x 3 -> 5 x 3, codes shift"))
    #expect(text.contains("d: 2 x 4 -> 2 x 5, int8 -> codes shift"))
    #expect(difference.matrices.allSatisfy { $0.numbers == nil })
    #expect(difference.json().contains("\"numbers\": null"))
  }
}
