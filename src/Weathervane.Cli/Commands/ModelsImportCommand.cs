using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Weathervane.Cli.Records;
using Weathervane.Learners;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;
using Weathervane.Pipelines.Mlflow;
using Weathervane.Pipelines.Serving;
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
            "Registers a model of vane fit, LightGBM, XGBoost, CatBoost or ONNX as the next version of NAME. Example: vane models import model.txt --name btc") { file, name, format, notes };
        command.SetAction(parse =>
        {
            var path = parse.GetValue(file)!;
            var content = File.Exists(path) ? File.ReadAllBytes(path) : throw new InputException(
                path, Directory.Exists(path) ? "is a folder." : "does not exist.", "Name a model file of vane fit, LightGBM, XGBoost, CatBoost or ONNX.");
            var facts = new MlflowFacts(terminal.Clock.GetUtcNow().UtcDateTime);
            var found = parse.GetValue(format) is null && ModelFile.IsOne(content) ? Own(content, path, facts) : Other(content, path, parse.GetValue(format), facts);
            using var records = RecordsOf.Open(parse, terminal);
            var version = records.Register(new NewVersion
            {
                Name = parse.GetValue(name)!,
                Author = Workspaces.UserOf(terminal),
                Model = found.File,
                Files = found.Files,
                Parameters = Facts(found),
                Tags = new Dictionary<string, string> { ["imported_from"] = Path.GetFileName(path) },
                Notes = parse.GetValue(notes)!,
            });
            Tell(terminal, parse.GetValue(CommonOptions.Json), version, found);
            return 0;
        });
        return command;
    }

    /// <summary>A file of this program, kept as it is.</summary>
    private static Found Own(byte[] content, string path, MlflowFacts facts)
    {
        var file = ModelFile.Read(content, path);
        var takesRows = RowModels.TakesRows(file);
        var files = takesRows ? MlflowDirectory.Of(file.Model, facts) : MlflowDirectory.Of(ForecastModel.Read(content, path), facts);
        return new("vane", file.Model, content, files) { TakesRows = takesRows };
    }

    /// <summary>Another program's model, with its original beside ours.</summary>
    private static Found Other(byte[] content, string path, string? id, MlflowFacts facts)
    {
        var format = id is null ? ModelFormats.Guess(content, path) : ModelFormats.Named(id);
        var model = format.Read(content, path);
        var header = JsonSerializer.Serialize(new
        {
            imported = new { format = format.Id, file = Path.GetFileName(path), sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) },
        });
        var files = new Dictionary<string, byte[]>(MlflowDirectory.Of(model, format, content, facts)) { ["original/model" + format.Extension] = content };
        return new(format.Id, model, new ModelFile(header, model).ToBytes(), files);
    }

    private static Dictionary<string, string> Facts(Found found)
    {
        var facts = new Dictionary<string, string>
        {
            ["format"] = found.Format,
            ["features"] = found.Model.FeatureNames.Count.ToString(CultureInfo.InvariantCulture),
            ["probability"] = found.HasProbability ? "true" : "false",
        };
        if (found.Trees is { } trees)
        {
            facts["trees"] = trees.ToString(CultureInfo.InvariantCulture);
        }

        return facts;
    }

    private static void Tell(Terminal terminal, bool json, ModelVersion version, Found found)
    {
        if (json)
        {
            terminal.WriteJson(new
            {
                model = version.Reference, format = found.Format, trees = found.Trees, features = found.Model.FeatureNames, probability = found.HasProbability,
            });
            return;
        }

        var kind = found.Trees is { } trees ? $"{trees.ToString(CultureInfo.InvariantCulture)} trees" : $"a model of kind {found.Model.Kind}";
        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Registered {version.Reference}: {kind} on {Counted.Of(found.Model.FeatureNames.Count, "feature")}, read as {found.Format}."));
        terminal.Output.WriteLine(found.TakesRows
            ? $"Next: vane models score {version.Reference} --rows ROWS.csv -o SCORES.csv"
            : $"Next: vane predict --model {version.Reference} --bars BARS.csv -o FORECASTS.csv");
    }

    private sealed record Found(string Format, Model Model, byte[] File, IReadOnlyDictionary<string, byte[]> Files)
    {
        internal bool TakesRows { get; init; } = true;

        internal int? Trees => (Model as TreeModel)?.TreeCount;

        internal bool HasProbability => Model is not TreeModel { HasProbability: false };
    }
}
