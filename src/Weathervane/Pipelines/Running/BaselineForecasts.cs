using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Learners;
using Weathervane.Learners.Baselines;

namespace Weathervane.Pipelines.Running;

/// <summary>What trivial rules forecast on the rows that models are scored on, each fitted on the same training rows.</summary>
internal static class BaselineForecasts
{
    private static readonly (Learner Learner, ForecastKind Kind)[] All =
    [
        (new BaseRate(), ForecastKind.Probability),
        (new AlwaysUp(), ForecastKind.Decision),
        (new AlwaysDown(), ForecastKind.Decision),
        (new Persistence(), ForecastKind.Probability),
        (new Momentum(), ForecastKind.Probability),
    ];

    internal static IReadOnlyList<OutOfSample> Run(Dataset rows, IReadOnlyList<Split> folds, ulong seed, CancellationToken cancel)
    {
        var forecasts = All.Select(b => Evaluator.Run(b.Learner.Id, rows, folds, b.Learner.Fit, new EvaluationOptions { Seed = seed, Cancel = cancel }) with { Kind = b.Kind }).ToList();
        var any = forecasts[0];
        forecasts.Add(new OutOfSample("coin", any.Rows, any.Folds, any.Labels, [.. any.Labels.Select(_ => 0.5)]) { Kind = ForecastKind.Coin });
        return forecasts;
    }
}
