using System.Collections.Concurrent;
using Weathervane.Store.Live;

namespace Weathervane.Server.Outages;

/// <summary>The newest forecast of each series by each of its versions, as this server made it or told it last: what it answers with while the store is away.</summary>
internal sealed class KnownForecasts
{
    // A thousand series by a few versions each.
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, KeptSeries> _series = new();
    private readonly ConcurrentDictionary<(string Series, string Version), KeptForecast> _latest = new();

    internal void Add(KeptSeries series)
    {
        if (_series.Count < Most || _series.ContainsKey(series.Name))
        {
            _series[series.Name] = series;
        }
    }

    internal void Add(string series, string version, KeptForecast latest)
    {
        if (_latest.Count < Most || _latest.ContainsKey((series, version)))
        {
            _latest[(series, version)] = latest;
        }
    }

    internal KeptSeries? Series(string name) => _series.GetValueOrDefault(name);

    internal KeptForecast? Latest(string series, string version) => _latest.GetValueOrDefault((series, version));
}
