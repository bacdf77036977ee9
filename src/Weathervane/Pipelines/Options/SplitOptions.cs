using Weathervane.Datasets.Splits;

namespace Weathervane.Pipelines.Options;

/// <summary>How the rows to learn from are cut for scoring.</summary>
public enum SplitScheme
{
    /// <summary>Folds that follow each other in time, each learning from the past: the only one that scores what serving would have done.</summary>
    WalkForward,

    /// <summary>Each fold is scored by what all others teach, earlier and later.</summary>
    PurgedKFold,

    /// <summary>Every choice of some folds is scored by what all others teach, which gives several whole histories.</summary>
    CombinatorialPurged,
}

/// <summary>Which rows teach, which score, and which stay sealed: <c>split:</c>.</summary>
public sealed record SplitOptions
{
    /// <summary>Share of the last rows that stays sealed until the hold-out is opened, 0 to 0.9; not used when <see cref="Test"/> is given.</summary>
    public double Holdout { get; init => field = Check.InRange(value, 0.0, 0.9); } = 0.2;

    /// <summary>Rows to learn from, by their decision bar; null for all before the hold-out.</summary>
    public DateRange? Train { get; init; }

    /// <summary>The sealed hold-out, by decision bar; null for the last <see cref="Holdout"/> share.</summary>
    public DateRange? Test { get; init; }

    /// <summary>How the rows to learn from are cut.</summary>
    public SplitScheme Scheme { get; init; }

    /// <summary>How many pieces are scored, 1 to 1,000.</summary>
    public int Folds { get; init => field = Check.InRange(value, 1, 1_000); } = 5;

    /// <summary>How many pieces each split of <see cref="SplitScheme.CombinatorialPurged"/> scores at once, 1 to 100.</summary>
    public int TestFolds { get; init => field = Check.InRange(value, 1, 100); } = 2;

    /// <summary>Share of the training rows before the first scored piece, 0 to 0.95: tuning sees these alone, so that scores are of rows unseen by it.
    /// A walk-forward needs 0.05 at least.</summary>
    public double Start { get; init => field = Check.InRange(value, 0, 0.95); } = 0.5;

    /// <summary>Whether each fold learns from all earlier rows or from the latest of them only.</summary>
    public TrainingWindow Window { get; init; }

    /// <summary>Bars left out between training rows and scored rows, 0 to 100,000; null for the label's horizon.</summary>
    public int? Embargo { get; init => field = value is { } bars ? Check.InRange(bars, 0, 100_000) : null; }

    /// <summary>The split into rows to learn from and the sealed hold-out; null where nothing is sealed.</summary>
    public Splitter? Seal => (Train, Test) switch
    {
        ({ } train, { } test) => new HoldOutByDates { Train = train, Test = test, Embargo = Embargo },
        _ when Holdout > 0 => new HoldOut { TestShare = Holdout, Embargo = Embargo },
        _ => null,
    };

    /// <summary>The cut inside the rows to learn from.</summary>
    public Splitter Validation => Scheme switch
    {
        SplitScheme.PurgedKFold => new PurgedKFold { Folds = Folds, InitialShare = Start, Embargo = Embargo },
        SplitScheme.CombinatorialPurged => new CombinatorialPurged { Folds = Folds, TestFolds = TestFolds, InitialShare = Start, Embargo = Embargo },
        _ => new WalkForward { Folds = Folds, InitialShare = Start, Window = Window, Embargo = Embargo },
    };
}
