using System.CommandLine;
using System.Security.Cryptography;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models export MODEL -o FILE</c>: the model file, or another file of the version, out of the workspace.</summary>
internal static class ModelsExportCommand
{
    internal static Command Create(Terminal terminal)
    {
        var model = ModelsCommand.Model();
        var output = new Option<string>("--output", "-o") { Description = "The file to write.", HelpName = "FILE", Required = true };
        var file = new Option<string>("--file")
        {
            Description = $"Which file of the version; 'vane models show' lists them (default: {ModelVersion.ModelFile}).",
            HelpName = "NAME",
            DefaultValueFactory = _ => ModelVersion.ModelFile,
        };
        var command = new Command("export", "Writes a version's model file, checked against its SHA-256. Example: vane models export gbp -o gbp.vane") { model, output, file };
        command.SetAction(parse =>
        {
            using var workspace = Workspaces.OpenRequired(parse, terminal);
            var version = workspace.Models.Resolve(parse.GetValue(model)!);
            var (name, path) = (parse.GetValue(file)!, parse.GetValue(output)!);
            var content = workspace.Artifacts.Read(version, name);
            Write(path, content);
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { model = version.Reference, file = name, path, bytes = content.Length, sha256 });
            }
            else
            {
                terminal.Output.WriteLine($"Wrote {name} of {version.Reference} to {path} ({content.Length} bytes, SHA-256 {sha256}).");
            }

            return 0;
        });
        return command;
    }

    /// <summary>All of it or nothing: what was there before stays until the new content is complete.</summary>
    private static void Write(string path, byte[] content)
    {
        var temporary = path + ".part";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw new IOException($"{path}: the file cannot be written ({failure.Message}).", failure);
        }
    }
}
