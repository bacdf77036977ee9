using System.CommandLine;
using Weathervane.Learners;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane fit --rows TRAIN.csv --label y --learner lightgbm -o MODEL</c>: one fit on any table of numbers, with its seconds told apart.</summary>
internal static class FitCommand
{
    internal static Command Create(Terminal terminal)
    {
        var rows = new Option<string>("--rows") { Description = "The training rows: numbers with a header, .csv or .csv.gz; an empty cell is missing.", HelpName = "FILE", Required = true };
        var label = new Option<string>("--label") { Description = "The column to learn: 0 or 1, or any number where the learner's objective is a regression.", HelpName = "COLUMN", Required = true };
        var learner = new Option<string>("--learner") { Description = $"What to fit: {string.Join(", ", LearnerCatalog.All.Select(k => k.Id))}.", HelpName = "ID", Required = true };
        var set = new Option<string[]>("--set") { Description = "A parameter of the learner, such as num_leaves=31; may be repeated. docs/learners.md lists them.", HelpName = "NAME=VALUE" };
        var valid = new Option<string?>("--valid") { Description = "Further rows with the same columns: scored, and watched where early_stopping_rounds is set.", HelpName = "FILE" };
        var weights = new Option<string?>("--weights") { Description = "The column of the sample weights; a row of weight 0 is left out of the fit.", HelpName = "COLUMN" };
        var drop = new Option<string[]>("--drop") { Description = "Columns that are no features, such as a time; separated by commas, may be repeated.", HelpName = "COLUMNS" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of everything random (default: 0).", HelpName = "N" };
        var threads = new Option<int?>("--threads") { Description = "Most threads (default: all); the model is the same for any.", HelpName = "N" };
        var output = new Option<string>("--output", "-o") { Description = "The model file to write.", HelpName = "MODEL", Required = true };
        var format = ModelFileOptions.Format("Write another program's format instead");
        var command = new Command(
            "fit",
            """
            Fits a learner on a table of numbers, prints the seconds of reading, binning and fitting apart, and writes the model.
            'vane models score MODEL --rows FILE' and 'vane models import MODEL' read what it writes.

            Examples:
              vane fit --rows train.csv --label y --learner lightgbm --set num_leaves=31 --set learning_rate=0.05 -o model.vane
              vane fit --rows train.csv.gz --label y --learner lightgbm --set early_stopping_rounds=20 --valid later.csv.gz --drop time,id -o model.vane
              vane fit --rows train.csv --label y --learner lightgbm --format onnx -o model.onnx
            """)
        {
            rows, label, learner, set, valid, weights, drop, seed, threads, output, format,
        };
        command.SetAction(parse =>
        {
            new FitJob(
                new FitRequest
                {
                    Rows = parse.GetValue(rows)!,
                    Label = parse.GetValue(label)!,
                    Learner = parse.GetValue(learner)!,
                    Settings = parse.GetValue(set) ?? [],
                    Valid = parse.GetValue(valid),
                    Weights = parse.GetValue(weights),
                    Drop = [.. (parse.GetValue(drop) ?? []).SelectMany(d => d.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
                    Seed = parse.GetValue(seed),
                    Threads = parse.GetValue(threads) is { } count ? Check.InRange(count, 1, 1_024, "--threads") : terminal.Threads,
                    Output = parse.GetValue(output)!,
                    Format = parse.GetValue(format),
                    Json = parse.GetValue(CommonOptions.Json),
                    Quiet = parse.GetValue(CommonOptions.Quiet),
                },
                terminal).Run();
            return 0;
        });
        return command;
    }
}
