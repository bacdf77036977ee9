using System.Text.Json;
using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.CatBoostTrees;

/// <summary>Reads CatBoost's JSON model: symmetric trees on float features with one output.</summary>
/// <remarks>Raw scores have CatBoost's bits: float32 features and borders, leaf values summed as doubles in tree order, times scale, plus bias.</remarks>
internal static class CatBoostJsonReader
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="source">The file's name, for problems.</param>
    /// <exception cref="InputException">The file is damaged or holds a kind of model that is not read.</exception>
    internal static TreeModel Read(ReadOnlyMemory<byte> bytes, string source)
    {
        using var document = JsonPlace.Parse(bytes, source);
        var root = new JsonPlace(document.RootElement, source);
        if (root.Find("oblivious_trees") is null && root.Find("trees") is not null)
        {
            throw root.Bad("its trees are not symmetric.", "Train with grow_policy=SymmetricTree, the default.");
        }

        var features = root.Get("features_info").Get("float_features").Items().Select(Feature).ToArray();
        var byIndex = features.GroupBy(f => f.Index).ToDictionary(g => g.Key, g => g.First().Feature);
        var (scale, bias) = ScaleAndBias(root.Get("scale_and_bias"));
        return new CatBoostForest
        {
            Source = source,
            Features = [.. features.Select(f => f.Feature)],
            Trees = [.. root.Get("oblivious_trees").Items().Select(tree => Tree(tree, byIndex))],
            Scale = scale,
            Bias = bias,
            Loss = root.Find("model_info")?.Find("params") is { Value.ValueKind: JsonValueKind.Object } parameters
                ? parameters.Find("loss_function")?.Find("type")?.Text()
                : null,
        }.ToModel();
    }

    private static (int Index, CatBoostFeature Feature) Feature(JsonPlace feature)
    {
        var treatment = feature.Find("nan_value_treatment")?.Text() ?? "AsIs";
        if (treatment is not ("AsIs" or "AsFalse" or "AsTrue"))
        {
            throw feature.Bad($"the treatment of NaN '{treatment}' is unknown.", "Allowed: AsIs, AsFalse, AsTrue.");
        }

        var hasNans = feature.Find("has_nans")?.Value.ValueKind == JsonValueKind.True;
        return (
            feature.Get("feature_index").Int(0, FormatLimits.Features - 1),
            new CatBoostFeature(
                feature.Get("flat_feature_index").Int(0, FormatLimits.Features - 1),
                feature.Find("feature_id")?.Text() ?? feature.Find("feature_name")?.Text() ?? "",
                feature.Find("borders") is { Value.ValueKind: JsonValueKind.Array } borders ? borders.Singles(-1) : [],
                hasNans && treatment == "AsTrue"));
    }

    private static CatBoostTree Tree(JsonPlace tree, Dictionary<int, CatBoostFeature> features) => new(
        tree.Find("splits") is { Value.ValueKind: JsonValueKind.Array } splits ? [.. splits.Items().Select(split => Split(split, features))] : [],
        tree.Get("leaf_values").Doubles(-1),
        tree.Find("leaf_weights")?.Doubles(-1) ?? []);

    private static CatBoostSplit Split(JsonPlace split, Dictionary<int, CatBoostFeature> features)
    {
        var type = split.Find("split_type")?.Text() ?? "FloatFeature";
        if (type != "FloatFeature")
        {
            throw split.Bad($"the split is of type '{type}'.", "Only models on float features can be read.");
        }

        var index = split.Get("float_feature_index").Int(0, int.MaxValue);
        return features.TryGetValue(index, out var feature)
            ? new CatBoostSplit(feature, split.Get("border").Single())
            : throw split.Bad($"there is no float feature {index}.");
    }

    /// <summary>[scale, [bias]]; older files have [scale, bias].</summary>
    private static (double Scale, double Bias) ScaleAndBias(JsonPlace place)
    {
        var items = place.Items();
        if (items.Count != 2)
        {
            throw place.Bad("it must hold the scale and the bias.");
        }

        var biases = items[1].Value.ValueKind == JsonValueKind.Array ? items[1].Doubles(-1) : [items[1].Number()];
        return biases.Length <= 1
            ? (items[0].Number(), biases.Length == 0 ? 0 : biases[0])
            : throw place.Bad("only models with one output can be read.");
    }
}
