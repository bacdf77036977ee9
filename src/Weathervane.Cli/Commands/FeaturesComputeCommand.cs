using System.CommandLine;
using System.Globalization;
using Weathervane.Bars;
using Weathervane.Features;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane features compute --set btc43 FILE -o OUT.csv</c>: features of every bar, one row a bar.</summary>
internal static class FeaturesComputeCommand
{
    internal static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "Bars as CSV, plain or .gz." };
        var sets = new Option<string[]>("--set")
        {
            Description = $"A set ({string.Join(", ", FeatureSets.All.Select(s => s.Name))}), a formula like rsi(14), or 'columns' for the further columns of the file; may be given several times.",
            HelpName = "SET",
            Required = true,
        };
        var output = new Option<string>("--output", "-o") { Description = "The CSV to write; packed where the name ends in .gz.", HelpName = "OUT", Required = true };
        var clock = new Option<string?>("--clock") { Description = "The clock of the file's times, such as America/New_York+07:00 (default: UTC, or what the times say).", HelpName = "ZONE+HH:MM" };
        var stamp = new Option<BarStamp>("--stamp") { Description = "Whether times stamp the open or the close of a bar.", DefaultValueFactory = _ => BarStamp.Guess };
        var holes = new Option<string>("--holes") { Description = "At a hole in the bars: span, or 'restart N' to start anew after more than N missing bars.", DefaultValueFactory = _ => "span" };
        var command = new Command(
            "compute",
            "Computes features and writes them as CSV: the bar's open time in UTC first, then one column a feature, numbers that read back to the same bits, unknown values empty. "
            + "Example: vane features compute --set btc43 btc.csv.gz -o features.csv")
        {
            file, sets, output, clock, stamp, holes,
        };
        command.SetAction((parse, cancel) =>
        {
            var bars = BarReader.Read(
                parse.GetValue(file)!, new BarReadOptions { Clock = parse.GetValue(clock), Stamp = parse.GetValue(stamp) }, cancel).Bars;
            var set = FeatureSets.Resolve(parse.GetValue(sets)!, bars.ColumnNames, "--set");
            var options = new FeatureOptions { Threads = terminal.Threads, Holes = HolePolicy.Parse(parse.GetValue(holes)!), Cancel = cancel };
            var features = set.Compute(bars, options);
            var path = parse.GetValue(output)!;
            OutputFile.Write(path, text => WriteRows(text, bars, features, cancel));
            Report(terminal, parse, set, features, path);
            return Task.FromResult(0);
        });
        return CommonOptions.OfThisMachine(command);
    }

    private static void Report(Terminal terminal, ParseResult parse, FeatureSet set, FeatureMatrix features, string path)
    {
        List<string> never = [.. Enumerable.Range(0, features.Columns).Where(c => !features.Column(c).ContainsAnyExcept(double.NaN)).Select(c => features.Names[c])];
        if (parse.GetValue(CommonOptions.Json))
        {
            terminal.WriteJson(new { file = path, set = set.Name, rows = features.Rows, columns = features.Columns, warmup = set.Warmup, set.Fingerprint, neverKnown = never });
            return;
        }

        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Wrote {Counted.Of(features.Columns, "feature")} of {Counted.Of(features.Rows, "bar")} to {path}; rows are full after {Counted.Of(set.Warmup, "bar")}."));
        if (never.Count > 0)
        {
            terminal.Error.WriteLine($"vane: never known on these bars: {string.Join(", ", never)}.");
        }
    }

    private static void WriteRows(TextWriter text, BarSeries bars, FeatureMatrix features, CancellationToken cancel)
    {
        text.Write("time");
        foreach (var name in features.Names)
        {
            text.Write(',');
            text.Write(CsvField.Quoted(name));
        }

        text.WriteLine();
        Span<char> number = stackalloc char[32];
        for (var row = 0; row < features.Rows; row++)
        {
            cancel.ThrowIfCancellationRequested();
            text.Write(bars.Times[row].ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
            for (var column = 0; column < features.Columns; column++)
            {
                text.Write(',');
                var value = features[row, column];
                if (!double.IsNaN(value) && value.TryFormat(number, out var length, "R", CultureInfo.InvariantCulture))
                {
                    text.Write(number[..length]);
                }
            }

            text.WriteLine();
        }
    }
}
