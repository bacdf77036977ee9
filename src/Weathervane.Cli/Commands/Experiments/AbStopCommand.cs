using System.CommandLine;
using Weathervane.Cli.Records;

namespace Weathervane.Cli.Commands.Experiments;

/// <summary><c>vane ab stop ID --reason TEXT</c>: ends an experiment.</summary>
internal static class AbStopCommand
{
    internal static Command Create(Terminal terminal)
    {
        var (id, reason) = (new Argument<long>("id") { Description = "The experiment's number.", HelpName = "ID" }, ModelsCommand.Reason());
        var command = new Command("stop", "Ends an experiment; the champion answers again, and stays. Example: vane ab stop 3 --reason 'enough seen'") { id, reason };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var stopped = records.Stop(parse.GetValue(id), parse.GetValue(reason)!);
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(stopped);
            }
            else
            {
                terminal.Output.WriteLine($"Experiment {stopped.Id} has ended; {stopped.Champion.VersionReference} stays.");
            }

            return 0;
        });
        return command;
    }
}
