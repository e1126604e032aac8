import CAllocationCount
import Lacuna
import LacunaTestSupport
import Testing

/// A session takes its memory when it is made; after that, nothing that a step does takes any.
@Suite(
  .enabled(if: allocation_count_works() != 0, "allocations are counted with glibc, unsanitized"))
struct AllocationTests {
  private func allocations(_ body: () throws -> Void) rethrows -> UInt64 {
    let before = allocation_count()
    try body()
    return allocation_count() - before
  }

  @Test func `what takes memory is counted`() {
    var held: [[UInt8]] = []
    #expect(allocations { held.append([UInt8](repeating: 1, count: 100_000)) } >= 2)
    #expect(held[0].count == 100_000)
  }

  @Test(arguments: EncodingCases.few)
  func `steps take no memory`(_ encoding: MatrixEncoding) throws {
    let plan = NetworkPlan(
      inputSize: 30,
      layers: [
        .embedding(21), .lstm(35, encoding), .gru(19, reset: 0, encoding),
        .gru(18, reset: 1, encoding), .linear(40, output: 0, encoding),
      ])
    let file = RandomModel.make([plan], style: RandomStyle(), seed: 71).fileBytes()
    try withModel(file) { model in
      for kernels in KernelSet.supported {
        var session = try InferenceSession(model, kernels: kernels)
        // What is worked out once for a process is not a step's.
        try session.step(token: 0)
        let taken = try allocations {
          for token in 0..<30 { try session.step(token: token) }
        }
        #expect(taken == 0, "\(kernels.name), \(encoding)")
      }
    }
  }

  @Test func `choices take no memory`() throws {
    let plan = NetworkPlan(inputSize: 700, layers: [.embedding(16), .linear(700, output: 0)])
    let file = RandomModel.make([plan], style: RandomStyle(), seed: 75).fileBytes()
    try withModel(file) { model in
      for kernels in KernelSet.supported {
        var session = try InferenceSession(model, kernels: kernels)
        try session.step(token: 0)
        var generator = Lacuna.SplitMix64(seed: 76)
        var chosen = 0
        func choose() {
          chosen += session.argmax()
          chosen += session.sample(temperature: 0.7, using: &generator)
          chosen += session.logProbability(of: 3) < 0 ? 1 : 0
        }
        choose()
        let taken = allocations { for _ in 0..<20 { choose() } }
        #expect(taken == 0, "\(kernels.name)")
        #expect(chosen > 0)
      }
    }
  }

  @Test func `several streams take no memory either`() throws {
    let plan = NetworkPlan(
      inputSize: 9, layers: [.embedding(16), .lstm(40), .linear(7, output: 1)])
    let file = RandomModel.make([plan], style: RandomStyle(), seed: 73).fileBytes()
    try withModel(file) { model in
      var session = try InferenceSession(model, streams: 5)
      let tokens = [0, 3, 8, 1, 2]
      try session.step(tokens: tokens.span)
      let taken = try allocations {
        for _ in 0..<20 { try session.step(tokens: tokens.span) }
      }
      #expect(taken == 0)
    }
  }
}
