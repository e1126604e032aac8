import Lacuna
import LacunaCompress
import LacunaDense
import LacunaEngine
import LacunaFile
import LacunaFormat
import LacunaImport
import LacunaReport

/// Why a command ends without having done its work: what to say, and the exit code.
struct CommandFailure: Error {
  enum Code: Int32 {
    /// Things differ, or verification failed.
    case differs = 1
    /// The input is not what it should be.
    case malformed = 2
    /// A file could not be read or written.
    case inputOutput = 3
    /// The command line does not make sense.
    case usage = 64
  }

  let code: Code
  let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// Runs `body` and turns what it throws into what the command says and returns.
///
/// Every typed error of the libraries is mapped here and nowhere else. `inputCode` is for inputs and
/// states that a network does not take: they come from the command line unless said otherwise.
func mappingFailures<Result: ~Copyable>(
  path: String? = nil, inputCode: CommandFailure.Code = .usage, _ body: () throws -> Result
) throws -> Result {
  do {
    return try body()
  } catch let error as FileError {
    throw CommandFailure(.inputOutput, Console.printable(error.description))
  } catch let error as ImportError {
    throw CommandFailure(
      error.isInputOutput ? .inputOutput : .malformed, Console.printable(error.description))
  } catch let error as ModelError {
    switch error {
    case .file(let error):
      throw CommandFailure(.inputOutput, Console.printable(error.description))
    case .format(let path, let error):
      throw CommandFailure(.malformed, "\(path): \(error.description)" + (error.advice ?? ""))
    }
  } catch let error as CompressionError {
    let printed = Console.printable(error.description)
    // A recipe's choices are for arrays that it uses, so an unknown one is the command line's.
    switch error {
    case .unknownArray, .targetSize, .targetError:
      throw CommandFailure(.usage, inPlace(path, printed) + (error.advice ?? ""))
    default: break
    }
    throw CommandFailure(.malformed, inPlace(path, printed) + (error.advice ?? ""))
  } catch let error as KernelError {
    throw CommandFailure(.usage, error.description)
  } catch let error as StepError {
    if case .memoryTooSmall = error {
      throw CommandFailure(.malformed, inPlace(path, error.description))
    }
    throw CommandFailure(inputCode, inPlace(path, error.description))
  } catch let error as DenseInputError {
    throw CommandFailure(inputCode, inPlace(path, error.description))
  } catch let error as Tokenizer.UnknownText {
    throw CommandFailure(
      .malformed,
      inPlace(
        path,
        "byte \(error.offset) of the text: expected an entry of the vocabulary, found "
          + Console.quoted(error.text)))
  }
}

private func inPlace(_ path: String?, _ message: String) -> String {
  path.map { "\($0): \(message)" } ?? message
}

extension CompressionError {
  /// What to do about it, on a line of its own.
  fileprivate var advice: String? {
    switch self {
    case .weightNotExact:
      "\n  choose another encoding for the array (--encoding ARRAY=VALUE), or leave --exact out"
    case .unknownArray:
      "\n  or give the choice for all of a kind: VALUE, embedding=VALUE or linear=VALUE"
    case .targetSize(let target, let smallest, let largest):
      "\n  the nearest is --target-size \(target < smallest ? smallest : largest); "
        + "lacuna inspect says of a dense model what its encodings cost"
    case .targetError(let target, let least, let greatest):
      (target < least
        ? "\n  the nearest is --target-error " : "\n  the smallest file errs less: --target-error ")
        + "\(((target < least ? least : greatest) * 1e5).rounded(.up) / 1e5)"
    case .biasNotExact: "\n  leave --exact out, or round the biases before"
    case .weightNotFinite, .biasNotFinite:
      "\n  the model may have diverged in training; its earlier checkpoints may not"
    default: nil
    }
  }
}

extension FormatError {
  /// What to do about it, on a line of its own.
  fileprivate var advice: String? {
    switch rule {
    case .c2: "\n  it is of another version of the format: convert the dense model again"
    case .c4: "\n  the file is not whole: copy it again"
    case .c6, .c11: "\n  the file is not as it was written: copy it again"
    default: nil
    }
  }
}

extension StepError {
  var description: String {
    switch self {
    case .memoryTooSmall(let needed, let found):
      "the network's session needs \(needed) bytes of memory: expected at most \(found)"
    case .noSuchNetwork(let index, let count):
      "network \(index): expected an index below \(count)"
    case .streamCount(let expected, let found):
      "the streams: expected \(expected), found \(found)"
    case .noSuchStream(let index, let count):
      "stream \(index): expected an index below \(count)"
    case .expectsTokens:
      "the network takes token ids (--tokens or --prompt), not features"
    case .expectsFeatures(let count):
      "the network takes \(count) features a step (--input), not tokens"
    case .tokenOutOfRange(let token, let count):
      "token \(token): expected an id from 0 to \(count - 1)"
    case .featureCount(let expected, let found):
      "the input: expected \(expected) features a step, found \(found)"
    case .featureNotFinite:
      "the input: expected finite numbers, found an infinity or NaN"
    case .vectorOutOfRange:
      "the input: expected int8 from -127 to 127 and an exponent from -126 to 127"
    case .needsWholeSequence:
      "a layer of the network reads backward, so it takes whole sequences, not steps"
    case .outputCount(let expected, let found):
      "the output: expected room for \(expected) values, found \(found)"
    case .noSuchRecurrentLayer(let index):
      "the state: the network has no recurrent layer \(index) with that part"
    case .stateCount(let expected, let found):
      "the state: expected \(expected) values, found \(found)"
    case .stateOutOfRange(let value):
      "the state: the value \(value) is outside its format"
    }
  }
}
