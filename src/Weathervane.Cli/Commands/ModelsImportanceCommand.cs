using System.CommandLine;
using System.Globalization;
using Weathervane.Evaluation.Importance;
using Weathervane.Evaluation.Metrics;
using Weathervane.Features.Tables;
using Weathervane.Learners;
using Weathervane.Learners.Formats;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models importance FILE|NAME [--by gain|split|permutation]</c>: which features a model leans on.</summary>
internal static class ModelsImportanceCommand
{
    private const string Permutation = "permutation";

    internal static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = $"A model file of vane, LightGBM, XGBoost, CatBoost or ONNX, or {ModelsCommand.ReferenceHelp}", HelpName = "FILE|NAME" };
        var by = new Option<string>("--by") { Description = "gain or split, as the model tells of its training; permutation: how much its score on --rows falls when a column is dealt out anew.", DefaultValueFactory = _ => "gain", HelpName = "KIND" };
        by.AcceptOnlyFromAmong("gain", "split", Permutation);
        var rows = new Option<string?>("--rows") { Description = "For permutation: rows of numbers that the model has not learnt from, .csv or .csv.gz.", HelpName = "FILE" };
        var label = new Option<string>("--label") { Description = "The column of --rows that says up (1) or down (0).", DefaultValueFactory = _ => "label", HelpName = "COLUMN" };
        var metric = new Option<string>("--metric") { Description = "What permutation scores by.", DefaultValueFactory = _ => "log_loss", HelpName = "NAME" };
        metric.AcceptOnlyFromAmong([.. MetricCatalog.All.Select(m => m.Name)]);
        var repeats = new Option<int>("--repeats") { Description = "How often each column is dealt out, 2 to 1000.", DefaultValueFactory = _ => 10, HelpName = "N" };
        var block = new Option<int>("--block-rows") { Description = "Neighbouring rows that stay together, for rows that resemble their neighbours.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var command = new Command(
            "importance",
            "Shows which features a model leans on. Example: vane models importance model.json --by permutation --rows later.csv --label y")
        {
            model, by, rows, label, metric, repeats, block,
        };
        command.SetAction(parse =>
        {
            var content = ModelContent.Of(parse, terminal, parse.GetValue(model)!);
            if (parse.GetValue(by) != Permutation)
            {
                ShowShares(parse, terminal, content, parse.GetValue(by)!);
                return 0;
            }

            var found = Measure(
                RowModels.Read(content.Bytes, content.Name, null),
                parse.GetValue(rows) ?? throw new InputException("--rows", "is missing.", "Give rows that the model has not learnt from."),
                parse.GetValue(label)!,
                MetricCatalog.Of(parse.GetValue(metric)!),
                new PermutationImportance
                {
                    Repeats = parse.GetValue(repeats) is var n and >= 2 and <= 1000 ? n : throw new InputException("--repeats", $"is {parse.GetValue(repeats)}.", "Give a whole number in [2, 1000]."),
                    BlockRows = parse.GetValue(block) is var b and >= 1 ? b : throw new InputException("--block-rows", $"is {parse.GetValue(block)}.", "Give 1 or more."),
                    Threads = terminal.Threads,
                },
                terminal);
            Show(parse, terminal, parse.GetValue(metric)!, [.. found.OrderByDescending(f => f.Mean)]);
            return 0;
        });
        return command;
    }

    private static void ShowShares(ParseResult parse, Terminal terminal, ModelContent content, string by)
    {
        // What a model tells of its training needs no rows, so models whose recipe works on bars are welcome too.
        var model = ModelFile.IsOne(content.Bytes) ? ModelFile.Read(content.Bytes, content.Name).Model : RowModels.Read(content.Bytes, content.Name, null);
        var shares = model.Importances(by == "split" ? ImportanceKind.Split : ImportanceKind.Gain)
            ?? throw new InputException(content.Name, $"this kind of model, {model.Kind}, or its file tells nothing of its features by {by}.", "Use --by permutation with --rows.");
        var ranked = model.FeatureNames.Zip(shares).OrderByDescending(p => p.Second).ThenBy(p => p.First, StringComparer.Ordinal).ToList();
        if (parse.GetValue(CommonOptions.Json))
        {
            terminal.WriteJson(new { by, features = ranked.Select(p => new { name = p.First, share = p.Second }) });
            return;
        }

        terminal.WriteTable(["feature", $">share by {by}"], ranked.Select(p => (IReadOnlyList<string>)[p.First, p.Second.ToString("0.0000", CultureInfo.InvariantCulture)]));
    }

    private static IReadOnlyList<ColumnImportance> Measure(
        Model model, string path, string label, Metric metric, PermutationImportance importance, Terminal terminal)
    {
        var table = FeatureTable.Read(path, [.. model.FeatureNames, label], new TableReadOptions { Threads = terminal.Threads, Cancel = terminal.Cancel });
        var labels = table.Column(table.Columns - 1).ToArray();
        if (labels.Length == 0 || labels.Any(l => l is not (0 or 1)))
        {
            throw new InputException($"{path}, column {label}", labels.Length == 0 ? "has no rows." : "holds other values than 0 and 1.", "Give rows with 1 for up and 0 for down.");
        }

        return importance.Of(model, table.TakeColumns([.. Enumerable.Range(0, table.Columns - 1)]), labels, metric, terminal.Cancel);
    }

    private static void Show(ParseResult parse, Terminal terminal, string metric, IReadOnlyList<ColumnImportance> found)
    {
        if (parse.GetValue(CommonOptions.Json))
        {
            terminal.WriteJson(new { by = Permutation, metric, features = found.Select(f => new { name = f.Name, mean = f.Mean, standardError = f.StandardError }) });
            return;
        }

        terminal.WriteTable(
            ["feature", $">{metric} worse by", ">standard error"],
            found.Select(f => (IReadOnlyList<string>)[f.Name, Text(f.Mean), Text(f.StandardError)]));
    }

    private static string Text(double value) => value.ToString("0.000000", CultureInfo.InvariantCulture);
}
