using Weathervane.Pipelines.Configuration.Shapes;
using Weathervane.Pipelines.Options;
using static Weathervane.Pipelines.Configuration.Shapes.Kinds;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary><c>series:</c></summary>
internal static class SeriesSection
{
    private const int SeriesMax = 50;

    private static readonly Shape<JoinedSeries> One = new RecordShape<JoinedSeries>(new(), new Fields<JoinedSeries>
    {
        { "name", Text("a short name"), s => s.Name, (s, v) => s with { Name = v }, "Stands before its features' names, as in eur.rsi_14.", true },
        { "bars", BarsSection.Shape, s => s.Bars, (s, v) => s with { Bars = v }, "Its own bars, as under 'bars' above." },
        { "resample", Duration, s => s.Resample, (s, v) => s with { Resample = v }, "Coarser bars of this length, made from the pipeline's own bars." },
        { "features", FeaturesSection.Shape, s => s.Features, (s, v) => s with { Features = v }, "Its features, as under 'features' below." },
        { "maximum-age", Duration, s => s.MaximumAge, (s, v) => s with { MaximumAge = v }, "Values older than this count as unknown." },
    }, validate: OneSource);

    internal static readonly Shape<IReadOnlyList<JoinedSeries>> Shape = new ListShape<JoinedSeries>(One, 0, SeriesMax);

    private static void OneSource(Node node, JoinedSeries series)
    {
        if ((series.Bars is null) == (series.Resample is null))
        {
            node.Wrong($"gives {(series.Bars is null ? "neither 'bars' nor 'resample'" : "both 'bars' and 'resample'")}.", "Give one of them.");
        }
    }
}
