using System.CommandLine;
using System.Security.Cryptography;
using Weathervane.Cli.Records;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;
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
        var format = ModelFileOptions.Format("Write the model in another program's format");
        var command = new Command(
            "export",
            "Writes a version's model file, checked against its SHA-256, or the model in another program's format. "
            + "Examples: vane models export gbp -o gbp.vane; vane models export gbp --format onnx -o gbp.onnx") { model, output, file, format };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var version = records.Resolve(parse.GetValue(model)!);
            var (name, path) = (parse.GetValue(file)!, parse.GetValue(output)!);
            var content = records.Read(version, name);
            content = parse.GetValue(format) is { } id ? Convert(content, version.Reference, id) : content;
            OutputFile.Write(path, content);
            var sha256 = System.Convert.ToHexStringLower(SHA256.HashData(content));
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

    /// <summary>The model in another program's format.</summary>
    private static byte[] Convert(byte[] content, string reference, string format)
    {
        var target = ModelFormats.Named(format);
        if (target.Write is not { } write)
        {
            throw new InputException("--format", $"{target.Id} is only read: {target.WhyNotWritten}.");
        }

        return ModelFile.Read(content, reference).Model is TreeModel trees
            ? write(trees)
            : throw new InputException(reference, "is no model of trees, and other programs' formats hold nothing else.");
    }
}
