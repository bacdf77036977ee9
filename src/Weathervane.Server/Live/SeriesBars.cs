using Weathervane.Bars;
using Weathervane.Pipelines.Serving;
using Weathervane.Store;
using Weathervane.Store.Live;

namespace Weathervane.Server.Live;

/// <summary>The bars of a series and of the further series that a model reads beside it, as the store has them: what live forecasts, refreshes, drift and backfills are all worked out from.</summary>
internal sealed class SeriesBars
{
    private readonly Dictionary<string, BarSeries> _others;

    private SeriesBars(BarSeries own, Dictionary<string, BarSeries> others) => (Own, _others) = (own, others);

    /// <summary>Of the series itself, under the calendar of the model's pipeline.</summary>
    internal BarSeries Own { get; }

    /// <summary>Those of the further series, by the model's name of them.</summary>
    internal IReadOnlyDictionary<string, BarSeries> Others => _others;

    /// <summary>Reads them. The further ones are read last, so that what had come before a bar of the series is there.</summary>
    /// <exception cref="InputException">Bars differ from the model's recipe, or the store lacks a series: all problems at once.</exception>
    internal static SeriesBars Read(Workspace workspace, KeptSeries series, ForecastModel model)
    {
        var own = workspace.Series.Bars(series.Name);
        own = own.Count == 0 ? own : model.OnCalendar(own);
        return new SeriesBars(own, Joined(workspace, series, model, null).ToDictionary(j => j.Key, j => model.OnCalendar(j.Key, j.Value)));
    }

    /// <summary>Refuses a series whose model needs more than the store has: it keeps bars without further columns.</summary>
    /// <exception cref="InputException">The model needs more: all problems at once.</exception>
    internal static void Refuse(Workspace workspace, KeptSeries series, ForecastModel model)
    {
        var problems = model.Recipe.Differences(workspace.Series.Bars(series.Name, last: 1), $"series {series.Name}").ToList();
        try
        {
            Joined(workspace, series, model, 1);
        }
        catch (InputException wrong)
        {
            problems.AddRange(wrong.Problems);
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }

    /// <summary>What the bars are as they stand: another text once any of them has changed.</summary>
    /// <param name="series">The series.</param>
    /// <param name="model">The model.</param>
    /// <param name="find">Finds a series by name; null where there is none.</param>
    internal static string StateOf(KeptSeries series, ForecastModel model, Func<string, KeptSeries?> find) => string.Join(
        ' ', model.Recipe.Joined.Select(s => find(NameOf(series, s))).Prepend(series).Select(s => FormattableString.Invariant($"{s?.Id}:{s?.Changes}")));

    /// <summary>The further series that have not come as far as a moment: their calendar expects one more bar to have closed by then. Null for none.</summary>
    /// <param name="knownAt">The close of a bar of the series.</param>
    internal IReadOnlyList<string>? BehindAt(DateTime knownAt)
    {
        List<string>? behind = null;
        foreach (var (name, bars) in _others)
        {
            if (bars.Calendar.Next(bars.Times[^1]) + bars.Interval <= knownAt)
            {
                (behind ??= []).Add(name);
            }
        }

        return behind;
    }

    private static Dictionary<string, BarSeries> Joined(Workspace workspace, KeptSeries series, ForecastModel model, int? last)
    {
        var (joined, problems) = (new Dictionary<string, BarSeries>(), new List<InputProblem>());
        foreach (var recipe in model.Recipe.Joined)
        {
            var (name, where) = (NameOf(series, recipe), $"series {recipe.Name}");
            if (name == series.Name || Find(workspace, name, last) is not { } bars)
            {
                problems.Add(new(
                    where, $"the model's features need its bars beside those of {series.Name}{(name == series.Name ? "" : $", and the store has no series '{name}'")}.",
                    $"PUT /api/v1/series/{name} makes it; or PUT /api/v1/series/{series.Name} with \"joined\": {{\"{recipe.Name}\": \"NAME\"}} where it has another name."));
            }
            else if (bars.Count == 0)
            {
                problems.Add(new(where, $"the model's features need its bars, and the series '{name}' holds none yet.", $"POST /api/v1/series/{name}/bars, from {recipe.Anchor:yyyy-MM-ddTHH:mm:ssZ} on."));
            }
            else
            {
                problems.AddRange(recipe.Differences(bars));
                joined.Add(recipe.Name, bars);
            }
        }

        return problems.Count == 0 ? joined : throw new InputException(problems);
    }

    private static string NameOf(KeptSeries series, SeriesRecipe recipe) => series.Joined.GetValueOrDefault(recipe.Name, recipe.Name);

    private static BarSeries? Find(Workspace workspace, string name, int? last)
    {
        try
        {
            return workspace.Series.Bars(name, last: last);
        }
        catch (InputException none) when (none.Kind == InputKind.NotFound)
        {
            return null;
        }
    }
}
