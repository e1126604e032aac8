import Lacuna
import LacunaTestSupport
import Testing

/// Sums of rows, which a session keeps for kernels that are faster with them, change no integer.
@Suite struct RowSumsTests {
  private func model(_ style: RandomStyle, _ body: (Model) throws -> Void) throws {
    let plan = NetworkPlan(
      inputSize: 30,
      layers: [
        .embedding(70), .lstm(37, .terms(axis: .input, groupLog2: 4, k: 2)),
        .gru(19, reset: 0, .terms(axis: .input, groupLog2: 3, k: 1)),
        .gru(33, reset: 1, .terms(axis: .input, groupLog2: 5, k: 7)),
        .linear(50, output: 0, .terms(axis: .input, groupLog2: 4, k: 5)),
      ])
    try withModel(RandomModel.make([plan], style: style, seed: 91).fileBytes(), body)
  }

  private func outputs(_ model: Model, streams: Int, _ kernels: KernelSet) throws -> [[Float]] {
    var session = try InferenceSession(model, streams: streams, kernels: kernels)
    var outputs: [[Float]] = []
    for step in 0..<4 {
      let tokens = (0..<streams).map { (7 * step + 3 * $0) % 30 }
      try session.step(tokens: tokens.span)
      for stream in 0..<streams { outputs.append(session.output(ofStream: stream)) }
    }
    return outputs
  }

  @Test func `every kernel gives the same integers with them, for one stream or many`() throws {
    for codebook in RandomStyle.Codebook.allCases {
      for fill in RandomStyle.Fill.allCases {
        try model(RandomStyle(fill: fill, codebook: codebook)) { model in
          for streams in [1, 5, 17] {
            let expected = try outputs(model, streams: streams, .scalar)
            for kernels in KernelSet.supported {
              #expect(
                try outputs(model, streams: streams, kernels) == expected,
                "\(kernels.name), \(codebook), \(fill), \(streams) streams")
            }
          }
        }
      }
    }
  }

  @Test func `they are kept where the kernel and the values allow it`() throws {
    func kept(_ codebook: RandomStyle.Codebook, _ kernels: KernelSet) throws -> Int {
      var bytes = 0
      try model(RandomStyle(codebook: codebook)) { model in
        let session = try InferenceSession(model, kernels: kernels)
        bytes = session.byteCount - (try InferenceSession(model, kernels: .scalar).byteCount)
      }
      return bytes
    }
    for kernels in KernelSet.supported {
      let (small, large) = (try kept(.shift, kernels), try kept(.extreme, kernels))
      switch kernels.name {
      case "avx2", "ssse3", "avx512": #expect(small > 0 && large == 0, "\(kernels.name)")
      case "avx512vbmi": #expect(small > 0 && large == small)
      default: #expect(small == 0 && large == 0, "\(kernels.name)")
      }
    }
  }
}
