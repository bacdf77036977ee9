using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Mlruns;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane import-registry FOLDER</c>: the metadata of an older registry, whose models are pickles and stay shut.</summary>
internal static class ImportRegistryCommand
{
    internal static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("folder") { Description = "The folder that holds registry.json, or that file.", HelpName = "FOLDER" };
        var command = new Command(
            "import-registry",
            """
            Takes over what an older registry's registry.json tells of its models: versions, times, authors, parameters, metrics. Its pickles are never opened, since opening one
            runs whatever code is in it. No version becomes the champion by it: the older registry served the newest as the best. All that is wrong with the file is told at once;
            what is here already is left as it is.

            Example: vane import-registry old/registry
            """) { source };
        command.SetAction(parse =>
        {
            var path = parse.GetValue(source)!;
            var models = RegistryJson.Read(Directory.Exists(path) ? Path.Combine(path, RegistryJson.FileName) : path);
            using var workspace = Workspaces.Open(parse, terminal);
            var conflicts = workspace.Imports.Conflicts([], models, path);
            if (conflicts.Count > 0)
            {
                throw new InputException(conflicts);
            }

            var added = models.ToDictionary(m => m.Name, m => workspace.Imports.Add(m, Workspaces.UserOf(terminal), $"from {path}"));
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { models = models.Select(m => new { m.Name, versions = m.Versions.Count, added = added[m.Name] }) });
                return 0;
            }

            terminal.WriteTable(["model", ">versions", ">added"], models.Select(m => (string[])
            [
                m.Name, m.Versions.Count.ToString(CultureInfo.InvariantCulture), added[m.Name].ToString(CultureInfo.InvariantCulture),
            ]));
            terminal.Output.WriteLine(added.Values.Sum() == 0 ? "All of it was here already." : "No file was opened but registry.json. Next: vane models history NAME");
            return 0;
        });
        return command;
    }
}
