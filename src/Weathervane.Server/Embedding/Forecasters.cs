using Microsoft.Extensions.Logging;
using Weathervane.Bars;
using Weathervane.Pipelines.Serving;
using Weathervane.Server.Live;
using Weathervane.Store;

namespace Weathervane.Server.Embedding;

/// <summary>The registered models of a workspace, ready to forecast. An alias that moves is seen within half a second; while the store is away the last known versions
/// go on. Safe to share between threads.</summary>
public sealed class Forecasters : IDisposable
{
    private readonly Workspace _workspace;
    private readonly ServedModels _models;
    private readonly bool _allowUnproven;

    internal Forecasters(Workspace workspace, bool allowUnproven, TimeProvider clock, ILogger log) =>
        (_workspace, _models, _allowUnproven) = (workspace, new ServedModels(workspace, null, null, clock, log), allowUnproven);

    /// <summary>A model by reference; <c>btc</c> is its champion. Whoever keeps it keeps that version.</summary>
    /// <param name="reference">Such as <c>btc</c>, <c>btc:3</c>, <c>btc@shadow</c>.</param>
    /// <exception cref="InputException">There is no such version, its file cannot be read, or it has no proven edge and those may not be used.</exception>
    public ForecastModel Model(string reference)
    {
        var served = _models.Get(reference);
        return served.IsProven || _allowUnproven ? served.Model : throw new InputException(
            $"model {served.Version.Reference}", $"has no proven edge: its verdict on record is {served.Version.Verdict ?? "none"}.", $"Set {nameof(WeathervaneOptions)}.{nameof(WeathervaneOptions.AllowUnproven)} to use it all the same.");
    }

    /// <summary>The forecast of the bar to come.</summary>
    /// <param name="reference">The model.</param>
    /// <param name="bars">Closed bars in time order, longer than the model's warm-up; from its anchor on for training's bits.</param>
    /// <param name="others">Those of the further series that the model reads, by its name of them; null for none.</param>
    /// <exception cref="InputException">The model may not be used, or the bars do not fit it.</exception>
    public Forecast Next(string reference, BarSeries bars, IReadOnlyDictionary<string, BarSeries>? others = null)
    {
        var model = Model(reference);
        return new Forecaster(model).Forecast(model.OnCalendar(bars), others?.ToDictionary(o => o.Key, o => model.OnCalendar(o.Key, o.Value)))[^1];
    }

    /// <summary>A forecaster for a loop: one bar at a time, without allocation, by the version of this moment.</summary>
    /// <param name="reference">The model.</param>
    /// <param name="history">Closed bars from the model's anchor on; their calendar holds for those to come.</param>
    /// <exception cref="InputException">The model may not be used, or takes more than one series.</exception>
    public LiveForecaster Live(string reference, BarSeries history)
    {
        var model = Model(reference);
        var known = model.OnCalendar(history);
        var live = new LiveForecaster(model, known.Calendar);
        for (var i = known.FirstAtOrAfter(model.Recipe.Anchor); i < known.Count; i++)
        {
            live.Update(known[i]);
        }

        return live;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _models.Dispose();
        _workspace.Dispose();
    }
}
