using System.CommandLine;
using System.Globalization;
using Weathervane.Bars;
using Weathervane.Bars.Making;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane bars make</c>: bars whose truth is known.</summary>
internal static class BarsMakeCommand
{
    private const string DateFormat = "yyyy-MM-dd";

    internal static Command Create(Terminal terminal)
    {
        var bars = new Option<int>("--bars") { Description = "How many bars.", HelpName = "N", DefaultValueFactory = _ => new BarMakerOptions().Bars };
        var edge = new Option<double>("--edge")
        {
            Description = "How often the next bar's direction follows the planted rule, 0.5 to 1, or none.",
            HelpName = "0.55|none",
            Required = true,
            CustomParser = result => ParseEdge(result),
        };
        var regimes = new Option<bool>("--regimes") { Description = "Let calm and wild spells take turns; in a wild one the rule is turned round." };
        var seed = new Option<ulong>("--seed") { Description = "Seed; equal seeds make equal bars.", HelpName = "S", DefaultValueFactory = _ => 0UL };
        var interval = new Option<TimeSpan?>("--interval") { Description = "Length of a bar, such as 15m, 1h or 1d (default: 1h).", HelpName = "LENGTH", CustomParser = BarsOptions.ParseInterval };
        var start = new Option<DateTime?>("--start") { Description = "Day of the first bar (default: 2020-01-01).", HelpName = DateFormat, CustomParser = ParseStart };
        var output = new Option<string>("--output", "-o") { Description = "Where to write; a name that ends in .gz is packed.", HelpName = "OUT", Required = true };
        var command = new Command(
            "make",
            """
            Makes bars with volatility in clusters, fat tails and a next-bar edge of known size, or none: the test bed for whatever claims to find one.
            The rule: after a close below the close of five bars before, the next bar is up with the given probability; after one above it, down.

            Examples:
              vane bars make --bars 50000 --edge 0.55 --seed 1 -o planted.csv.gz
              vane bars make --bars 50000 --edge none --seed 1 -o noise.csv.gz
            """) { bars, edge, regimes, seed, interval, start, output };
        command.SetAction(parse =>
        {
            var defaults = new BarMakerOptions();
            var options = new BarMakerOptions
            {
                Bars = parse.GetValue(bars),
                Edge = parse.GetValue(edge) is var given && double.IsNaN(given) ? null : given,
                Regimes = parse.GetValue(regimes),
                Seed = parse.GetValue(seed),
                Interval = parse.GetValue(interval) ?? defaults.Interval,
                Start = parse.GetValue(start) ?? defaults.Start,
            };
            var path = parse.GetRequiredValue(output);
            var made = BarMaker.Make(options, terminal.Cancel);
            BarWriter.Write(made, path, terminal.Cancel);
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { Path = path, Rows = made.Count, options.Edge, options.Regimes, options.Seed, made.Sha256 });
            }
            else
            {
                terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{made.Count} bars written to {path}, SHA-256 {made.Sha256}"));
            }
        });
        return CommonOptions.OfThisMachine(command);
    }

    /// <summary>NaN for none: a custom parser's null counts as no value at all, which a required option refuses to give.</summary>
    private static double ParseEdge(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "none")
        {
            return double.NaN;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var edge) && edge is >= 0.5 and <= 1)
        {
            return edge;
        }

        result.AddError($"The edge '{text}' is not known. It is a probability from 0.5 to 1, such as 0.55, or none.");
        return double.NaN;
    }

    private static DateTime? ParseStart(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DateTime.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var start) && start.Year is >= 1900 and <= 2100)
        {
            return start;
        }

        result.AddError($"The start '{text}' is not known. It is a day of 1900 to 2100, such as 2020-01-01.");
        return null;
    }
}
