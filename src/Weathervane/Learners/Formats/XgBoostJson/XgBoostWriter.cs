using System.Globalization;
using System.Text.Json;
using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Learners.Formats.XgBoostJson;

/// <summary>Writes XGBoost's JSON model in the form of 1.7, which all later versions read.</summary>
/// <remarks>Thresholds, leaf values and sums are float32 there: models that are so already keep their raw scores to the last float on float32
/// rows, others come within float32's rounding. Log odds become <c>binary:logistic</c>; a probability or a value becomes <c>reg:squarederror</c>.</remarks>
internal static class XgBoostWriter
{
    /// <summary>The file's content.</summary>
    /// <exception cref="InputException">A node is of a kind that is not written, or a leaf value is too large for a float32.</exception>
    internal static byte[] Write(TreeModel model)
    {
        Writable.RequireKinds(model, "XGBoost's file", SplitKind.AtMost);
        return JsonOutput.Write(json => Write(json, model));
    }

    private static void Write(Utf8JsonWriter json, TreeModel model)
    {
        var logistic = model.Score.Link == TreeLink.Logistic;
        var folded = new FoldedScore(model, meanToo: true);
        var steepness = logistic ? model.Score.Steepness : 1;
        var margin = (float)(folded.Start * steepness);

        // The margin is stored as a probability. Where no float32 gives it back, the first tree's leaves take it: a float32 sum keeps its bits.
        var baseScore = !logistic ? margin : BaseScoreOf(margin) ?? (model.TreeCount == 0 ? (float)FixedMath.Sigmoid(margin) : null);
        var intoFirstTree = baseScore is null ? margin : 0;
        json.WriteStartObject();
        json.WriteStartObject("learner");
        WriteNames(json, model.FeatureNames);
        WriteTrees(json, model, (tree, leaf) => Finite((float)(folded.Leaf(tree, leaf) * steepness) + (tree == 0 ? intoFirstTree : 0)));
        WriteParameters(json, model.FeatureNames.Count, baseScore ?? 0.5f, logistic ? "binary:logistic" : "reg:squarederror");
        json.WriteEndObject();
        json.WriteStartArray("version");
        json.WriteNumberValue(1);
        json.WriteNumberValue(7);
        json.WriteNumberValue(4);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The base score nearest to the wanted margin that XGBoost turns into just that margin; null where there is none.</summary>
    internal static float? BaseScoreOf(float margin)
    {
        const int Neighbours = 16;
        var candidate = (float)FixedMath.Sigmoid(margin);
        for (var i = 0; i < Neighbours / 2; i++)
        {
            candidate = MathF.BitDecrement(candidate);
        }

        for (var i = 0; i <= Neighbours; i++, candidate = MathF.BitIncrement(candidate))
        {
            if (candidate is > 0 and < 1 && XgBoostReader.Margin(candidate) == margin)
            {
                return candidate;
            }
        }

        return null;
    }

    private static void WriteNames(Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        json.WriteStartObject("attributes");
        json.WriteEndObject();
        json.WriteStartArray("feature_names");
        foreach (var name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteStartArray("feature_types");
        foreach (var _ in names)
        {
            json.WriteStringValue("float");
        }

        json.WriteEndArray();
    }

    private static void WriteTrees(Utf8JsonWriter json, TreeModel model, Func<int, int, float> leaf)
    {
        json.WriteStartObject("gradient_booster");
        json.WriteStartObject("model");
        json.WriteStartObject("gbtree_model_param");
        json.WriteString("num_parallel_tree", "1");
        json.WriteString("num_trees", model.TreeCount.ToString(CultureInfo.InvariantCulture));
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        json.WriteStartArray("tree_info");
        for (var i = 0; i < model.TreeCount; i++)
        {
            json.WriteNumberValue(0);
        }

        json.WriteEndArray();
        json.WriteStartArray("trees");
        for (var i = 0; i < model.TreeCount; i++)
        {
            var tree = i;
            XgBoostTreeWriter.Write(json, new NumberedTree(model.Trees[i]), i, model.FeatureNames.Count, l => leaf(tree, l));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("name", "gbtree");
        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, int features, float baseScore, string objective)
    {
        json.WriteStartObject("learner_model_param");
        json.WriteString("base_score", baseScore.ToString("E8", CultureInfo.InvariantCulture));
        json.WriteString("boost_from_average", "0");
        json.WriteString("num_class", "0");
        json.WriteString("num_feature", features.ToString(CultureInfo.InvariantCulture));
        json.WriteString("num_target", "1");
        json.WriteEndObject();
        json.WriteStartObject("objective");
        json.WriteString("name", objective);
        json.WriteStartObject("reg_loss_param");
        json.WriteString("scale_pos_weight", "1");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static float Finite(float value) => float.IsFinite(value) ? value : throw new InputException("model", "a leaf value is too large for a float32.");
}
