using System.CommandLine;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models</c>: the registry.</summary>
internal static class ModelsCommand
{
    /// <summary>How every command that wants a version explains its argument.</summary>
    internal const string ReferenceHelp = "NAME (its champion), NAME:3, NAME:latest, NAME:best(METRIC) or NAME@ALIAS.";

    internal static Command Create(Terminal terminal) => new("models", "Lists, compares, promotes, imports, exports, scores and explains registered models.")
    {
        ModelsListCommand.Create(terminal),
        ModelsShowCommand.Create(terminal),
        ModelsHistoryCommand.Create(terminal),
        ModelsAtCommand.Create(terminal),
        ModelsCompareCommand.Create(terminal),
        ModelsPromoteCommand.Create(terminal),
        ModelsRollbackCommand.Create(terminal),
        ModelsDeleteCommand.Create(terminal),
        ModelsExportCommand.Create(terminal),
        ModelsImportCommand.Create(terminal),
        ModelsScoreCommand.Create(terminal),
        ModelsImportanceCommand.Create(terminal),
    };

    internal static Argument<string> Model(string name = "model") => new(name) { Description = ReferenceHelp, HelpName = name.ToUpperInvariant() };

    internal static Argument<string> Name() => new("name") { Description = "The model's name.", HelpName = "NAME" };

    internal static Option<string> Reason() => new("--reason") { Description = "Why; kept with the change.", HelpName = "TEXT", Required = true };
}
