import Foundation

/// Says how far a long job is, on standard error and only where that is a terminal.
struct Progress {
  private let total: Int
  private let unit: String
  private let start = ContinuousClock.now
  private let isShown = isatty(STDERR_FILENO) == 1
  private var done = 0
  private var lastShown = ContinuousClock.now

  init(total: Int, unit: String) {
    self.total = total
    self.unit = unit
  }

  mutating func advance() {
    done += 1
    guard isShown, done & 63 == 0 else { return }
    let now = ContinuousClock.now
    guard now - lastShown > .milliseconds(250) else { return }
    lastShown = now
    let elapsed = (now - start) / .seconds(1)
    let left = elapsed / Double(done) * Double(total - done)
    FileHandle.standardError.write(
      Data(
        ("\r\(Format.grouped(done)) of \(Format.grouped(total)) \(unit), "
          + "\(Format.decimal(left, digits: 0)) s left   ").utf8))
  }

  func end() {
    if isShown, lastShown > start {
      FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
  }
}
