using System.Globalization;
using Weathervane.Bars;
using Weathervane.Evaluation.Inference;

namespace Weathervane.Evaluation.Judging;

/// <summary>Somebody's predictions, as their file has them.</summary>
/// <param name="Probabilities">[rows] of up, in [0, 1].</param>
/// <param name="Times">[rows] UTC; null where the file has none.</param>
/// <param name="Labels">[rows] 0 or 1; NaN where a row has none; null where the file has no such column.</param>
/// <param name="Columns">Which column was taken for what, in words: <c>time from 'date', probability from 'y_proba'</c>.</param>
public sealed record Predictions(double[] Probabilities, DateTime[]? Times, double[]? Labels, string Columns)
{
    /// <summary>What the times mean, where the column's name says so; else null.</summary>
    public PredictionTime? Meaning { get; init; }

    /// <summary>[rows] opens of the bars that are predicted, where a column besides the time says so; <see cref="DateTime.MinValue"/> in a row without; else null.</summary>
    public DateTime[]? Targets { get; init; }

    /// <summary>[rows] what the model that made them had to do with their bars, where the file says so; else null.</summary>
    public ForecastPart[]? Parts { get; init; }

    /// <summary>The name of the series that the model was trained on, where the file says so; else null.</summary>
    public string? Series { get; init; }

    /// <summary>The how-manieth look at a sealed hold-out it is to score these, from 1; null where it is none, or nobody counts it.</summary>
    public int? Look { get; init => field = value is { } look ? Check.InRange(look, 1, int.MaxValue) : null; }

    /// <summary>The level that BEATS is proven at: a look's where rows lie in a sealed hold-out, the first where nobody counts.</summary>
    internal double Level => Look is { } look ? MultipleTesting.LevelOfLook(look) : Count(ForecastPart.Sealed) > 0 ? MultipleTesting.LevelOfLook(1) : 0.05;

    /// <summary>How many rows were left out because the model had learnt from their bars; they are not among the rows here.</summary>
    public int LeftOut { get; init; }

    /// <summary>What the parts of the rows do to any conclusion, a sentence each; empty where nothing is known of parts or all are new.</summary>
    public IReadOnlyList<string> Cautions
    {
        get
        {
            var cautions = new List<string>();
            PredictionJudge.Add(cautions, LeftOut, "{0} rows are left out: the model that made them has learnt from their bars (column 'part'), so they say nothing of its skill. --in-sample takes them in.");
            PredictionJudge.Add(cautions, Count(ForecastPart.Learnt), "{0} of the rows are in sample: the model has learnt from their bars. This flatters, and no verdict on them holds for other bars.");
            if (Look is { } look)
            {
                cautions.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Seen} this is look {look} at this span, and counted. It tests at {MultipleTesting.LevelOfLook(look):0.####}, the next one at {MultipleTesting.LevelOfLook(look + 1):0.####}."));
            }
            else if (Count(ForecastPart.Sealed) > 0)
            {
                cautions.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Seen} this is a look at it that nobody counts, since no workspace is at hand. A first look tests at {MultipleTesting.LevelOfLook(1):0.####}, a second at {MultipleTesting.LevelOfLook(2):0.####}."));
            }

            return cautions;
        }
    }

    private string Seen => Count(ForecastPart.Sealed) is var held and > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{held:N0} of the rows lie in the hold-out that the model's run sealed:")
        : "A hold-out at these bars was looked at before:";

    /// <summary>How many rows are of a part.</summary>
    /// <param name="part">Which.</param>
    public int Count(ForecastPart part) => Parts?.Count(p => p == part) ?? 0;

