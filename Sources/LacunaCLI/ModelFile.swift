import Lacuna
import LacunaDense
import LacunaFile
import LacunaFormat
import LacunaImport

/// A model of either kind, told apart by its first bytes.
enum ModelFile {
  case compact(Model)
  case dense(ImportedModel, path: String)

  /// Opens a compact file, or a dense one with its recipe.
  init(path: String, recipe: String?) throws {
    self = try mappingFailures {
      if try Self.isCompact(path) {
        guard recipe == nil else {
          throw CommandFailure(.usage, "--recipe is for dense models; \(path) is a compact one")
        }
        return .compact(try Model(path: path))
      }
      return .dense(try openDense(path, recipe: recipe), path: path)
    }
  }

  /// Whether a file begins as a compact one does, or is at least called one: of a damaged file,
  /// the format's rules say more than the importer, which says what else it could be.
  private static func isCompact(_ path: String) throws(FileError) -> Bool {
    let map = try FileMap(path: path)
    return ModelView.isRecognized(map.bytes) || path.hasSuffix(".lacuna")
  }
}

/// Opens a compact file. Where it is something else, the failure says how to make one.
func openCompact(_ path: String) throws -> Model {
  do {
    return try mappingFailures { try Model(path: path) }
  } catch let failure as CommandFailure where failure.code == .malformed {
    guard let map = try? FileMap(path: path), map.count > 0,
      !ModelView.isRecognized(map.bytes)
    else { throw failure }
    throw CommandFailure(
      .malformed,
      failure.message + "\n  a compact file is made of a dense model: lacuna convert "
        + "\(Console.printable(path)) -o FILE")
  }
}

/// Reads a dense model. Where the file is something else of ours, the failure says what it is for.
func openDense(_ path: String, recipe: String?) throws -> ImportedModel {
  do {
    return try mappingFailures { try importModel(path: path, recipe: recipe) }
  } catch let failure as CommandFailure where failure.code == .malformed {
    guard let map = try? FileMap(path: path) else { throw failure }
    let name = Console.printable(path)
    if ModelView.isRecognized(map.bytes) {
      throw CommandFailure(
        .malformed,
        failure.message + "\n  it is a compact file already: lacuna inspect \(name) shows it, "
          + "lacuna export \(name) -o dense.npz gives its weights back")
    }
    let beginning = unsafe String(decoding: map.buffer.prefix(4096), as: UTF8.self)
    if beginning.first == "{", beginning.contains("\"networks\"") {
      throw CommandFailure(
        .malformed,
        failure.message + "\n  it looks like a recipe, which goes with the arrays: --recipe \(name)"
      )
    }
    // The arrays can be read, so it is their names that make no network.
    if recipe == nil, let file = try? ArrayFile(path: path), file.arrays.count > 1 {
      throw CommandFailure(
        .malformed,
        failure.message + "\n  a recipe says which arrays make which layers: "
          + "lacuna recipe \(name) -o R.json drafts one, --recipe R.json takes it")
    }
    throw failure
  }
}

/// Reads a whole text file, which must be UTF-8.
func readText(_ path: String) throws -> String {
  let map = try mappingFailures { try FileMap(path: path) }
  guard let text = unsafe String(validating: map.buffer, as: UTF8.self) else {
    throw CommandFailure(.malformed, "\(path): expected UTF-8 text, found bytes that are not")
  }
  return text
}
