import Lacuna

let path = "../lacuna/.cache/demo/austen-codes.lacuna"
let model = try Model(path: path)
print(model.networkNames)

guard let tokenizer = model.tokenizer(network: 0) else { fatalError("no vocabulary") }
let ids = try tokenizer.encode("It is a truth universall")

var session = try InferenceSession(model)
for id in ids { try session.step(token: id) }
