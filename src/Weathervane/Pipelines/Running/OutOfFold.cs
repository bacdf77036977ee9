using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Pipelines.Options;

namespace Weathervane.Pipelines.Running;

/// <summary>Forecasts of training rows by models that had not learnt from them: what calibration and threshold are fitted on.</summary>
/// <remarks>In a walk-forward a second one inside the first fold's training rows comes first, then the walk-forward itself, whose earlier test rows are training rows of its
/// later folds. For a fold only those count whose labels had ended, and the embargo with them, before its first test row. Where later rows forecast earlier ones,
/// the other folds' models have learnt from the fold's own outcomes, so that each split has a purged k-fold of its own inside its training rows. In both nothing of
/// the rows that are scored reaches what is fitted for them.</remarks>
/// <param name="Rows">[n] row numbers, rising.</param>
/// <param name="Probabilities">[n] as the models said them.</param>
internal sealed record OutOfFold(int[] Rows, double[] Probabilities)
{
    // Enough rows for three parameters; each costs a fit on fewer rows than the folds' own.
    private const int InnerFolds = 2;

    // A purged k-fold scores every row, and each of three models learns from two thirds of them.
    private const int NestedFolds = 3;

    /// <summary>Whether a pipeline fits anything on such forecasts, so that the inner ones are worth their fits.</summary>
    internal static bool IsWanted(Pipeline pipeline) => pipeline.Calibration != Calibration.None || pipeline.Threshold.Goal != ThresholdGoal.Fixed;

    /// <summary>The training rows inside which forecasts are made: those of the first fold of a walk-forward, of every split of another scheme; none where nothing is fitted.</summary>
    internal static IReadOnlyList<int[]> Within(Pipeline pipeline, IReadOnlyList<Split> folds) =>
        !IsWanted(pipeline) ? [] : [.. folds.Take(pipeline.Split.Scheme == SplitScheme.WalkForward ? 1 : folds.Count).Select(f => f.Train)];

    /// <summary>How such rows are cut; row numbers count in these.</summary>
    /// <exception cref="InputException">There are too few rows.</exception>
    internal static IReadOnlyList<Split> InnerSplits(Pipeline pipeline, Dataset inner)
    {
        Splitter cut = pipeline.Split.Scheme == SplitScheme.WalkForward
            ? new WalkForward { Folds = InnerFolds, Window = pipeline.Split.Window, Embargo = pipeline.Split.Embargo }
            : new PurgedKFold { Folds = NestedFolds, Embargo = pipeline.Split.Embargo };
        return cut.Split(inner);
    }

    /// <summary>Puts a candidate's forecasts right and finds its thresholds, whatever the scheme; its whole histories beside, the first of which is scored.</summary>
    /// <param name="pipeline">What to fit.</param>
    /// <param name="training">The rows that all numbers count in.</param>
    /// <param name="folds">The splits that made the forecasts.</param>
    /// <param name="inner">The forecasts <see cref="Within"/> training rows, numbered in those.</param>
    /// <param name="forecasts">Of all splits, as the models said them.</param>
    internal static (CandidateProbabilities First, IReadOnlyList<OutOfSample> Paths) Of(
        Pipeline pipeline, Dataset training, IReadOnlyList<Split> folds, IReadOnlyList<OutOfSample> inner, OutOfSample forecasts)
    {
        if (pipeline.Split.Scheme == SplitScheme.WalkForward)
        {
            var first = Chain(inner.Count == 0 ? null : inner[0], folds[0], forecasts).Apply(pipeline, training, folds, forecasts);
            return (first, [first.Forecasts]);
        }

        List<(Calibration? Calibration, double Threshold)> fitted =
            [.. folds.Select((f, i) => inner.Count == 0 ? Nothing.Fit(pipeline, training, 0) : Placed(inner[i], f).Fit(pipeline, training, inner[i].Rows.Length))];
        var (said, from) = (new List<double>(), 0);
        foreach (var (fold, terms) in folds.Zip(fitted))
        {
            var part = forecasts.Probabilities[from..(from += fold.Test.Length)];
            said.AddRange(terms.Calibration?.Of(part) ?? part);
        }

        var raw = ForecastPaths.Of(forecasts)[0];
        var paths = ForecastPaths.Of(new OutOfSample(forecasts.Name, forecasts.Rows, forecasts.Folds, forecasts.Labels, [.. said]) { Kind = forecasts.Kind });
        var final = new OutOfFold(raw.Rows, raw.Probabilities).Fit(pipeline, training, inner.Count == 0 ? 0 : raw.Rows.Length);
        // A history takes each row from the first split that tests it, and a stretch of it from one split.
        var splits = raw.Folds.Distinct().Select(f => forecasts.Folds[Array.IndexOf(forecasts.Rows, raw.Rows[Array.IndexOf(raw.Folds, f)])]);
        return (Gathered(pipeline, training, raw, paths[0], final, [.. splits.Select(s => fitted[s].Threshold)]), paths);
    }

