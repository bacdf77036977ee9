using System.CommandLine;
using Weathervane.Cli.Records;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models rollback NAME --reason TEXT</c>: the champion before becomes the champion again.</summary>
internal static class ModelsRollbackCommand
{
    internal static Command Create(Terminal terminal)
    {
        var (name, reason) = (ModelsCommand.Name(), ModelsCommand.Reason());
        var command = new Command(
            "rollback", "Puts the champion's alias back on the version before; again goes further back. Example: vane models rollback gbp --reason 'odd forecasts'")
        {
            name, reason,
        };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var move = records.Rollback(parse.GetValue(name)!, parse.GetValue(reason)!);
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(move);
            }
            else
            {
                terminal.Output.WriteLine($"{move.Model}:{move.Version} is the champion again.");
            }

            return 0;
        });
        return command;
    }
}
