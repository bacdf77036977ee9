using System.CommandLine;
using System.Globalization;
using Weathervane.Bars;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane bars clean FILE -o OUT</c>: writes the clean bars.</summary>
internal static class BarsCleanCommand
{
    internal static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A .csv or .csv.gz file of bars." };
        var output = new Option<string>("--output", "-o") { Description = "Where to write; a name that ends in .gz is packed.", HelpName = "OUT", Required = true };
        var options = new BarsOptions();
        var command = new Command(
            "clean",
            """
            Writes the clean bars of a file: UTC opens in order, one bar a time, by the rules of docs/bars.md. Holes stay holes.

            Example:
              vane bars clean broker.csv --clock America/New_York+07:00 -o gbpusd.csv.gz
            """) { file, output };
        options.AddTo(command);
        command.SetAction(parse =>
        {
            var (bars, card) = BarReader.Read(parse.GetRequiredValue(file), options.Of(parse), terminal.Cancel);
            var path = parse.GetRequiredValue(output);
            BarWriter.Write(bars, path, terminal.Cancel);
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { Path = path, card.Rows, card.Sha256, card.Problems });
                return;
            }

            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{card.Rows} bars written to {path}, SHA-256 {card.Sha256}"));
            foreach (var problem in card.Problems)
            {
                terminal.Output.WriteLine("was: " + problem);
            }
        });
        return CommonOptions.OfThisMachine(command);
    }
}
