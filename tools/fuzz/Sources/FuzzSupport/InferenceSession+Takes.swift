import Lacuna
import LacunaEngine

/// Whether a session takes what it is given, or throws.
extension InferenceSession {
  mutating func takes(tokens: [Int]) -> Bool {
    do throws(StepError) {
      try step(tokens: tokens.span)
      return true
    } catch {
      return false
    }
  }

  mutating func takes(features: [Float]) -> Bool {
    do throws(StepError) {
      try step(features: features.span)
      return true
    } catch {
      return false
    }
  }

  mutating func takesSequence(tokens: [Int]) -> Bool {
    (try? run(tokens: tokens.span)) != nil
  }

  mutating func takesSequence(features: [Float]) -> Bool {
    (try? run(features: features.span)) != nil
  }
}
