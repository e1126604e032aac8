/// A first recipe for a file of arrays, for its user to correct.
public struct RecipeDraft: Sendable {
  /// The recipe, in JSON.
  public let text: String
  /// What was guessed, what could not be, and what is left over.
  public let notes: [String]
}

/// Drafts a recipe from the names and shapes of a file's arrays, or from the graph of an ONNX file.
///
/// Names of a PyTorch state dictionary say all that is needed. Otherwise shapes do: two matrices
/// that share an extent of three or four times the other extent of one of them are a recurrent
/// layer, vectors of that extent its biases; what fits before is an embedding, what fits after a
/// linear layer. Names tell apart what shapes do not. Gate orders cannot be seen: they are those of
/// the framework that lays its arrays out so, and a note says that they are a guess.
///
/// - Throws: `ImportError`, for a file that cannot be read, or in which nothing looks like a
///   recurrent layer.
public func draftRecipe(path: String) throws(ImportError) -> RecipeDraft {
  let file = try ArrayFile(path: path)
  var notes: [String] = []
  var recipe: Recipe
  if let graph = file.onnx {
    (recipe, notes) = try onnxRecipe(file, graph: graph)
  } else {
    do throws(ImportError) {
      recipe = try StateDictionary(file).recipe()
      notes.append("the names are those of a PyTorch state dictionary, which needs no recipe")
    } catch {
      var guess = try RecipeGuess(file)
      recipe = try guess.recipe()
      notes += guess.notes
    }
  }
  var builder = ModelBuilder(file: file, recipeFolder: "")
  do throws(ImportError) {
    let model = try builder.model(recipe)
    for network in model.networks {
      if case .embedding? = network.layers.first {
        notes.append(
          "network \(network.name): its vocabulary is not in the file; where there is one, say "
            + "\"vocabulary\": \"words.txt\"")
      }
    }
  } catch {
    notes.append("the recipe does not work yet: \(error)")
  }
  let names = Set(file.unusedArrays(builder.used))
  let unused = file.arrays.filter { names.contains($0.name) }
  if !unused.isEmpty {
    notes.append(
      "not used: " + unused.map { "\($0.name) \($0.summary)" }.joined(separator: ", "))
  }
  return RecipeDraft(text: recipe.text, notes: notes)
}
