using Weathervane.Bars;
using Weathervane.Bars.Making;
using Weathervane.Bars.Reading;

namespace Weathervane.Pipelines.Options;

/// <summary>Where a pipeline's bars come from, and how their file is read: <c>bars:</c>.</summary>
public sealed record BarsSource
{
    /// <summary>CSV files (plain or .csv.gz) of one market, joined in time; relative to the pipeline's folder. Empty when bars are made.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Bars made with a known truth, instead of files; null when files are read.</summary>
    public BarMakerOptions? Make { get; init; }

    /// <summary>What the bars are called: the first file's name without its ending, or that of made bars.</summary>
    public string SeriesName => Files.Count == 0 ? BarMaker.SeriesName : BarAssembly.SeriesName(Files[0]);

    /// <summary>Clock, stamp, interval and calendar of the files.</summary>
    public BarReadOptions Read { get; init; } = new();

    /// <summary>Bars that open earlier are left out; null keeps all.</summary>
    public DateTime? From { get; init; }

    /// <summary>Bars that open at this moment or later are left out; null keeps all.</summary>
    public DateTime? To { get; init; }
}
