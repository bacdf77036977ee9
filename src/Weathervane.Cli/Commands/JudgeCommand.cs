using System.CommandLine;
using System.Globalization;
using Weathervane.Bars;
using Weathervane.Evaluation.Judging;
using Weathervane.Evaluation.Metrics;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane judge PRED.csv | --confusion TN,FP,FN,TP</c>: what anyone's predictions are worth.</summary>
internal static class JudgeCommand
{
    private static readonly string[] TimeWords = ["bar", "knownAt", "target"];

    internal static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("PRED.csv")
        {
            Description = "Predictions: what 'vane predict' writes, or a time, a probability of up and, where known, a label a row; columns are found by name. .csv or .csv.gz.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var confusion = new Option<string?>("--confusion") { Description = "A bare confusion matrix instead of a file; rows are taken for independent.", HelpName = "TN,FP,FN,TP" };
        var bars = new Option<string?>("--bars") { Description = "The bars that are predicted: labels and baselines are then made from them.", HelpName = "FILE" };
        var horizon = new Option<int?>("--horizon") { Description = "How many bars the predictions look ahead (default: what the file's targets say, else 1).", HelpName = "H" };
        var time = new Option<string?>("--time")
        {
            Description = "What a time means: the open of the last bar that was known (bar), its close (knownAt), or the open of the bar that is predicted (target). Default: what the column's name says, else bar.",
            HelpName = "bar|knownAt|target",
        };
        var trials = new Option<int>("--trials") { Description = "How many models were tried before this one was shown, itself included (default 1).", HelpName = "N", DefaultValueFactory = _ => 1 };
        var inSample = new Option<bool>("--in-sample") { Description = "Also judge rows that the file says its model has learnt from. It has seen them: this flatters." };
        var command = new Command(
            "judge",
            """
            Judges anyone's predictions beside the baselines: BEATS, NOT PROVEN or WORSE for every metric, and what could not be tested.

            Examples:
              vane judge predictions.csv --bars hours.csv --horizon 1 --time bar
              vane predict --model sp500 --bars new.csv -o forecasts.csv && vane judge forecasts.csv --bars new.csv
              vane judge predictions.csv --trials 50
              vane judge --confusion 6005,3408,5681,4088
            """)
        {
            file, confusion, bars, horizon, time, trials, inSample,
        };
        command.SetAction(parse =>
        {
            var (path, matrix, json) = (parse.GetValue(file), parse.GetValue(confusion), parse.GetValue(CommonOptions.Json));
            if (path is null == matrix is null)
            {
                throw new InputException("judge", path is null ? "nothing was given to judge." : "a file and a confusion matrix were given.", "Name a file of predictions, or --confusion TN,FP,FN,TP.");
            }

            if (matrix is not null)
            {
                JudgePrinter.Matrix(terminal, Parse(matrix), json);
                return 0;
            }

            // What the command line asks is checked before a look at a hold-out can be counted.
            var asked = Check.InRange(parse.GetValue(horizon) ?? 1, 1, 100_000, "--horizon");
            var tried = Check.InRange(parse.GetValue(trials), 1, 1_000_000, "--trials");
            PredictionTime? meaning = parse.GetValue(time) is { } word ? TimeOf(word) : null;
            var predictions = PredictionFile.Read(path!, meaning, terminal.Cancel);
            predictions = parse.GetValue(inSample) ? predictions : predictions.Unlearnt(path!);
            var series = parse.GetValue(bars) is { } barsPath ? BarReader.Read(barsPath, cancel: terminal.Cancel).Bars : null;
            var ahead = parse.GetValue(horizon) is null && series is not null ? predictions.HorizonOn(series) ?? asked : asked;
            var options = new JudgeOptions
            {
                Horizon = ahead,
                Trials = tried,
                Time = meaning,
                Looking = rows => HoldoutLooks.OfFile(parse, terminal, rows, series, ahead),
                Threads = terminal.Threads,
                Cancel = terminal.Cancel,
            };
            var judgement = series is null ? PredictionJudge.ByLabels(predictions, options) : PredictionJudge.OnBars(predictions, series, options);
            JudgePrinter.Predictions(terminal, judgement, predictions.Columns, options, json);
            return 0;
        });
        return command;
    }

    private static PredictionTime TimeOf(string word) => Array.FindIndex(TimeWords, w => w.Equals(word, StringComparison.OrdinalIgnoreCase)) is var index and >= 0
        ? (PredictionTime)index
        : throw new InputException("--time", $"'{word}' is not known.", $"It is one of {string.Join(", ", TimeWords)}.");

    private static ConfusionMatrix Parse(string text)
    {
        var counts = text.Split(',', StringSplitOptions.TrimEntries)
            .Select(t => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : -1).ToList();
        return counts.Count == 4 && counts.All(c => c >= 0)
            ? new ConfusionMatrix(counts[0], counts[1], counts[2], counts[3])
            : throw new InputException("--confusion", $"'{text}' is not a confusion matrix.", "Give TN,FP,FN,TP as whole numbers, such as 6005,3408,5681,4088.");
    }
}
