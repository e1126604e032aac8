/// Two shapes that ought to fit one another and do not.
public struct DenseShapeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What has the wrong shape.
  public let subject: String
  /// The source array it comes from or belongs to.
  public let array: String
  public let expected: [Int]
  public let found: [Int]

  public init(subject: String, array: String, expected: [Int], found: [Int]) {
    self.subject = subject
    self.array = array
    self.expected = expected
    self.found = found
  }

  public var description: String {
    "\(subject) (\(array)): expected shape \(expected), found \(found)"
  }

  static func check(
    _ subject: String, of matrix: DenseMatrix, expected: [Int], found: [Int]
  ) throws(DenseShapeError) {
    guard expected == found else {
      throw DenseShapeError(
        subject: subject, array: matrix.name, expected: expected, found: found)
    }
  }
}
