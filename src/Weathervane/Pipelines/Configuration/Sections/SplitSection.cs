using Weathervane.Datasets.Splits;
using Weathervane.Pipelines.Configuration.Shapes;
using Weathervane.Pipelines.Options;
using static Weathervane.Pipelines.Configuration.Shapes.Kinds;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary><c>split:</c></summary>
internal static class SplitSection
{
    private static readonly Shape<DateRange> Range = new RecordShape<DateRange>(default, new Fields<DateRange>
    {
        { "from", Moment, r => r.From, (r, v) => r with { From = v }, "The first moment inside; open when not given." },
        { "to", Moment, r => r.To, (r, v) => r with { To = v }, "The first moment after it; open when not given." },
    }, validate: (node, range) =>
    {
        if (range.From >= range.To)
        {
            node.Wrong("ends before it starts.", "'to' must be later than 'from'.");
        }
    });

    internal static readonly Shape<SplitOptions> Shape = new RecordShape<SplitOptions>(new(), new Fields<SplitOptions>
    {
        { "holdout", Number(0, 0.9), s => s.Holdout, (s, v) => s with { Holdout = v }, "Share of the last rows that stays sealed until --open-holdout." },
        { "train", Range, s => s.Train, (s, v) => s with { Train = v }, "Rows to learn from, by date, instead of all before the hold-out." },
        { "test", Range, s => s.Test, (s, v) => s with { Test = v }, "The sealed hold-out, by date, instead of the last share." },
        { "scheme", OneOf(("walk-forward", SplitScheme.WalkForward), ("purged-k-fold", SplitScheme.PurgedKFold), ("combinatorial-purged", SplitScheme.CombinatorialPurged)), s => s.Scheme, (s, v) => s with { Scheme = v }, "How the rows to learn from are cut; only walk-forward learns from the past alone." },
        { "folds", Integer(1, 1_000), s => s.Folds, (s, v) => s with { Folds = v }, "How many pieces are scored." },
        { "test-folds", Integer(1, 100), s => s.TestFolds, (s, v) => s with { TestFolds = v }, "How many pieces each split of combinatorial-purged scores at once." },
        { "start", Number(0, 0.95), s => s.Start, (s, v) => s with { Start = v }, "Share of the training rows before the first scored piece, which is never scored; tuning sees these alone. Walk-forward needs 0.05." },
        { "window", OneOf(("expanding", TrainingWindow.Expanding), ("rolling", TrainingWindow.Rolling)), s => s.Window, (s, v) => s with { Window = v }, "Whether each fold learns from all earlier rows, or from the latest only." },
        { "embargo", Integer(0, 100_000), s => s.Embargo, (s, v) => s with { Embargo = v }, "Bars left out between training rows and scored rows; the label's horizon when not given." },
    }, validate: (node, split) =>
    {
        if (split is { Train: null, Test: not null } or { Train: not null, Test: null })
        {
            node.Wrong($"gives '{(split.Train is null ? "test" : "train")}' alone.", "Give both dates, or 'holdout'.");
        }
        else if (split is { Train: { } train, Test: { } test } && !(test.From >= train.To))
        {
            node.Wrong("tests on dates that training sees.", "'test' must start where 'train' ends, or later.");
        }

        switch (split.Scheme)
        {
            case SplitScheme.WalkForward when split.Start < 0.05:
                node.Wrong("leaves a walk-forward nothing to learn from first.", "Give a 'start' of 0.05 or more.");
                break;
            case SplitScheme.PurgedKFold or SplitScheme.CombinatorialPurged when split.Folds < 2:
                node.Wrong("has one fold, so that none is left to learn from.", "Give 2 'folds' or more.");
                break;
            case SplitScheme.CombinatorialPurged when split.Validation is CombinatorialPurged { Problem: { } problem }:
                node.Wrong(problem, "Give fewer 'folds' or other 'test-folds'.");
                break;
        }
    });
}
