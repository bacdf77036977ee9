using Weathervane.Bars;
using Weathervane.Bars.Making;
using Weathervane.Pipelines.Configuration.Shapes;
using Weathervane.Pipelines.Options;
using static Weathervane.Pipelines.Configuration.Shapes.Kinds;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary><c>bars:</c></summary>
internal static class BarsSection
{
    private const int FilesMax = 100;

    private static readonly Shape<IReadOnlyList<string>> Files = ListOf(Text("the name of a CSV file"), FilesMax, single: true);

    private static readonly Shape<BarMakerOptions> Made = new RecordShape<BarMakerOptions>(new(), new Fields<BarMakerOptions>
    {
        { "bars", Integer(2, 10_000_000), m => m.Bars, (m, v) => m with { Bars = v }, "How many bars." },
        { "edge", Number(0.5, 1), m => m.Edge, (m, v) => m with { Edge = v }, "How often the next bar follows the planted rule; none plants none." },
        { "regimes", Flag, m => m.Regimes, (m, v) => m with { Regimes = v }, "Whether calm and wild spells take turns; in a wild one the rule is turned round." },
        { "seed", Seed, m => m.Seed, (m, v) => m with { Seed = v }, "Seed of the bars, apart from the pipeline's own." },
    });

    internal static readonly Shape<BarsSource> Shape = new RecordShape<BarsSource>(new(), new Fields<BarsSource>
    {
        { "file", Files, b => b.Files.Count == 0 ? null : b.Files, (b, v) => b with { Files = v }, "CSV files of one market (plain or .csv.gz), joined in time; relative to this file's folder." },
        { "make", Made, b => b.Make, (b, v) => b with { Make = v }, "Bars made with a known truth, instead of files." },
        { "clock", Text("a zone, or a zone and an offset"), b => b.Read.Clock ?? "UTC", (b, v) => b with { Read = b.Read with { Clock = v } }, "The clock of the file's times: UTC, or a zone and an offset such as America/New_York+07:00." },
        { "stamp", OneOf(("guess", BarStamp.Guess), ("open", BarStamp.Open), ("close", BarStamp.Close)), b => b.Read.Stamp, (b, v) => b with { Read = b.Read with { Stamp = v } }, "Whether a time is its bar's open or close." },
        { "dates", OneOf(("day-first", DateOrder.DayFirst), ("month-first", DateOrder.MonthFirst)), b => b.Read.Dates == DateOrder.YearFirst ? null : b.Read.Dates, (b, v) => b with { Read = b.Read with { Dates = v ?? DateOrder.YearFirst } }, "Which part of a date comes first where that is not the year: 31.01.2024 or 01/31/2024." },
        { "decimal", OneOf(("comma", DecimalMark.Comma)), b => b.Read.Decimal == DecimalMark.Point ? null : b.Read.Decimal, (b, v) => b with { Read = b.Read with { Decimal = v ?? DecimalMark.Point } }, "What stands before the decimals where that is no point: comma reads 1234,5 and 1.234,5." },
        { "interval", Duration, b => b.Read.Interval, (b, v) => b with { Read = b.Read with { Interval = v } }, "The length of a bar; the most frequent step when not given." },
        { "calendar", Text("inferred, continuous, fx-week, or sessions with a zone, days and hours"), b => b.Read.Calendar, (b, v) => b with { Read = b.Read with { Calendar = v } }, "When bars are expected, which tells a closed market from missing data: inferred, continuous, fx-week, sessions:ZONE DAYS HOURS." },
        { "drop-impossible", Flag, b => b.Read.DropImpossible, (b, v) => b with { Read = b.Read with { DropImpossible = v } }, "Whether bars that cannot be, such as a high below the low, are left out." },
        { "from", Moment, b => b.From, (b, v) => b with { From = v }, "Bars that open earlier are left out." },
        { "to", Moment, b => b.To, (b, v) => b with { To = v }, "Bars that open then or later are left out." },
    }, Shorthand<BarsSource>.Of(Files, files => new BarsSource { Files = files }), OneSource);

    private static void OneSource(Node node, BarsSource bars)
    {
        if (bars.Files.Count == 0 && bars.Make is null)
        {
            node.Wrong("names no bars.", "Give 'file', or 'make' for bars with a known truth.");
        }
        else if (bars.Files.Count > 0 && bars.Make is not null)
        {
            node.Wrong("gives both 'file' and 'make'.", "Keep one of them.");
        }
        else if (bars is { From: { } from, To: { } to } && from >= to)
        {
            node.Wrong("ends before it starts.", "'to' must be later than 'from'.");
        }
    }
}
