import LacunaDense

/// Why a model cannot be compressed as asked.
public enum CompressionError: Error, Sendable, Equatable {
  /// A choice names an array that is no matrix of the model.
  case unknownArray(name: String, known: [String])
  /// Metadata has no such key.
  case unknownKey(name: String, known: [String])
  /// A weight is an infinity or not a number. `indices` are those of the source array.
  case weightNotFinite(array: String, indices: [Int], found: Float)
  /// The file cannot hold a weight exactly. `indices` are those of the source array.
  case weightNotExact(array: String, indices: [Int], found: Float, nearest: Float)
  /// A bias is an infinity or not a number.
  case biasNotFinite(layerOf: String, index: Int, found: Float)
  /// The file cannot hold a bias exactly.
  case biasNotExact(layerOf: String, index: Int, found: Float, nearest: Float)
  /// A size is past what the format can hold.
  case tooLarge(subject: String, of: String, limit: Int, found: Int)
  /// A name, key or text is not one that the format can hold.
  case invalidName(subject: String, found: String)
  /// Two things that need different names have the same.
  case duplicateName(subject: String, name: String)
  /// A network has no layer after its embedding, or an embedding elsewhere than first.
  case misplacedEmbedding(network: String)
  /// A vocabulary has more or fewer entries than its network has token ids, or outputs.
  case vocabularySize(network: String, expected: Int, found: Int)
  /// A property of a clipped-linear activation is past what the format can hold.
  case activation(layerOf: String, property: String, expected: String, found: Float)
  /// Calibration names a network that the model does not have.
  case unknownNetwork(name: String, known: [String])
  /// Calibration has something for a network that it does not take.
  case calibrationInput(network: String, sequence: Int, step: Int, problem: DenseInputError)
  /// No choice of encodings comes to a size. `smallest` and `largest` are those that there are.
  case targetSize(target: Int, smallest: Int, largest: Int)
  /// No choice of encodings comes to an error. `least` and `greatest` are those that there are.
  case targetError(target: Double, least: Double, greatest: Double)
  /// A target needs errors of outputs, and running the model gave none.
  case noOutputs
  /// The model has no network.
  case noNetwork
}

extension CompressionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownArray(let name, let known):
      "a choice names the array \"\(name)\": expected one of \(known.joined(separator: ", "))"
    case .unknownKey(let name, let known):
      "metadata: expected a key that is there, of \(known.joined(separator: ", ")), "
        + "found \(name.debugDescription)"
    case .weightNotFinite(let array, let indices, let found):
      "array \(array), element \(indices): expected a finite weight, found \(found)"
    case .weightNotExact(let array, let indices, let found, let nearest):
      "array \(array), element \(indices): expected a weight that the encoding holds exactly, "
        + "found \(found); the nearest that it can hold there is \(nearest)"
    case .biasNotFinite(let array, let index, let found):
      "bias \(index) of the layer of \(array): expected a finite value, found \(found)"
    case .biasNotExact(let array, let index, let found, let nearest):
      "bias \(index) of the layer of \(array): expected a value that the file holds exactly, "
        + "found \(found); the nearest that it can hold is \(nearest)"
    case .tooLarge(let subject, let owner, let limit, let found):
      "\(subject) of \(owner): expected at most \(limit), found \(found)"
    case .invalidName(let subject, let found):
      "\(subject): expected 1 to 255 bytes of text without control characters, "
        + "found \(found.debugDescription)"
    case .duplicateName(let subject, let name):
      "\(subject): expected different names, found \"\(name)\" twice"
    case .misplacedEmbedding(let network):
      "network \(network): expected an embedding to be the first of several layers"
    case .vocabularySize(let network, let expected, let found):
      "vocabulary of network \(network): expected \(expected) entries, found \(found)"
    case .activation(let array, let property, let expected, let found):
      "clipped activation of the layer of \(array): expected \(property) \(expected), "
        + "found \(found)"
    case .unknownNetwork(let name, let known):
      "calibration names the network \"\(name)\": expected one of \(known.joined(separator: ", "))"
    case .calibrationInput(let network, let sequence, let step, let problem):
      "calibration of network \(network), sequence \(sequence), step \(step): \(problem)"
    case .targetSize(let target, let smallest, let largest):
      "target size: expected \(smallest) to \(largest) bytes, what encodings of this model come to, "
        + "found \(target)"
    case .targetError(let target, let least, let greatest):
      "target error: expected \(rounded(least)) to \(rounded(greatest)), what encodings of this "
        + "model come to, found \(target)"
    case .noOutputs:
      "running the model gave no outputs but zeros and infinities: expected some to measure errors by"
    case .noNetwork:
      "expected a model with at least one network, found none"
    }
  }
}

/// A share with digits enough to tell it from others.
private func rounded(_ share: Double) -> Double { (share * 1e5).rounded() / 1e5 }
