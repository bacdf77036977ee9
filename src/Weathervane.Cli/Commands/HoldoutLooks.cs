using System.CommandLine;
using Weathervane.Bars;
using Weathervane.Cli.Records;
using Weathervane.Evaluation.Judging;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Commands;

/// <summary>Counts looks at sealed hold-outs that are taken through forecasts, in the workspace or at the server that is at hand.</summary>
internal static class HoldoutLooks
{
    /// <summary>Counts scoring a file's forecasts, where rows lie in a hold-out that is sealed, or in a span that was looked at before.</summary>
    /// <param name="parse">Names the workspace or server.</param>
    /// <param name="terminal">Its environment and user.</param>
    /// <param name="predictions">What is to be scored; with times, else nothing is counted.</param>
    /// <param name="bars">The bars that they stand on; null where none are given.</param>
    /// <param name="horizon">How many bars they look ahead.</param>
    /// <returns>The how-manieth look, from 1; null where it is none, or nobody is there to count.</returns>
    internal static int? OfFile(ParseResult parse, Terminal terminal, Predictions predictions, BarSeries? bars, int horizon)
    {
        var isSealed = predictions.Count(ForecastPart.Sealed) > 0;
        var series = predictions.Series ?? bars?.Name;
        if (predictions.Times is not { } times || series is null)
        {
            return null;
        }

        // Rows that were learnt from are no hold-out of anybody's who judges them.
        List<DateTime> seen = [.. times.Where((_, i) => predictions.Parts is not { } parts || (isSealed ? parts[i] == ForecastPart.Sealed : parts[i] != ForecastPart.Learnt))];
        if (seen.Count == 0)
        {
            return null;
        }

        var interval = bars?.Interval ?? Step(times);
        var (from, to) = (seen.Min(), seen.Max() + interval);
        using var records = RecordsOf.OpenExisting(parse, terminal);
        if (records is null)
        {
            return null;
        }

        var look = new HoldoutLook(series, $"next-bar-direction/{horizon}", from, to, Workspaces.UserOf(terminal));
        return isSealed ? records.Record(look) : Within(look, records.Looks(series)) is { } again ? records.Record(again) : null;
    }

    /// <summary>Of a look at more, what others have looked at as a hold-out; null where that is nothing. The rest is no hold-out, and must not become one.</summary>
    private static HoldoutLook? Within(HoldoutLook look, IReadOnlyList<HoldoutLook> before)
    {
        var met = before.Where(l => l.From < look.To && l.To > look.From).ToList();
        if (met.Count == 0)
        {
            return null;
        }

        var (first, last) = (met.Min(l => l.From), met.Max(l => l.To));
        return look with { From = first > look.From ? first : look.From, To = last < look.To ? last : look.To };
    }

    /// <summary>Counts trading a model on the hold-out of its own run.</summary>
    /// <inheritdoc cref="OfFile"/>
    internal static int? OfModel(ParseResult parse, Terminal terminal, HoldoutLook look)
    {
        using var records = RecordsOf.OpenExisting(parse, terminal);
        return records?.Record(look);
    }

    /// <summary>The shortest time between two rows: that of a bar, where no bars are given.</summary>
    private static TimeSpan Step(DateTime[] times)
    {
        DateTime[] sorted = [.. times.Distinct().Order()];
        return sorted.Length < 2 ? TimeSpan.FromSeconds(1) : sorted.Zip(sorted.Skip(1), (a, b) => b - a).Min();
    }
}
