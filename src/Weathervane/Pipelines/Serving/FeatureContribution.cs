using Weathervane.Features;
using Weathervane.Learners;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Explain;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;

namespace Weathervane.Pipelines.Serving;

/// <summary>What a feature does to a model's forecasts over some rows.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Mean">Mean size of its contributions to the log odds: exact SHAP values for trees, coefficient times distance from the mean for lines.</param>
/// <param name="Direction">Correlation of its values with its contributions, -1 to 1: above 0 high values speak for up; 0 where it has none.</param>
public sealed record FeatureContribution(string Feature, double Mean, double Direction)
{
    /// <summary>Summarises contributions, the largest first; empty where the kind of model has no such notion.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">[rows x columns] as the model sees them.</param>
    /// <param name="threads">Most threads; the numbers are the same for any.</param>
    /// <param name="cancel">Stops the work.</param>
    internal static IReadOnlyList<FeatureContribution> Of(Model model, FeatureMatrix rows, int threads, CancellationToken cancel) =>
        Explain(model, rows, threads, cancel) is not { } parts || rows.Rows == 0 ? [] :
        [
            .. rows.Names
                .Select((name, c) => new FeatureContribution(
                    name, parts.Average(row => Math.Abs(row[c])), Correlation(rows.Column(c).ToArray(), [.. parts.Select(row => row[c])])))
                .OrderByDescending(f => f.Mean).ThenBy(f => f.Feature, StringComparer.Ordinal),
        ];

    /// <summary>What each feature does to the forecast of one row, with its sign; empty where the kind of model has no such notion.</summary>
    /// <param name="model">The model.</param>
    /// <param name="row">[1 x columns] as the model sees it: of a line each feature counts from 0, where scaled training rows have their mean.</param>
    internal static IReadOnlyList<(string Feature, double LogOdds)> OfRow(Model model, FeatureMatrix row)
    {
        var parts = model is LogisticModel line
            ? [.. Enumerable.Range(0, row.Columns).Select(c => line.Coefficients[c] * row[0, c])]
            : Explain(model, row, 1, CancellationToken.None)?[0];
        return parts is null ? [] : [.. row.Names.Zip(parts).OrderByDescending(p => Math.Abs(p.Second)).ThenBy(p => p.First, StringComparer.Ordinal)];
    }

    /// <summary>[rows][columns] contributions to the log odds; null where the model tells none.</summary>
    private static double[][]? Explain(Model model, FeatureMatrix rows, int threads, CancellationToken cancel) => model switch
    {
        TreeModel { HasCover: true, HasProbability: true } trees => new TreeExplainer(trees).Explain(rows, threads, cancel),
        LogisticModel line => Linear(line, rows),
        // A vote's log odds are near the mean of its members' where these are near 0, as they are in markets.
        VotingModel vote => Together([.. vote.Members.Select(m => Explain(m, rows, threads, cancel))]),
        _ => null,
    };

    private static double[][] Linear(LogisticModel line, FeatureMatrix rows)
    {
        var means = Enumerable.Range(0, rows.Columns).Select(c => rows.Column(c).ToArray().Average()).ToArray();
        return [.. Enumerable.Range(0, rows.Rows).Select(r => Enumerable.Range(0, rows.Columns).Select(c => line.Coefficients[c] * (rows[r, c] - means[c])).ToArray())];
    }

    private static double[][]? Together(IReadOnlyList<double[][]?> members) => members.Any(m => m is null)
        ? null
        : [.. members[0]!.Select((row, r) => row.Select((_, c) => members.Average(m => m![r][c])).ToArray())];

    private static double Correlation(double[] values, double[] parts)
    {
        var known = values.Zip(parts).Where(p => double.IsFinite(p.First)).ToList();
        if (known.Count < 2)
        {
            return 0;
        }

        var (x, y) = (known.Average(p => p.First), known.Average(p => p.Second));
        var (xx, yy) = (known.Sum(p => (p.First - x) * (p.First - x)), known.Sum(p => (p.Second - y) * (p.Second - y)));
        return xx > 0 && yy > 0 ? Math.Clamp(known.Sum(p => (p.First - x) * (p.Second - y)) / Math.Sqrt(xx * yy), -1, 1) : 0;
    }
}
