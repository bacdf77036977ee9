using System.CommandLine;
using System.Globalization;
using Weathervane.Features.Tables;
using Weathervane.Learners.Trees;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models score FILE|NAME --rows ROWS.csv -o OUT.csv</c>: raw scores and probabilities of rows of numbers.</summary>
internal static class ModelsScoreCommand
{
    internal static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = $"A model file of vane fit, LightGBM, XGBoost, CatBoost or ONNX, or {ModelsCommand.ReferenceHelp}", HelpName = "FILE|NAME" };
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
            var content = ModelContent.Of(parse, terminal, parse.GetValue(model)!);
            var scorer = RowModels.Read(content.Bytes, content.Name, parse.GetValue(format));
            var explain = parse.GetValue(contributions);
            if (explain && scorer is not TreeModel)
            {
                throw new InputException("--contributions", "only models of trees can be explained.", "Leave it out.");
            }

            var (input, path) = (parse.GetValue(rows)!, parse.GetValue(output)!);
            using var line = new ProgressLine(terminal, $"reading {Path.GetFileName(input)}", parse.GetValue(CommonOptions.Quiet));
            var features = FeatureTable.Read(
                input, scorer.FeatureNames, new TableReadOptions { Threads = terminal.Threads, Progress = line, Cancel = terminal.Cancel });
            OutputFile.Write(path, text => ScoreRows.Write(text, scorer, features, explain, terminal));
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { model = parse.GetValue(model), rows = features.Rows, features = features.Columns, path });
            }
            else
            {
                terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Wrote the scores of {Counted.Of(features.Rows, "row")} to {path}."));
            }

            return 0;
        });
        return command;
    }
}
