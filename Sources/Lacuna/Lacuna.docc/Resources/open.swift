import Lacuna

let path = "../lacuna/.cache/demo/austen-codes.lacuna"
let model = try Model(path: path)
print(model.networkNames)
