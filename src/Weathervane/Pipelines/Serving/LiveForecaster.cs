using Weathervane.Bars;
using Weathervane.Features;

namespace Weathervane.Pipelines.Serving;

/// <summary>Forecasts bar by bar, for a trading loop: each forecast has the bits that <see cref="Forecaster"/> gives for that bar.</summary>
/// <remarks>Mutable; one owner. An update allocates nothing. Start it at the model's anchor (<see cref="ForecastRecipe.Anchor"/>) to have
/// training's values to the last bit. Sets of directions adapt to outcomes and are left to <see cref="Forecaster"/>.</remarks>
/// <example><code>
/// var live = new LiveForecaster(ForecastModel.Read(File.ReadAllBytes("model.vane"), "model.vane"), bars.Calendar);
/// for (var i = 0; i &lt; bars.Count; i++)
/// {
///     var forecast = live.Update(bars[i]);
/// }
/// </code></example>
public sealed class LiveForecaster
{
    private readonly ForecastModel _model;
    private readonly BarCalendar _calendar;
    private readonly LiveFeatures _features;
    private readonly double[] _row;
    private readonly int _warmUp;
    private long _bars;

    /// <summary>Makes one that has seen no bar yet.</summary>
    /// <param name="model">The model; shared freely.</param>
    /// <param name="calendar">When bars are expected; null for a market that never closes.</param>
    /// <exception cref="ArgumentException">The model needs further series or columns, which bars alone do not have.</exception>
    public LiveForecaster(ForecastModel model, BarCalendar? calendar = null)
    {
        if (model.Recipe.Series.Count > 0 || model.Recipe.Set.SourceColumns.Count > 0)
        {
            throw new ArgumentException("The model reads further series or columns besides its bars: use Forecaster.", nameof(model));
        }

        (_model, _calendar) = (model, calendar ?? new ContinuousCalendar(model.Recipe.Interval));
        var set = model.Recipe.Set;
        (_features, _row, _warmUp) = (set.Live(_calendar, HolePolicy.Parse(model.Recipe.Holes)), new double[set.Columns.Count], set.Warmup);
    }

    /// <summary>The features known at the last bar's close, in the recipe's order, unscaled; NaN where unknown.</summary>
    public ReadOnlySpan<double> Features => _row;

    /// <summary>Takes the next bar.</summary>
    /// <param name="bar">A closed bar later than all before.</param>
    /// <returns>The forecast known at its close; its probability is NaN during the warm-up.</returns>
    /// <exception cref="ArgumentException">The bar is not later than the one before.</exception>
    public Forecast Update(in Bar bar)
    {
        _features.Update(in bar, _row);
        var (probability, familiarity) = _bars++ < _warmUp ? (double.NaN, double.NaN) : _model.Predict(_row);
        return new Forecast(bar.Time, bar.Time + _model.Recipe.Interval, _model.TargetOf(bar.Time, _calendar), probability, double.NaN)
        {
            Threshold = _model.Terms.Threshold,
            Familiarity = familiarity,
        };
    }
}
