import ArgumentParser
import LacunaCompress

/// What integers are chosen for.
enum CalibrationChoice: String, ExpressibleByArgument, CaseIterable {
  case automatic
  case none
  case `self`

  var calibration: Calibration {
    switch self {
    case .automatic: .automatic
    case .none: .none
    case .self: .selfRun
    }
  }
}
