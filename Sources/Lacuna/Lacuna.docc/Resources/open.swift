import Lacuna

let model = try Model(path: path)
print(model.networkNames)
