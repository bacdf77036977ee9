using System.Text.Json;
using System.Text.Json.Serialization;
using Weathervane.Bars;
using Weathervane.Bars.Calendars;
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

    private const int MostOnStack = 512;
    private readonly Preprocessor _preprocessor;
    private readonly Model _model;
    private readonly Lazy<Pipeline> _pipeline;

    /// <summary>Puts a fitted model together.</summary>
    /// <param name="recipe">How its features come from bars.</param>
    /// <param name="preprocessor">What is done to them first, fitted on its training rows.</param>
    /// <param name="model">The model over what the preprocessor gives.</param>
    /// <param name="label">What it forecasts.</param>
    /// <param name="facts">Where it comes from.</param>
    /// <param name="terms">What its probabilities are to be read by; null for what they are.</param>
    /// <exception cref="ArgumentException">The features of recipe, preprocessor, model and terms do not match in name and order.</exception>
    public ForecastModel(ForecastRecipe recipe, Preprocessor preprocessor, Model model, Label label, TrainingFacts facts, ForecastTerms? terms = null)
    {
        RequireSame(recipe.FeatureNames, preprocessor.InputNames, nameof(preprocessor));
        RequireSame(preprocessor.OutputNames, model.FeatureNames, nameof(model));
        (Recipe, _preprocessor, _model, Label, Facts, Terms) = (recipe, preprocessor, model, label, facts, terms ?? new ForecastTerms());
        _pipeline = new(() => PipelineFile.Parse(facts.Pipeline, "the model's pipeline"));
        Check.SameLength(Terms.Familiarity?.Centers.Count ?? model.FeatureNames.Count, model.FeatureNames.Count, nameof(terms));
    }

    /// <summary>How its features come from bars.</summary>
    public ForecastRecipe Recipe { get; }

    /// <summary>What it forecasts.</summary>
    public Label Label { get; }

    /// <summary>Where it comes from.</summary>
    public TrainingFacts Facts { get; }

    /// <summary>What its probabilities are to be read by.</summary>
    public ForecastTerms Terms { get; }

    /// <summary>What is done to the recipe's features before the model sees them.</summary>
    internal Preprocessor Preprocessor => _preprocessor;

    /// <summary>The model over what <see cref="Preprocessor"/> gives, before calibration.</summary>
    internal Model Core => _model;

    /// <summary>Names of features that had no value in training and are not used.</summary>
    public IReadOnlyList<string> UnusedFeatures => _preprocessor.DroppedNames;

    /// <summary>Each feature's share of what the model learnt, largest first; empty where the learner knows none.</summary>
    public IReadOnlyList<(string Feature, double Share)> Importances => _model.Importances() is { } shares
        ? [.. _model.FeatureNames.Zip(shares).OrderByDescending(p => p.Second).ThenBy(p => p.First, StringComparer.Ordinal)]
        : [];

    /// <summary>When its pipeline expects bars, in the words of <see cref="BarReadOptions.Calendar"/>.</summary>
    public string Calendar => _pipeline.Value.Bars.Read.Calendar;

    /// <summary>The same bars under the calendar of the model's pipeline: where it is inferred, from these bars.</summary>
    /// <param name="bars">Bars that came without a file.</param>
    public BarSeries OnCalendar(BarSeries bars) =>
        bars.With(CalendarText.Create(Calendar, bars.Times, bars.Interval));

    /// <summary>The bars of a further series under its calendar in the model's pipeline.</summary>
    /// <param name="series">The model's name of it.</param>
    /// <param name="bars">Bars that came without a file.</param>
    public BarSeries OnCalendar(string series, BarSeries bars) => _pipeline.Value.Series.FirstOrDefault(s => s.Name == series)?.Bars is { } source
        ? bars.With(CalendarText.Create(source.Read.Calendar, bars.Times, bars.Interval))
        : bars;

    /// <summary>The bar that a forecast is of, as the calendar expects it.</summary>
    /// <param name="bar">Open of the last bar used.</param>
    /// <param name="calendar">When bars are expected.</param>
    internal DateTime TargetOf(DateTime bar, BarCalendar calendar)
    {
        for (var i = 0; i < Label.BarsAhead; i++)
        {
            bar = calendar.Next(bar);
        }

        return bar;
    }

    /// <summary>Probabilities of up, after calibration.</summary>
    /// <param name="features">[rows x features] as the recipe gives them, unscaled.</param>
    /// <param name="threads">Most threads; the numbers are the same for any.</param>
    /// <returns>[rows], 0 to 1; NaN where a feature is unknown and the model has no rule for that.</returns>
    /// <exception cref="ArgumentException">The features' names or order differ from the recipe's.</exception>
    public double[] Predict(FeatureMatrix features, int threads = 1)
    {
        return Probabilities(Prepared(features), threads);
    }

    /// <summary>Probabilities of up, after calibration, and how familiar each row is.</summary>
    /// <param name="features">[rows x features] as the recipe gives them, unscaled.</param>
    /// <param name="threads">Most threads; the numbers are the same for any.</param>
    /// <returns>[rows] as <see cref="Predict(FeatureMatrix, int)"/> gives them, and [rows] 0 to 1, NaN where the model keeps no rows to compare with.</returns>
    /// <exception cref="ArgumentException">The features' names or order differ from the recipe's.</exception>
    public (double[] Probabilities, double[] Familiarity) PredictWithFamiliarity(FeatureMatrix features, int threads = 1)
    {
        var prepared = Prepared(features);
        var familiarity = Terms.Familiarity?.Of(prepared, threads);
        if (familiarity is null)
        {
            familiarity = new double[features.Rows];
            Array.Fill(familiarity, double.NaN);
        }

        return (Probabilities(prepared, threads), familiarity);
    }

    /// <summary>The probability of up of one row, after calibration, and how familiar the row is: the bits that many rows give. Allocates nothing up to 512 features.</summary>
    /// <param name="row">[features] as the recipe gives them, unscaled.</param>
    /// <returns>0 to 1, or NaN, as <see cref="PredictWithFamiliarity"/> gives them.</returns>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    public (double Probability, double Familiarity) Predict(ReadOnlySpan<double> row)
    {
        var width = _preprocessor.Kept.Length;
        Span<double> prepared = width <= MostOnStack ? stackalloc double[width] : new double[width];
        _preprocessor.Transform(row, prepared);
        var probability = _model.Predict(prepared);
        return (Terms.Calibration is { } calibration ? calibration.Of(probability) : probability, Terms.Familiarity?.Of(prepared) ?? double.NaN);
    }

    /// <summary>What each feature does to the model's forecasts of some rows, before calibration; the largest first.</summary>
    /// <param name="features">[rows x features] as the recipe gives them, unscaled.</param>
    /// <param name="threads">Most threads; the numbers are the same for any.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>Empty where the kind of model has no such notion.</returns>
    /// <exception cref="ArgumentException">The features' names or order differ from the recipe's.</exception>
    public IReadOnlyList<FeatureContribution> Contributions(FeatureMatrix features, int threads = 1, CancellationToken cancel = default) =>
        FeatureContribution.Of(_model, Prepared(features), threads, cancel);

    /// <summary>What each feature does to the forecast of one row, in log odds before calibration; the largest first, whatever its sign.</summary>
    /// <param name="row">[features] as the recipe gives them, unscaled.</param>
    /// <returns>Exact SHAP values for trees, coefficient times scaled value for lines; empty where the kind of model has no such notion.</returns>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    public IReadOnlyList<(string Feature, double LogOdds)> Contributions(ReadOnlySpan<double> row)
    {
        var prepared = new double[_preprocessor.Kept.Length];
        _preprocessor.Transform(row, prepared);
        return FeatureContribution.OfRow(_model, new FeatureMatrix(_preprocessor.OutputNames, prepared, 1));
    }

    /// <summary>The same model with other facts.</summary>
    internal ForecastModel With(TrainingFacts facts) => new(Recipe, _preprocessor, _model, Label, facts, Terms);

    /// <summary>The model file's bytes: the same model gives the same bytes.</summary>
    public byte[] ToBytes()
    {
        var header = new Header(
            Recipe,
            new Scaler([.. _preprocessor.Kept], [.. _preprocessor.Centers], [.. _preprocessor.Scales], [.. _preprocessor.Fills]),
            PipelineFile.WriteLabel(Label),
            Facts,
            StoredTerms.Of(Terms));
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
            return new ForecastModel(header.Recipe, preprocessor, model, PipelineFile.ParseLabel(header.Label, name), header.Facts, header.Terms?.Read());
        }
        catch (Exception damage) when (damage is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InputException(name, $"is not a forecast model: {damage.Message}", "Train it again, or fetch the file again.");
        }
    }

    private FeatureMatrix Prepared(FeatureMatrix features)
    {
        RequireSame(Recipe.FeatureNames, features.Names, nameof(features));
        return _preprocessor.Transform(features);
    }

    private double[] Probabilities(FeatureMatrix prepared, int threads)
    {
        var probabilities = new double[prepared.Rows];
        _model.Predict(prepared, probabilities, threads);
        return Terms.Calibration?.Of(probabilities) ?? probabilities;
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

    private sealed record Header(ForecastRecipe Recipe, Scaler Scaler, string Label, TrainingFacts Facts, StoredTerms? Terms = null);

    private sealed record Scaler(int[] Kept, double[] Centers, double[] Scales, double[] Fills);
}
