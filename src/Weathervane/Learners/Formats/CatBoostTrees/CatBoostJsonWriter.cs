using System.Text.Json;
using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.CatBoostTrees;

/// <summary>Writes CatBoost's JSON model, for models of symmetric trees.</summary>
/// <remarks>Borders are float32 and sums double: a model that came from CatBoost keeps its bits.</remarks>
internal static class CatBoostJsonWriter
{
    /// <summary>The file's content.</summary>
    /// <exception cref="InputException">A tree is not symmetric, or a feature's NaN goes both ways.</exception>
    internal static byte[] Write(TreeModel model)
    {
        Writable.RequireKinds(model, "CatBoost's file", SplitKind.AtMost);
        return JsonOutput.Write(json => Write(json, model));
    }

    private static void Write(Utf8JsonWriter json, TreeModel model)
    {
        var features = CatBoostBorders.Of(model);
        var score = model.Score;
        var folded = score.Mean ? new FoldedScore(model, meanToo: true) : null;
        json.WriteStartObject();
        json.WriteStartObject("features_info");
        json.WriteStartArray("float_features");
        foreach (var feature in features)
        {
            WriteFeature(json, feature);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("model_info");
        json.WriteStartObject("params");
        json.WriteStartObject("loss_function");
        json.WriteString("type", score.Link == TreeLink.Logistic ? "Logloss" : "RMSE");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("oblivious_trees");
        for (var tree = 0; tree < model.TreeCount; tree++)
        {
            var number = tree;
            CatBoostTreeWriter.Write(json, model.Trees[tree], features, leaf => (folded?.Leaf(number, leaf) ?? model.Trees[number].Leaves[leaf]) * Steepness(score));
        }

        json.WriteEndArray();
        json.WriteStartArray("scale_and_bias");
        json.WriteNumberValue(folded is null ? score.Scale : 1);
        json.WriteStartArray();
        json.WriteNumberValue((folded?.Start ?? ((score.Start * score.Scale) + score.Bias)) * Steepness(score));
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static double Steepness(TreeScore score) => score.Link == TreeLink.Logistic ? score.Steepness : 1;

    private static void WriteFeature(Utf8JsonWriter json, CatBoostFeature feature)
    {
        json.WriteStartObject();
        json.WriteStartArray("borders");
        Array.ForEach(feature.Borders, border => json.WriteNumberValue((double)border));
        json.WriteEndArray();
        json.WriteString("feature_id", feature.Name);
        json.WriteNumber("feature_index", feature.Column);
        json.WriteNumber("flat_feature_index", feature.Column);
        json.WriteBoolean("has_nans", true);
        json.WriteString("nan_value_treatment", feature.MissingIsAbove ? "AsTrue" : "AsFalse");
        json.WriteEndObject();
    }
}
