using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Probabilities;

namespace Weathervane.Pipelines.Running;

/// <summary>Forecasts of training rows by models that had not learnt from them: what calibration and threshold are fitted on.</summary>
/// <remarks>A walk-forward inside the first fold's training rows comes first, then the walk-forward itself, whose earlier test rows are training rows of its
/// later folds. For a fold only those count whose labels had ended, and the embargo with them, before its first test row: nothing of
/// the rows that are scored reaches what is fitted for them.</remarks>
/// <param name="Rows">[n] row numbers, rising.</param>
/// <param name="Probabilities">[n] as the models said them.</param>
internal sealed record OutOfFold(int[] Rows, double[] Probabilities)
{
    // Enough rows for three parameters; each costs a fit on fewer rows than the folds' own.
    private const int InnerFolds = 2;

    /// <summary>Whether a pipeline fits anything on such forecasts, so that the inner ones are worth their fits.</summary>
    internal static bool IsWanted(Pipeline pipeline) => pipeline.Calibration != Calibration.None || pipeline.Threshold.Goal != ThresholdGoal.Fixed;

    /// <summary>The walk-forward inside the first fold's training rows; its row numbers count in these.</summary>
    /// <exception cref="InputException">There are too few rows.</exception>
    internal static IReadOnlyList<Split> InnerSplits(Pipeline pipeline, Dataset inner) =>
        new WalkForward { Folds = InnerFolds, Window = pipeline.Split.Window, Embargo = pipeline.Split.Embargo }.Split(inner);

    /// <summary>The inner forecasts, then the walk-forward's own.</summary>
    internal static OutOfFold Chain(OutOfSample? inner, Split first, OutOfSample forecasts) => inner is null
        ? new OutOfFold(forecasts.Rows, forecasts.Probabilities)
        : new OutOfFold([.. inner.Rows.Select(r => first.Train[r]), .. forecasts.Rows], [.. inner.Probabilities, .. forecasts.Probabilities]);

    /// <summary>Puts a candidate's forecasts right and finds its thresholds, fold by fold and for the final fit.</summary>
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

        var final = Fit(pipeline, training, Rows.Length);
        var forecasts = new OutOfSample(raw.Name, raw.Rows, raw.Folds, raw.Labels, [.. probabilities]) { Kind = raw.Kind };
        return new CandidateProbabilities
        {
            Raw = raw,
            Forecasts = forecasts,
            Calibration = final.Calibration,
            Threshold = final.Threshold,
            FoldThresholds = thresholds,
            Conformal = ConformalRun.Over(pipeline.Conformal, forecasts.Labels, forecasts.Probabilities, [.. raw.Rows.Select(r => training.Spans[r])]),
        };
    }

    private (Calibration? Calibration, double Threshold) Fit(Pipeline pipeline, Dataset training, int known)
    {
        double[] labels = [.. Rows[..known].Select(r => training.Labels[r])];
        var said = Probabilities[..known];
        var calibration = pipeline.Calibration == Calibration.None || known == 0 ? null : Calibration.Fit(pipeline.Calibration, labels, said);
        return (calibration, pipeline.Threshold.Choose(labels, calibration?.Of(said) ?? said));
    }
}