    /// <summary>The same without the rows whose bars the model has learnt from.</summary>
    /// <param name="name">What to call the predictions in messages.</param>
    /// <exception cref="InputException">None is left.</exception>
    public Predictions Unlearnt(string name)
    {
        if (Count(ForecastPart.Learnt) is var learnt && learnt == 0)
        {
            return this;
        }

        int[] kept = [.. Enumerable.Range(0, Parts!.Length).Where(i => Parts[i] != ForecastPart.Learnt)];
        return kept.Length == 0
            ? throw new InputException(
                name,
                string.Create(CultureInfo.InvariantCulture, $"the model that made these predictions has learnt from the bars of all {learnt:N0} (column 'part')."),
                "Predict later bars; --in-sample takes in what it has seen, which flatters.")
            : this with
            {
                Probabilities = Of(Probabilities)!, Times = Of(Times), Labels = Of(Labels), Targets = Of(Targets), Parts = Of(Parts), LeftOut = LeftOut + learnt,
            };

        T[]? Of<T>(T[]? rows) => rows is null ? null : [.. kept.Select(i => rows[i])];
    }

    /// <summary>How many rows of the file say no probability; they are not among the rows here.</summary>
    public int Unsaid { get; init; }

    /// <summary>Whether every prediction is 0 or 1: a decision, whose certainty is not meant.</summary>
    public bool AreDecisions => Probabilities.All(p => p is 0 or 1);

    /// <summary>How many bars the predictions look ahead by their own targets: the most frequent distance; null where the file has no targets, or none on these bars.</summary>
    /// <param name="bars">The bars that are predicted.</param>
    public int? HorizonOn(BarSeries bars)
    {
        if (Times is null || Targets is null || Meaning == PredictionTime.Target)
        {
            return null;
        }

        var distances = Times.Zip(Targets, (time, target) => (From: DecisionBar(bars, time, Meaning ?? PredictionTime.Bar, 0), To: bars.Times.BinarySearch(target)))
            .Where(d => d.From >= 0 && d.To > d.From).CountBy(d => d.To - d.From).ToList();
        return distances.Count == 0 ? null : distances.MaxBy(d => (d.Value, -d.Key)).Key;
    }

    /// <summary>Lays the predictions on bars.</summary>
    /// <param name="bars">The bars that are predicted.</param>
    /// <returns>[bars] the probability that was said knowing that bar as the last one; NaN where there is none. Of several the first.</returns>
    /// <exception cref="InputException">There are no times, or none is that of a bar.</exception>
    public double[] On(BarSeries bars)
    {
        var (said, at) = (new double[bars.Count], Positions(bars, Meaning ?? PredictionTime.Bar, HorizonOn(bars) ?? 1));
        Array.Fill(said, double.NaN);
        for (var i = at.Length - 1; i >= 0; i--)
        {
            if (at[i] >= 0)
            {
                said[at[i]] = Probabilities[i];
            }
        }

        return said;
    }

    /// <summary>[rows] positions of the decision bars; -1 where there is no such bar.</summary>
    /// <exception cref="InputException">There are no times, or none is that of a bar.</exception>
    internal int[] Positions(BarSeries bars, PredictionTime meaning, int horizon)
    {
        var times = Times ?? throw new InputException("predictions", "have no column of times, so they cannot be laid on bars.", "Add one named 'time', the open of the last bar that each prediction knew, UTC.");
        int[] at = [.. times.Select(t => DecisionBar(bars, t, meaning, horizon))];
        return Array.Exists(at, p => p >= 0) ? at : throw new InputException(
            "predictions",
            string.Create(CultureInfo.InvariantCulture, $"none of the {times.Length:N0} times, such as {times[0]:yyyy-MM-dd HH:mm:ss}, is that of a bar of {bars.Name}, which has {bars.Times[0]:yyyy-MM-dd HH:mm} to {bars.Times[^1]:yyyy-MM-dd HH:mm} UTC."),
            "Times are the opens of the last bars known, UTC where they state no offset; where they mean something else, 'vane judge' takes --time bar, knownAt or target.");
    }

    private static int DecisionBar(BarSeries bars, DateTime time, PredictionTime meaning, int horizon)
    {
        var position = bars.Times.BinarySearch(meaning == PredictionTime.KnownAt ? time - bars.Interval : time);
        return position < 0 ? -1 : meaning == PredictionTime.Target ? Math.Max(position - horizon, -1) : position;
    }
}
