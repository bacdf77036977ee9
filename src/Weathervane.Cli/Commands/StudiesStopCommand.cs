using System.CommandLine;
using Weathervane.Cli.Records;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane studies stop STUDY</c>: asks the servers for no more trials.</summary>
internal static class StudiesStopCommand
{
    internal static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("study") { Description = "The study's name (the newest of that name), or its number.", HelpName = "NAME" };
        var command = new Command("stop", "Stops a search that servers make. Its trials stay; 'vane tune --server' goes on with it. Example: vane studies stop btc-v4/lightgbm") { name };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var study = records.StopStudy(parse.GetValue(name)!);
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(study);
            }
            else
            {
                terminal.Output.WriteLine($"{study.Study.Name} is stopped.");
            }
        });
        return command;
    }
}
