internal import CLacunaKernels
public import LacunaFile
public import LacunaFormat

/// Why a model could not be opened.
public enum ModelError: Error, Equatable, Sendable {
  /// The file could not be opened or mapped.
  case file(FileError)
  /// The file is not a valid model: which rule it breaks, where, and how.
  case format(path: String, FormatError)
}

/// A model file, mapped and validated. Weights are read where they lie; nothing is unpacked.
///
/// ```
/// let model = try Model(path: "model.lacuna")
/// var session = try InferenceSession(model)
/// try session.step(token: 42)
/// print(session.argmax())
/// ```
public final class Model: Sendable {
  private let file: FileMap
  private let layout: ModelLayout

  /// Maps and validates the file at `path`, every checksum included.
  ///
  /// Throws a ``ModelError``. One pass over the file for the checksums; no memory that grows with it.
  public convenience init(path: String) throws(ModelError) {
    let file: FileMap
    do throws(FileError) {
      file = try FileMap(path: path)
    } catch {
      throw .file(error)
    }
    try self.init(file)
  }

  /// Validates a copy of `bytes`, which a file at `path` might have.
  ///
  /// Throws ``ModelError/format(path:_:)``. O(bytes).
  public convenience init(path: String, copying bytes: RawSpan) throws(ModelError) {
    try self.init(FileMap(path: path, copying: bytes))
  }

  private init(_ file: FileMap) throws(ModelError) {
    do throws(FormatError) {
      self.layout = try Self.validatedLayout(of: file)
    } catch {
      throw .format(path: file.path, error)
    }
    self.file = file
  }

  private static func validatedLayout(of file: FileMap) throws(FormatError) -> ModelLayout {
    let view = try ModelView(
      validating: file.bytes, checksum: { hostChecksum($0, continuing: $1) })
    return view.layout
  }

  /// What the file says, in place.
  public var view: ModelView {
    @_lifetime(borrow self)
    get {
      // The map lives as long as this object, which the view borrows.
      let bytes = unsafe RawSpan(_unsafeBytes: file.buffer)
      let view = ModelView(trusting: bytes, layout: layout)
      return unsafe _overrideLifetime(view, borrowing: self)
    }
  }

  /// Where the file was opened.
  public var path: String { file.path }

  /// The names of the networks, in the order of the file.
  public var networkNames: [String] {
    let view = view
    var names: [String] = []
    for index in 0..<view.layout.networkCount {
      names.append(String(view.networkName(at: index)))
    }
    return names
  }

  /// What the token ids of a network stand for, if the file says. O(entries).
  public func tokenizer(network index: Int) -> Tokenizer? {
    let view = view
    guard let vocabularyIndex = view.network(at: index).vocabulary else { return nil }
    let vocabulary = view.vocabulary(at: vocabularyIndex)
    var entries: [String] = []
    entries.reserveCapacity(vocabulary.count)
    for id in 0..<vocabulary.count { entries.append(String(vocabulary.utf8(of: id))) }
    return Tokenizer(unit: vocabulary.unit, entries: entries)
  }
}

/// zlib's CRC-32, by the fastest way that the machine has.
public func hostChecksum(_ bytes: RawSpan, continuing previous: UInt32 = 0) -> UInt32 {
  unsafe bytes.withUnsafeBytes { buffer in
    guard let base = buffer.baseAddress else { return previous }
    return unsafe lacuna_crc32(
      previous, base.assumingMemoryBound(to: UInt8.self), buffer.count)
  }
}

extension String {
  /// The text of UTF-8 bytes in place; bytes that are not UTF-8 become U+FFFD.
  public init(_ utf8: RawSpan) {
    self = unsafe utf8.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
