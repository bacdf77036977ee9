using System.Text.Json;
using System.Text.Json.Serialization;
using Weathervane.Datasets;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Learners;
using Weathervane.Learners.Formats;

namespace Weathervane.Pipelines.Serving;

/// <summary>A model with everything that serving it needs: recipe, scaler, label, and where it comes from. Immutable and safe to share.</summary>
public sealed class ForecastModel
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 32,
    };

    private readonly Preprocessor _preprocessor;
    private readonly Model _model;

    /// <summary>Puts a fitted model together.</summary>
    /// <param name="recipe">How its features come from bars.</param>
    /// <param name="preprocessor">What is done to them first, fitted on its training rows.</param>
    /// <param name="model">The model over what the preprocessor gives.</param>
    /// <param name="label">What it forecasts.</param>
    /// <param name="facts">Where it comes from.</param>
    /// <exception cref="ArgumentException">The features of recipe, preprocessor and model do not match in name and order.</exception>
    public ForecastModel(ForecastRecipe recipe, Preprocessor preprocessor, Model model, Label label, TrainingFacts facts)
    {
        RequireSame(recipe.FeatureNames, preprocessor.InputNames, nameof(preprocessor));
        RequireSame(preprocessor.OutputNames, model.FeatureNames, nameof(model));
        (Recipe, _preprocessor, _model, Label, Facts) = (recipe, preprocessor, model, label, facts);
    }

    /// <summary>How its features come from bars.</summary>
    public ForecastRecipe Recipe { get; }

    /// <summary>What it forecasts.</summary>
    public Label Label { get; }

    /// <summary>Where it comes from.</summary>
    public TrainingFacts Facts { get; }

    /// <summary>Names of features that had no value in training and are not used.</summary>
    public IReadOnlyList<string> UnusedFeatures => _preprocessor.DroppedNames;

    /// <summary>Each feature's share of what the model learnt, largest first; empty where the learner knows none.</summary>
    public IReadOnlyList<(string Feature, double Share)> Importances => _model.Importances() is { } shares
        ? [.. _model.FeatureNames.Zip(shares).OrderByDescending(p => p.Second).ThenBy(p => p.First, StringComparer.Ordinal)]
        : [];

    /// <summary>Probabilities of up.</summary>
    /// <param name="features">[rows x features] as the recipe gives them, unscaled.</param>
    /// <param name="threads">Most threads; the numbers are the same for any.</param>
    /// <returns>[rows], 0 to 1; NaN where a feature is unknown and the model has no rule for that.</returns>
    /// <exception cref="ArgumentException">The features' names or order differ from the recipe's.</exception>
    public double[] Predict(FeatureMatrix features, int threads = 1)
    {
        RequireSame(Recipe.FeatureNames, features.Names, nameof(features));
        var probabilities = new double[features.Rows];
        _model.Predict(_preprocessor.Transform(features), probabilities, threads);
        return probabilities;
    }

    /// <summary>The model file's bytes: the same model gives the same bytes.</summary>
    public byte[] ToBytes()
    {
        var header = new Header(
            Recipe,
            new Scaler([.. _preprocessor.Kept], [.. _preprocessor.Centers], [.. _preprocessor.Scales], [.. _preprocessor.Fills]),
            PipelineFile.WriteLabel(Label),
            Facts);
        return new ModelFile(JsonSerializer.Serialize(header, Json), _model).ToBytes();
    }

    /// <summary>Reads a model file's bytes; its checksum is checked first.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What problems call it.</param>
    /// <exception cref="InputException">The bytes are damaged, hostile, or of a newer format.</exception>
    public static ForecastModel Read(byte[] bytes, string name)
    {
        var (json, model) = ModelFile.Read(bytes, name);
        try
        {
            var header = JsonSerializer.Deserialize<Header>(json, Json) ?? throw new JsonException("the header is null");
            var preprocessor = new Preprocessor(
                header.Recipe.FeatureNames, header.Scaler.Kept, header.Scaler.Centers, header.Scaler.Scales, header.Scaler.Fills);
            return new ForecastModel(header.Recipe, preprocessor, model, PipelineFile.ParseLabel(header.Label, name), header.Facts);
        }
        catch (Exception damage) when (damage is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InputException(name, $"is not a forecast model: {damage.Message}", "Train it again, or fetch the file again.");
        }
    }

    private static void RequireSame(IReadOnlyList<string> expected, IReadOnlyList<string> actual, string what)
    {
        if (!expected.SequenceEqual(actual))
        {
            var missing = expected.Except(actual).ToList();
            var extra = actual.Except(expected).ToList();
            throw new ArgumentException(
                missing.Count + extra.Count == 0
                    ? "The features are those of the model, but in another order."
                    : $"The features differ from the model's: missing {Listed(missing)}; not known to it {Listed(extra)}.",
                what);
        }
    }

    private static string Listed(List<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

    private sealed record Header(ForecastRecipe Recipe, Scaler Scaler, string Label, TrainingFacts Facts);

    private sealed record Scaler(int[] Kept, double[] Centers, double[] Scales, double[] Fills);
}
