import LacunaFormat
import LacunaTestSupport
import Testing

/// Rules G14 and G15: the order of first use, and unique names.
@Suite struct VerifyGraphTests {
  /// Where layer `index` of a file of one network has its record.
  private func layer(_ index: Int, in file: [UInt8]) -> UInt64 {
    UInt64(file.offset(ofSection: 0) + 32 + 32 + 64 * index)
  }

  @Test func g14MatricesStandInTheOrderOfFirstUse() throws {
    var model = TinyModel.description
    model.matrices.swapAt(2, 3)
    model.networks[0].layers[1].matrix = 3
    model.networks[0].layers[2].matrix = 2
    let file = model.fileBytes()
    let error = try verificationError(of: file)
    #expect(error?.rule == .g14)
    #expect(error?.offset == layer(1, in: file) + 12)
    #expect(error?.section == 0)
    #expect(error?.relation == .atMost)
    #expect(error?.expected == 2)
    #expect(error?.found == 3)
  }

  @Test func g14ARecurrentMatrixComesAfterTheInputMatrixOfItsLayer() throws {
    var model = TinyModel.description
    model.networks[0].layers[0].inputSize = 3
    model.networks[0].layers[0].matrix = 1
    model.networks[0].layers[0].recurrentMatrix = 0
    model.matrices[0] = model.matrices[1]
    model.matrices[0].name = "w"
    let file = model.fileBytes()
    let error = try verificationError(of: file)
    #expect(error?.rule == .g14)
    #expect(error?.offset == layer(0, in: file) + 12)
  }

  @Test func g14EveryMatrixIsUsed() throws {
    var model = TinyModel.description
    model.networks[0].layers[2] = TinyModel.layer(.linear, 4, 2, matrix: 3)
    model.matrices.append(model.matrices[3])
    model.matrices[4].name = "spare"
    model.biases.removeLast()
    let file = model.fileBytes()
    let error = try verificationError(of: file)
    #expect(error?.rule == .g14)
    #expect(error?.offset == layer(3, in: file) + 64 * 4)
    #expect(error?.expected == 5)
    #expect(error?.found == 4)
  }

  @Test func g14EveryBiasIsUsed() throws {
    var model = TinyModel.description
    model.networks[0].layers[2].bias = nil
    let error = try verificationError(of: model.fileBytes())
    #expect(error?.rule == .g14)
    #expect(error?.expected == 2)
    #expect(error?.found == 1)
  }

  @Test func g14ActivationsStandInTheOrderOfFirstUse() throws {
    var model = TinyModel.description
    model.networks[0].layers[0].activations = [0, 1, 0, 1, 0]
    #expect(try verificationError(of: model.fileBytes()) == nil)
    model.networks[0].layers[0].activations = [1, 1, 0, 1, 0]
    let file = model.fileBytes()
    let error = try verificationError(of: file)
    #expect(error?.rule == .g14)
    #expect(error?.offset == layer(0, in: file) + 20)
    #expect(error?.found == 1)
  }

  @Test func g14EveryActivationIsUsed() throws {
    var model = TinyModel.description
    model.networks[0].layers[0].activations = [0, 0, 0, 0, 0]
    let error = try verificationError(of: model.fileBytes())
    #expect(error?.rule == .g14)
    #expect(error?.expected == 2)
    #expect(error?.found == 1)
  }

  @Test func g14TablesStandInTheOrderOfFirstUse() throws {
    var model = TinyModel.description
    model.tables.append(model.tables[0])
    let unused = model.fileBytes()
    let error = try verificationError(of: unused)
    #expect(error?.rule == .g14)
    #expect(error?.section == 13)
    #expect(error?.offset == UInt64(unused.offset(ofSection: 13)))
    model.activations = [.table(1), .table(0)]
    #expect(try verificationError(of: model.fileBytes())?.rule == .g14)
    model.activations = [.table(0), .table(1)]
    #expect(try verificationError(of: model.fileBytes()) == nil)
  }

  @Test func g14EveryVocabularyIsUsed() throws {
    var model = TinyModel.description
    model.vocabularies.append(model.vocabularies[0])
    let file = model.fileBytes()
    let error = try verificationError(of: file)
    #expect(error?.rule == .g14)
    #expect(error?.section == 14)
    #expect(error?.offset == UInt64(file.offset(ofSection: 14)))
  }

  @Test func g15NamesOfMatricesAreUnique() throws {
    var model = TinyModel.description
    model.matrices[3].name = "u"
    let file = model.fileBytes()
    let error = try verificationError(of: file)
    #expect(error?.rule == .g15)
    #expect(error?.section == 1)
    // The strings are "n", "w", "u", "c", "u".
    #expect(error?.offset == UInt64(file.offset(ofSection: 1) + 4))
    #expect(error?.expected == 3)
    #expect(error?.found == 1)
  }

  @Test func g15AMatrixMayHaveTheNameOfANetwork() throws {
    var model = TinyModel.description
    model.matrices[3].name = "n"
    #expect(try verificationError(of: model.fileBytes()) == nil)
  }

  /// More than two of the sets that names are looked up in; networks share all that they can.
  @Test func g15NamesOfManyNetworksAreUnique() throws {
    var model = ModelDescription()
    let network = NetworkDescription(
      name: "", layers: [TinyModel.layer(.linear, 4, 2, matrix: 0)])
    model.matrices = [TinyModel.int8]
    model.networks = (0..<2100).map { index in
      var copy = network
      copy.name = "network \(index)"
      return copy
    }
    #expect(try verificationError(of: model.fileBytes()) == nil)
    for (later, earlier) in [(1, 0), (1023, 5), (1024, 1023), (2099, 7), (2099, 2098)] {
      var broken = model
      broken.networks[later].name = "network \(earlier)"
      let error = try verificationError(of: broken.fileBytes())
      #expect(error?.rule == .g15)
      #expect(error?.expected == Int64(later))
      #expect(error?.found == Int64(earlier))
    }
  }
}
