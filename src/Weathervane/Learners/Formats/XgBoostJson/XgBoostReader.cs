using System.Globalization;
using System.Text.Json;
using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Learners.Formats.XgBoostJson;

/// <summary>Reads XGBoost's JSON model (format of 1.0 to 3.x): boosted trees and DART with one output.</summary>
/// <remarks>Raw scores are XGBoost's to the last float: float32 features and thresholds, float32 sums in tree order from the margin. The
/// probability is our sigmoid in double, within 3e-7 of XGBoost's float32 one.</remarks>
internal static class XgBoostReader
{
    // The base score of this one is the margin itself, for it shows no probabilities.
    private const string LogisticOfMargin = "binary:logitraw";

    private static readonly string[] Logistic = ["binary:logistic", "reg:logistic", LogisticOfMargin];

    private static readonly string[] Plain =
        ["reg:squarederror", "reg:linear", "reg:absoluteerror", "reg:pseudohubererror", "reg:quantileerror", "rank:pairwise", "rank:ndcg", "rank:map"];

    /// <summary>Reads a whole file.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="source">The file's name, for problems.</param>
    /// <exception cref="InputException">The file is damaged or holds a kind of model that is not read.</exception>
    internal static TreeModel Read(ReadOnlyMemory<byte> bytes, string source)
    {
        using var document = JsonPlace.Parse(NonNumbers.AsNull(bytes), source);
        var learner = new JsonPlace(document.RootElement, source).Get("learner");
        var (model, weights) = Booster(learner.Get("gradient_booster"));
        var parameters = learner.Get("learner_model_param");
        RequireOneOutput(parameters);
        var features = parameters.Get("num_feature").Int(1, FormatLimits.Features);
        var trees = model.Get("trees").Items();
        if (weights is not null && weights.Length != trees.Count)
        {
            throw model.Bad($"there are {trees.Count} trees, but weights for {weights.Length}.");
        }

        return new TreeModel(
            FeatureNames.Of(learner.Find("feature_names")?.Items().Select(n => n.Text()).ToArray() ?? [], features, source),
            [.. trees.Take(TreesAsked(learner, model, trees.Count)).Select((tree, i) => XgBoostTree.Read(tree, features, weights?[i] ?? 1))],
            ScoreOf(learner.Get("objective").Get("name"), parameters.Get("base_score")));
    }

    /// <summary>Whether a file that was read holds trees that its maker does not ask: those after the best round of an early stop.</summary>
    internal static bool HoldsMoreTrees(ReadOnlyMemory<byte> bytes, string source, TreeModel read)
    {
        using var document = JsonPlace.Parse(NonNumbers.AsNull(bytes), source);
        return Booster(new JsonPlace(document.RootElement, source).Get("learner").Get("gradient_booster")).Model.Get("trees").Value.GetArrayLength() > read.TreeCount;
    }

    /// <summary>The trees' part, and DART's weights of the trees.</summary>
    private static (JsonPlace Model, float[]? Weights) Booster(JsonPlace booster)
    {
        var name = booster.Get("name").Text();
        return name switch
        {
            "gbtree" => (booster.Get("model"), null),
            "dart" => (booster.Get("gbtree").Get("model"), booster.Get("weight_drop").Singles(-1)),
            _ => throw booster.Bad($"the booster '{name}' cannot be read.", "Allowed: gbtree, dart."),
        };
    }

    /// <summary>How many trees the maker asks. A file of XGBClassifier or XGBRegressor that stopped early holds the rounds after the best one too,
    /// which they do not ask; a Booster asks all.</summary>
    private static int TreesAsked(JsonPlace learner, JsonPlace model, int trees) =>
        learner.Find("attributes") is { } attributes && attributes.Find("scikit_learn") is not null && attributes.Find("best_iteration") is { } best
            ? (int)Math.Min(trees, (best.Int(0, int.MaxValue) + 1L) * TreesOfRound(model))
            : trees;

    private static int TreesOfRound(JsonPlace model) => model.Find("gbtree_model_param")?.Find("num_parallel_tree")?.Int(0, int.MaxValue) is { } count ? Math.Max(count, 1) : 1;

    private static void RequireOneOutput(JsonPlace parameters)
    {
        foreach (var key in (string[])["num_class", "num_target"])
        {
            if (parameters.Find(key)?.Int(0, int.MaxValue) is > 1 and var outputs)
            {
                throw parameters.Bad(
                    FormattableString.Invariant($"it has {outputs} outputs ({key}); only models with one output can be read."),
                    "Train it with one output: binary:logistic (1 for up), or a regression.");
            }
        }
    }

    private static TreeScore ScoreOf(JsonPlace objective, JsonPlace baseScore)
    {
        var (name, start) = (objective.Text(), BaseScore(baseScore));
        if (Plain.Contains(name))
        {
            return new TreeScore { Link = TreeLink.Value, Single = true, Start = start };
        }

        if (!Logistic.Contains(name))
        {
            throw objective.Bad($"the objective '{name}' cannot be read.", $"Allowed: {string.Join(", ", Logistic.Concat(Plain))}.");
        }

        return name == LogisticOfMargin ? new TreeScore { Link = TreeLink.Logistic, Single = true, Start = start }
            : start is > 0 and < 1
            ? new TreeScore { Link = TreeLink.Logistic, Single = true, Start = Margin(start) }
            : throw baseScore.Bad(FormattableString.Invariant($"it is {start}, but must be a probability between 0 and 1."));
    }

    /// <summary>The log odds of a base score with XGBoost's roundings: 1 / b - 1 in float32, its logarithm rounded once more.</summary>
    internal static float Margin(float baseScore) => -(float)FixedMath.Log((1 / baseScore) - 1);

    /// <summary>A number as text; since 3.1 a list of one: <c>"[5E-1]"</c>.</summary>
    private static float BaseScore(JsonPlace place)
    {
        var text = place.Value.ValueKind == JsonValueKind.Number ? place.Value.GetRawText() : place.Text();
        text = text.Length > 1 && text[0] == '[' && text[^1] == ']' ? text[1..^1] : text;
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value
            : throw place.Bad("it must be one finite number.");
    }
}
