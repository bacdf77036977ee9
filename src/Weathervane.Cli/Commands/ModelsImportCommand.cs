using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models import FILE --name N</c>: a model that another program trained, registered as the next version.</summary>
internal static class ModelsImportCommand
{
    internal static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "The model file.", HelpName = "FILE" };
        var name = new Option<string>("--name") { Description = "The model's name in the registry.", HelpName = "NAME", Required = true };
        var format = ModelFileOptions.Format("Which format the file has (default: by its content)");
        var notes = new Option<string>("--notes") { Description = "Free words kept with the version.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var command = new Command(
            "import",
            "Registers a model of LightGBM, XGBoost, CatBoost or ONNX as the next version of NAME. Example: vane models import model.txt --name btc") { file, name, format, notes };
        command.SetAction(parse =>
        {
            var path = parse.GetValue(file)!;
            var content = File.ReadAllBytes(path);
            var chosen = parse.GetValue(format) is { } id ? ModelFormats.Named(id) : ModelFormats.Guess(content, path);
            var model = chosen.Read(content, path);
            using var workspace = Workspaces.Open(parse, terminal);
            var version = workspace.Models.Register(new NewVersion
            {
                Name = parse.GetValue(name)!,
                Author = Workspaces.UserOf(terminal),
                Model = new ModelFile(Header(chosen, path, content), model).ToBytes(),
                Files = new Dictionary<string, byte[]> { ["original/model" + chosen.Extension] = content },
                Parameters = Facts(chosen, model),
                Tags = new Dictionary<string, string> { ["imported_from"] = Path.GetFileName(path) },
                Notes = parse.GetValue(notes)!,
            });
            Tell(terminal, parse.GetValue(CommonOptions.Json), version, chosen, model);
            return 0;
        });
        return command;
    }

    private static string Header(ModelFormat format, string path, byte[] content) => JsonSerializer.Serialize(new
    {
        imported = new { format = format.Id, file = Path.GetFileName(path), sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) },
    });

    private static Dictionary<string, string> Facts(ModelFormat format, TreeModel model) => new()
    {
        ["format"] = format.Id,
        ["trees"] = model.TreeCount.ToString(CultureInfo.InvariantCulture),
        ["features"] = model.FeatureNames.Count.ToString(CultureInfo.InvariantCulture),
        ["probability"] = model.HasProbability ? "true" : "false",
    };

    private static void Tell(Terminal terminal, bool json, ModelVersion version, ModelFormat format, TreeModel model)
    {
        if (json)
        {
            terminal.WriteJson(new { model = version.Reference, format = format.Id, trees = model.TreeCount, features = model.FeatureNames, probability = model.HasProbability });
            return;
        }

        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Registered {version.Reference}: {model.TreeCount} trees on {model.FeatureNames.Count} features, read as {format.Id}."));
        terminal.Output.WriteLine($"Next: vane models score {version.Reference} --rows ROWS.csv -o SCORES.csv");
    }
}
