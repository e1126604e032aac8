/// What reads bytes that nobody vouches for: each is a target of libFuzzer, and reads what is kept in
/// `fixtures/fuzz` in the tests.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case container, engine, kernels, npy, npz, onnx, pickle, recipe, safetensors, torch

  /// Has the target read the bytes. No input may crash it, whatever it refuses.
  ///
  /// Throws a ``FuzzFinding`` where results contradict one another.
  public func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    switch self {
    case .container: try fuzzContainer(bytes)
    case .engine: try fuzzEngine(bytes)
    case .kernels: try fuzzKernels(bytes)
    case .npy, .npz, .safetensors, .torch: importEverything(bytes)
    case .onnx: importGraph(bytes)
    case .pickle: importEverything(torchArchive(pickle: bytes))
    case .recipe: try fuzzRecipe(bytes)
    }
  }
}

/// Results that contradict one another.
public struct FuzzFinding: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) {
    self.description = description
  }

  static func expect(_ holds: Bool, _ description: @autoclosure () -> String) throws(FuzzFinding) {
    if !holds { throw FuzzFinding(description()) }
  }
}

/// Hands what libFuzzer gives to a target, and crashes where that finds a contradiction.
///
/// The bytes are copied to memory of their own, so that AddressSanitizer sees a read one byte past
/// their end.
@unsafe
public func fuzz(
  _ target: FuzzTarget, _ start: UnsafePointer<UInt8>?, _ count: Int
) -> CInt {
  do throws(FuzzFinding) {
    try target.run(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
  } catch {
    fatalError("\(error)")
  }
  return 0
}
