using Weathervane.Evaluation;

namespace Weathervane.Pipelines.Gate;

/// <summary>Brings forecasts of different tables of rows onto the bars that all of them forecast.</summary>
public static class CommonRows
{
    /// <summary>The same forecasters on the decision bars that they share with equal labels; row numbers become positions of decision bars.</summary>
    /// <param name="forecasts">At least one, each with the decision bar of its row numbers.</param>
    public static IReadOnlyList<OutOfSample> Of(params IReadOnlyList<(OutOfSample Forecasts, Func<int, int> BarOf)> forecasts)
    {
        var placed = forecasts.Select(f => f.Forecasts.Rows.Select((row, i) => (Bar: f.BarOf(row), Place: i)).ToDictionary(p => p.Bar, p => p.Place)).ToList();
        int[] bars =
        [
            .. placed[0].Keys.Where(bar => placed.All(p => p.ContainsKey(bar)) && forecasts.Select((f, i) => f.Forecasts.Labels[placed[i][bar]]).Distinct().Count() == 1).Order(),
        ];
        return [.. forecasts.Select((f, i) => Take(f.Forecasts, bars, [.. bars.Select(b => placed[i][b])]))];
    }

    /// <summary>Some of a forecaster's rows, as they were numbered.</summary>
    /// <param name="forecasts">The forecasts.</param>
    /// <param name="row">Which row numbers.</param>
    public static OutOfSample Where(OutOfSample forecasts, Predicate<int> row)
    {
        int[] places = [.. Enumerable.Range(0, forecasts.Rows.Length).Where(i => row(forecasts.Rows[i]))];
        return Take(forecasts, [.. places.Select(p => forecasts.Rows[p])], places);
    }

    private static OutOfSample Take(OutOfSample forecasts, int[] rows, int[] places) => new(
        forecasts.Name,
        rows,
        [.. places.Select(p => forecasts.Folds[p])],
        [.. places.Select(p => forecasts.Labels[p])],
        [.. places.Select(p => forecasts.Probabilities[p])]) { Kind = forecasts.Kind };
}
