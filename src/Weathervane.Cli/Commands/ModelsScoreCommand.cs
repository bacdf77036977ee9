using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Weathervane.Features;
using Weathervane.Learners.Explain;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models score FILE|NAME --rows ROWS.csv -o OUT.csv</c>: raw scores and probabilities of rows of numbers.</summary>
internal static class ModelsScoreCommand
{
    internal static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = $"A model file of LightGBM, XGBoost, CatBoost or ONNX, or {ModelsCommand.ReferenceHelp}", HelpName = "FILE|NAME" };
        var rows = new Option<string>("--rows") { Description = "Rows of numbers, .csv or .csv.gz, with the model's features among its columns.", HelpName = "FILE", Required = true };
        var output = new Option<string>("--output", "-o") { Description = "The file to write.", HelpName = "FILE", Required = true };
        var contributions = new Option<bool>("--contributions") { Description = "Also what each feature contributed to the raw score (exact TreeSHAP), and the expected value." };
        var format = ModelFileOptions.Format("Which format a model file has (default: by its content)");
        var command = new Command(
            "score",
            "Writes raw,probability for each row; columns are found by name. Example: vane models score model.json --rows rows.csv -o scores.csv --contributions")
        {
            model, rows, output, contributions, format,
        };
        command.SetAction(parse =>
        {
            var trees = Load(parse, terminal, parse.GetValue(model)!, parse.GetValue(format));
            var features = FeatureTable.Read(parse.GetValue(rows)!, trees.FeatureNames, terminal.Cancel);
            var path = parse.GetValue(output)!;
            OutputFile.Write(path, Scores(trees, features, parse.GetValue(contributions), terminal));
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { model = parse.GetValue(model), rows = features.Rows, features = features.Columns, path });
            }
            else
            {
                terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Wrote the scores of {features.Rows} rows to {path}."));
            }

            return 0;
        });
        return command;
    }

    private static TreeModel Load(ParseResult parse, Terminal terminal, string model, string? format)
    {
        if (File.Exists(model))
        {
            var content = File.ReadAllBytes(model);
            return (format is null ? ModelFormats.Guess(content, model) : ModelFormats.Named(format)).Read(content, model);
        }

        if (model.Contains('/', StringComparison.Ordinal) || !Workspaces.Exists(parse, terminal))
        {
            throw new InputException(model, "there is no such file, and no workspace with models here.");
        }

        using var workspace = Workspaces.OpenRequired(parse, terminal);
        var version = workspace.Models.Resolve(model);
        return Imported(workspace.Artifacts.Read(version, ModelVersion.ModelFile), version.Reference);
    }

    /// <summary>A version that was imported takes its features as they are; one that a pipeline trained scales them first.</summary>
    private static TreeModel Imported(byte[] content, string name)
    {
        var file = ModelFile.Read(content, name);
        using var header = JsonDocument.Parse(file.Header);
        return header.RootElement.TryGetProperty("imported", out _) && file.Model is TreeModel trees
            ? trees
            : throw new InputException(name, "was trained by a pipeline, whose recipe works on bars.", $"Use: vane predict --model {name} --bars FILE -o OUT.csv");
    }

    private static byte[] Scores(TreeModel model, FeatureMatrix features, bool explain, Terminal terminal)
    {
        var raw = new double[features.Rows];
        model.Raw(features, raw, terminal.Threads);
        var probability = new double[features.Rows];
        if (model.HasProbability)
        {
            model.Predict(features, probability, terminal.Threads);
        }

        var explainer = explain ? new TreeExplainer(model) : null;
        var contributions = explainer?.Explain(features, terminal.Threads, terminal.Cancel);
        var text = new StringBuilder(explain ? $"raw,probability,{string.Join(',', model.FeatureNames.Select(Quoted))},expected_value\n" : "raw,probability\n");
        for (var i = 0; i < raw.Length; i++)
        {
            text.Append(Number(raw[i])).Append(',').Append(model.HasProbability ? Number(probability[i]) : "");
            if (contributions is not null)
            {
                text.Append(',').AppendJoin(',', contributions[i].Select(Number)).Append(',').Append(Number(explainer!.ExpectedValue));
            }

            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string name) => name.AsSpan().IndexOfAny(",\"\n") < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
