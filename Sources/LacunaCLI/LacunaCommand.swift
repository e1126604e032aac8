import ArgumentParser

@main
struct LacunaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "lacuna")
}
