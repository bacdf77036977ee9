using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Learners.Baselines;
using Weathervane.Learners.Linear;

namespace Weathervane.Evaluation.Baselines;

/// <summary>Every baseline that stands beside a model. A new one is one line here.</summary>
public static class BaselineCatalog
{
    private static readonly Preprocessing OneScale = new() { Scaler = Scaling.Standard, Impute = Imputation.Median };

    /// <summary>All baselines; the first is the one that a model has to beat.</summary>
    public static IReadOnlyList<Baseline> All { get; } =
    [
        new("base-rate", "The share of up in training.", ForecastKind.Probability, new BaseRate().Fit),
        new("always-up", "Says up.", ForecastKind.Decision, new AlwaysUp().Fit),
        new("always-down", "Says down.", ForecastKind.Decision, new AlwaysDown().Fit),
        new("coin", "A fair coin, in expectation.", ForecastKind.Coin, (train, _) => new ConstantModel(train.Features.Names, 0.5)),
        new("persistence", "The last bar's direction goes on.", ForecastKind.Decision, new Persistence().Fit),
        new("momentum", "The direction of the last 20 bars goes on.", ForecastKind.Decision, new Momentum().Fit),
        new("last-return", "Logistic regression on the last bar's return.", ForecastKind.Probability, new LogisticRegression().Fit) { Column = "return_1" },
    ];

    /// <summary>Forecasts of all baselines for the test rows, each fold's fitted on its training rows alone.</summary>
    /// <param name="rows">The rows that models are scored on, with the columns of the feature set <c>baseline</c>.</param>
    /// <param name="splits">The splits that models are scored on.</param>
    /// <param name="seed">Seed of the fits.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InputException">The rows cannot be learnt from, or lack a column.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static IReadOnlyList<OutOfSample> Forecast(Dataset rows, IReadOnlyList<Split> splits, ulong seed = 0, CancellationToken cancel = default) =>
        [.. All.Select(b => Forecast(b, rows, splits, new EvaluationOptions { Seed = seed, Cancel = cancel }))];

    private static OutOfSample Forecast(Baseline baseline, Dataset rows, IReadOnlyList<Split> splits, EvaluationOptions options)
    {
        if (baseline.Column is { } column)
        {
            rows = rows with { Features = rows.Features.TakeColumns([IndexOf(rows, baseline.Name, column)]) };
            options = options with { Preprocessing = OneScale };
        }

        // Where rows are tested several times, baselines stand on the history that models stand on.
        return ForecastPaths.Of(Evaluator.Run(baseline.Name, rows, splits, baseline.Fit, options))[0] with { Kind = baseline.Kind };
    }

    private static int IndexOf(Dataset rows, string baseline, string column)
    {
        var index = rows.Features.Names.ToList().IndexOf(column);
        return index >= 0 ? index : throw new InputException(
            baseline, $"needs the feature '{column}', but the rows have {string.Join(", ", rows.Features.Names.Take(8))}.", "Give it the feature set 'baseline'.");
    }
}
