namespace Weathervane.Evaluation;

/// <summary>Puts forecasts of rows that several splits tested together as whole histories, each of which holds every row once.</summary>
/// <remarks>The j-th history holds the j-th forecast of each row, in the order of the splits, so that it is settled before any
/// score is seen. Source: Lopez de Prado (2018), Advances in Financial Machine Learning, section 12.4.</remarks>
public static class ForecastPaths
{
    /// <summary>The histories: one, where each row was tested once.</summary>
    /// <param name="forecasts">Forecasts of splits that test each row equally often.</param>
    /// <returns>Rows rise; a fold is a stretch of rows that the same splits tested, numbered in time order.</returns>
    /// <exception cref="ArgumentException">Some rows were tested more often than others.</exception>
    public static IReadOnlyList<OutOfSample> Of(OutOfSample forecasts)
    {
        var places = Enumerable.Range(0, forecasts.Rows.Length).GroupBy(i => forecasts.Rows[i]).OrderBy(g => g.Key).Select(g => g.ToArray()).ToList();
        var count = places.Count == 0 ? 1 : places[0].Length;
        if (places.Any(p => p.Length != count))
        {
            throw new ArgumentException("Some rows were tested more often than others, so they form no whole histories.", nameof(forecasts));
        }

        if (count == 1)
        {
            return [forecasts];
        }

        var folds = new int[places.Count];
        for (var i = 1; i < folds.Length; i++)
        {
            folds[i] = folds[i - 1] + (places[i].Select(Split).SequenceEqual(places[i - 1].Select(Split)) ? 0 : 1);
        }

        return
        [
            .. Enumerable.Range(0, count).Select(path => new OutOfSample(
                forecasts.Name,
                [.. places.Select(p => forecasts.Rows[p[path]])],
                folds,
                [.. places.Select(p => forecasts.Labels[p[path]])],
                [.. places.Select(p => forecasts.Probabilities[p[path]])]) { Kind = forecasts.Kind }),
        ];

        int Split(int place) => forecasts.Folds[place];
    }
}