    private static OutOfFold Nothing { get; } = new([], []);

    private static OutOfFold Placed(OutOfSample inner, Split split) => new([.. inner.Rows.Select(r => split.Train[r])], inner.Probabilities);

    /// <summary>The inner forecasts, then the walk-forward's own.</summary>
    internal static OutOfFold Chain(OutOfSample? inner, Split first, OutOfSample forecasts) => inner is null
        ? new OutOfFold(forecasts.Rows, forecasts.Probabilities)
        : new OutOfFold([.. Placed(inner, first).Rows, .. forecasts.Rows], [.. inner.Probabilities, .. forecasts.Probabilities]);

    /// <summary>Puts a walk-forward's forecasts right and finds its thresholds, fold by fold and for the final fit.</summary>
    internal CandidateProbabilities Apply(Pipeline pipeline, Dataset training, IReadOnlyList<Split> folds, OutOfSample raw)
    {
        var embargo = pipeline.Split.Embargo ?? Purge.Horizon(training.Spans);
        var (probabilities, thresholds, from) = (new List<double>(), new List<double>(), 0);
        foreach (var fold in folds)
        {
            var first = training.Spans[fold.Test[0]].First;
            // Both rise with the row, so the rows known by then come first.
            var known = Rows.TakeWhile(r => training.Spans[r].Last + embargo < first).Count();
            var (calibration, threshold) = Fit(pipeline, training, known);
            var said = raw.Probabilities[from..(from += fold.Test.Length)];
            probabilities.AddRange(calibration?.Of(said) ?? said);
            thresholds.Add(threshold);
        }

        var forecasts = new OutOfSample(raw.Name, raw.Rows, raw.Folds, raw.Labels, [.. probabilities]) { Kind = raw.Kind };
        return Gathered(pipeline, training, raw, forecasts, Fit(pipeline, training, Rows.Length), thresholds);
    }

    private static CandidateProbabilities Gathered(
        Pipeline pipeline, Dataset training, OutOfSample raw, OutOfSample forecasts, (Calibration? Calibration, double Threshold) final, IReadOnlyList<double> thresholds) => new()
        {
            Raw = raw,
            Forecasts = forecasts,
            Calibration = final.Calibration,
            Threshold = final.Threshold,
            FoldThresholds = thresholds,
            Conformal = ConformalRun.Over(pipeline.Conformal, forecasts.Labels, forecasts.Probabilities, [.. raw.Rows.Select(r => training.Spans[r])]),
        };

    private (Calibration? Calibration, double Threshold) Fit(Pipeline pipeline, Dataset training, int known)
    {
        double[] labels = [.. Rows[..known].Select(r => training.Labels[r])];
        var said = Probabilities[..known];
        var calibration = pipeline.Calibration == Calibration.None || known == 0 ? null : Calibration.Fit(pipeline.Calibration, labels, said);
        return (calibration, pipeline.Threshold.Choose(labels, calibration?.Of(said) ?? said));
    }
}
