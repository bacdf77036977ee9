using Weathervane.Bars;
using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Features;
using Weathervane.Pipelines.Options;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Pipelines.Inputs;

/// <summary>Everything that a run reads before it learns: bars, features, labels, rows and how they are cut.</summary>
public sealed record PipelineInputs
{
    /// <summary>The bars that are forecast.</summary>
    public required BarSeries Bars { get; init; }

    /// <summary>The bars of the further series that have a file, by name.</summary>
    public required IReadOnlyDictionary<string, BarSeries> Others { get; init; }

    /// <summary>What their files were like; none for made bars.</summary>
    public required IReadOnlyList<QualityCard> Cards { get; init; }

    /// <summary>How the features come from bars.</summary>
    public required ForecastRecipe Recipe { get; init; }

    /// <summary>All rows past the warm-up that have a label, features unscaled.</summary>
    public required Dataset Rows { get; init; }

    /// <summary>The same rows with the features that the baselines look at.</summary>
    public required Dataset BaselineRows { get; init; }

    /// <summary>Rows before the hold-out, purged around it; rising.</summary>
    public required IReadOnlyList<int> Training { get; init; }

    /// <summary>The sealed rows, rising; empty where nothing is sealed.</summary>
    public required IReadOnlyList<int> Holdout { get; init; }

    /// <summary>How <see cref="Training"/> is cut for scoring; row numbers count in the training rows.</summary>
    public required IReadOnlyList<Split> Folds { get; init; }

    /// <summary>The rows before the first scored one, purged around all that are scored: what a search may see. Row numbers count in the training rows;
    /// empty where all of those are scored.</summary>
    public required IReadOnlyList<int> Searched { get; init; }

    /// <summary>Reads bars and makes rows.</summary>
    /// <param name="pipeline">What to read.</param>
    /// <param name="threads">Most threads; the rows are the same for any.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InputException">Files, features or dates do not fit, or too few rows are left.</exception>
    public static PipelineInputs Load(Pipeline pipeline, int threads, CancellationToken cancel)
    {
        var loaded = BarsLoader.Load(pipeline.Bars, pipeline.Folder, cancel);
        return Of(pipeline, loaded, BarsLoader.LoadOthers(pipeline, cancel), threads, cancel);
    }

    /// <summary>Makes rows of bars that are there.</summary>
    /// <param name="pipeline">What to make of them.</param>
    /// <param name="loaded">The bars that are forecast.</param>
    /// <param name="others">Those of the further series that have a file, by name.</param>
    /// <param name="threads">Most threads; the rows are the same for any.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <param name="known">The features of these bars where they were worked out before; null to work them out.</param>
    /// <exception cref="InputException">Features or dates do not fit, or too few rows are left.</exception>
    public static PipelineInputs Of(
        Pipeline pipeline, LoadedBars loaded, IReadOnlyDictionary<string, BarSeries> others, int threads, CancellationToken cancel, RecipeFeatures? known = null)
    {
        var bars = loaded.Bars;
        var recipe = new ForecastRecipe
        {
            Interval = bars.Interval,
            Anchor = bars.Times[0],
            BarsSha256 = bars.Sha256,
            Features = ForecastRecipe.TextsOf(pipeline.Features.Resolve(bars.ColumnNames, "features")),
            Holes = pipeline.Features.Holes.ToString(),
            Series = [.. pipeline.Series.Select((s, i) => SeriesRecipe.Of(s, bars, others, $"series[{i}].features"))],
        };
        var features = known ?? recipe.Compute(bars, others, threads, cancel);
        var labels = pipeline.Label.Compute(bars);
        var baseline = FeatureSets.Baseline.Compute(bars);
        // The baselines' own warm-up must not make them miss rows that the models are scored on.
        var warmUp = Math.Max(features.WarmUp, FeatureSets.Baseline.Warmup);
        var rows = DatasetBuilder.Build(bars, features.Matrix, labels, warmUp);
        var (training, holdout) = Seal(rows, pipeline.Split);
        var taught = rows.Take(training);
        var folds = pipeline.Split.Validation.Split(taught);
        return new PipelineInputs
        {
            Bars = bars,
            Others = others,
            Cards = loaded.Cards,
            Recipe = recipe,
            Rows = rows,
            BaselineRows = DatasetBuilder.Build(bars, baseline, labels, warmUp),
            Training = training,
            Holdout = holdout,
            Folds = folds,
            Searched = BeforeScored(taught, folds, pipeline.Split.Embargo),
        };
    }

    private static int[] BeforeScored(Dataset rows, IReadOnlyList<Split> folds, int? embargo)
    {
        int[] scored = [.. folds.SelectMany(f => f.Test).Distinct()];
        return Purge.Around(rows, [.. Enumerable.Range(0, scored.Min())], scored, embargo ?? Purge.Horizon(rows.Spans));
    }

    private static (int[] Training, int[] Holdout) Seal(Dataset rows, SplitOptions split)
    {
        if (split.Seal is not { } seal)
        {
            return ([.. Enumerable.Range(0, rows.Rows)], []);
        }

        // Rows that are not for training are still scored by the walk-forward, so they stay on this side of the seal.
        var all = new Dataset(rows.Features, rows.Labels, rows.Spans, times: rows.Times);
        var cut = seal.Split(all)[0];
        return (cut.Train, cut.Test);
    }
}
