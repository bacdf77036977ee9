using Weathervane.Datasets.Splits;

namespace Weathervane.Pipelines.Options;

/// <summary>Which rows teach, which score, and which stay sealed: <c>split:</c>.</summary>
public sealed record SplitOptions
{
    /// <summary>Share of the last rows that stays sealed until the hold-out is opened, 0 to 0.9; not used when <see cref="Test"/> is given.</summary>
    public double Holdout { get; init => field = Check.InRange(value, 0.0, 0.9); } = 0.2;

    /// <summary>Rows to learn from, by their decision bar; null for all before the hold-out.</summary>
    public DateRange? Train { get; init; }

    /// <summary>The sealed hold-out, by decision bar; null for the last <see cref="Holdout"/> share.</summary>
    public DateRange? Test { get; init; }

    /// <summary>How many pieces the walk-forward scores, 1 to 1,000.</summary>
    public int Folds { get; init => field = Check.InRange(value, 1, 1_000); } = 5;

    /// <summary>Share of the training rows before the first scored piece, 0.05 to 0.95: tuning sees these alone, so that scores are of rows unseen by it.</summary>
    public double Start { get; init => field = Check.InRange(value, 0.05, 0.95); } = 0.5;

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

    /// <summary>The walk-forward inside the rows to learn from.</summary>
    public WalkForward WalkForward => new() { Folds = Folds, InitialShare = Start, Window = Window, Embargo = Embargo };
}
