using Weathervane.Bars;
using Weathervane.Bars.Calendars;
using Weathervane.Bars.Making;
using Weathervane.Numerics;
using Weathervane.Pipelines.Options;

namespace Weathervane.Pipelines.Inputs;

/// <summary>Bars as a pipeline asks for them, and what their files were like.</summary>
/// <param name="Bars">The bars, within the pipeline's dates.</param>
/// <param name="Cards">One a file, in the pipeline's order; none for made bars.</param>
public sealed record LoadedBars(BarSeries Bars, IReadOnlyList<QualityCard> Cards);

/// <summary>Reads or makes the bars of a pipeline.</summary>
public static class BarsLoader
{
    /// <summary>Reads the files and joins them in time, or makes bars.</summary>
    /// <param name="source">Which bars.</param>
    /// <param name="folder">The folder that relative names start from.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InputException">A file is missing or no bars file, files do not fit together, or no bar lies within the dates: all problems at once.</exception>
    public static LoadedBars Load(BarsSource source, string folder, CancellationToken cancel)
    {
        var loaded = source.Make is { } made ? new LoadedBars(BarMaker.Make(made, cancel), []) : Read(source, folder, cancel);
        var within = Within(loaded.Bars, source);
        TradablePrices.Require(within, source.Files.Count == 1 ? source.Files[0] : within.Name);
        return loaded with { Bars = within };
    }

    /// <summary>Reads the further series of a pipeline that have a file, by name.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InputException">As <see cref="Load"/> says.</exception>
    public static Dictionary<string, BarSeries> LoadOthers(Pipeline pipeline, CancellationToken cancel) =>
        pipeline.Series.Where(s => s.Bars is not null).ToDictionary(s => s.Name, s => Load(s.Bars!, pipeline.Folder, cancel).Bars);

    private static LoadedBars Read(BarsSource source, string folder, CancellationToken cancel)
    {
        var problems = new List<InputProblem>();
        var files = new List<BarFile>();
        foreach (var file in source.Files)
        {
            try
            {
                files.Add(BarReader.Read(Path.Combine(folder, file), source.Read, cancel));
            }
            catch (InputException wrong)
            {
                problems.AddRange(wrong.Problems);
            }
        }

        if (problems.Count == 0)
        {
            problems.AddRange(Misfits(source, files));
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }

        return new LoadedBars(files.Count == 1 ? files[0].Bars : Join(files, source.Read), [.. files.Select(f => f.Card)]);
    }

    private static IEnumerable<InputProblem> Misfits(BarsSource source, List<BarFile> files)
    {
        for (var i = 1; i < files.Count; i++)
        {
            if (files[i].Bars.Interval != files[0].Bars.Interval)
            {
                yield return new InputProblem(
                    source.Files[i], $"has bars of {files[i].Bars.Interval}; {source.Files[0]} has bars of {files[0].Bars.Interval}.", "Join files of one interval.");
            }

            if (!files[i].Bars.ColumnNames.SequenceEqual(files[0].Bars.ColumnNames))
            {
                yield return new InputProblem(source.Files[i], $"has other columns than {source.Files[0]}.", "Join files of the same columns.");
            }
        }
    }

    /// <summary>One series of all bars; of two bars for one time the one with the larger volume stays, if equal that of the later file.</summary>
    private static BarSeries Join(List<BarFile> files, BarReadOptions read)
    {
        var chosen = new SortedDictionary<DateTime, (BarSeries Series, int Bar)>();
        foreach (var series in files.Select(f => f.Bars))
        {
            for (var bar = 0; bar < series.Count; bar++)
            {
                if (!chosen.TryGetValue(series.Times[bar], out var other) || series.Volume[bar] >= other.Series.Volume[other.Bar])
                {
                    chosen[series.Times[bar]] = (series, bar);
                }
            }
        }

        var first = files[0].Bars;
        DateTime[] times = [.. chosen.Keys];
        return new BarSeries(
            first.Name,
            first.Interval,
            times,
            Column(s => s.Open),
            Column(s => s.High),
            Column(s => s.Low),
            Column(s => s.Close),
            Column(s => s.Volume),
            first.ColumnNames.ToDictionary(name => name, name => Column(s => s.Column(name))),
            WitnessedCalendar.With(CalendarText.Create(read.Calendar, times, first.Interval), files.Select(f => f.Bars.Calendar)));

        double[] Column(ColumnOf column) => [.. chosen.Values.Select(v => column(v.Series)[v.Bar])];
    }

    private delegate ReadOnlySpan<double> ColumnOf(BarSeries series);

    private static BarSeries Within(BarSeries bars, BarsSource source)
    {
        var start = source.From is { } from ? Ascending.FirstAtLeast(bars.Times, from) : 0;
        var end = source.To is { } to ? Ascending.FirstAtLeast(bars.Times, to) : bars.Count;
        return start >= end
            ? throw new InputException(
                bars.Name,
                FormattableString.Invariant($"holds no bar within 'from' and 'to': its {bars.Count} bars open from {bars.Times[0]:yyyy-MM-dd} to {bars.Times[^1]:yyyy-MM-dd}."),
                "Choose other dates.")
            : start == 0 && end == bars.Count ? bars : bars.Slice(start, end - start);
    }
}
