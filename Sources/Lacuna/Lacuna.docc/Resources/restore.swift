import Lacuna

let path = "../lacuna/.cache/demo/austen-codes.lacuna"
let model = try Model(path: path)
print(model.networkNames)

guard let tokenizer = model.tokenizer(network: 0) else { fatalError("no vocabulary") }
let ids = try tokenizer.encode("It is a truth universall")

var session = try InferenceSession(model)
for id in ids { try session.step(token: id) }

let next = Logits.argmax(session.output)
print(tokenizer.decode([next]))

let hidden = try session.state(ofRecurrentLayer: 0, .hidden)
let cell = try session.state(ofRecurrentLayer: 0, .cell)
print(hidden.count, cell.max() ?? 0)

session.reset()
try session.setState(ofRecurrentLayer: 0, .cell, to: cell)
try session.step(token: next)
