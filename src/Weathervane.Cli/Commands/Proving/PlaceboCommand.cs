using System.CommandLine;
using System.Globalization;
using Weathervane.Evaluation.Placebo;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Proving;
using Weathervane.Pipelines.Running;

namespace Weathervane.Cli.Commands.Proving;

/// <summary><c>vane placebo PIPELINE</c>: the real score's place among scores from worlds in which there is nothing to find.</summary>
internal static class PlaceboCommand
{
    internal static Command Create(Terminal terminal)
    {
        var target = new Argument<string>("PIPELINE") { Description = "A pipeline file." };
        var bars = new Option<string?>("--bars") { Description = "Bars to use instead of the pipeline's.", HelpName = "FILE" };
        var times = new Option<int>("--times") { Description = "How many worlds of each kind; 19 can show p = 0.05, 99 can show 0.01.", DefaultValueFactory = _ => 19, HelpName = "N" };
        var kinds = new Option<string[]>("--kind")
        {
            Description = $"Only this kind; may be repeated: {string.Join(", ", PlaceboKind.All.Select(k => k.Name))} (default: all).", HelpName = "KIND",
        };
        var set = new Option<string[]>("--set") { Description = "A value that wins over the pipeline's, such as seed=7; may be repeated.", HelpName = "PATH=VALUE" };
        var threads = new Option<int?>("--threads") { Description = "Most threads (default: all); the result is the same for any.", HelpName = "N" };
        var command = new Command(
            "placebo",
            """
            Runs a pipeline's walk-forward again where there is nothing to find: labels shuffled row by row and in blocks, returns
            with random signs, time reversed. A real edge stands above all of these; luck, and most mistakes, stand among them.

            Ctrl-C shows what is done so far.

            Examples:
              vane placebo samples/sp500.yaml
              vane placebo mine.yaml --times 99 --kind blocks --kind flipped
            """)
        {
            target, bars, times, kinds, set, threads,
        };
        command.SetAction((parse, cancel) =>
        {
            var pipeline = PipelineFile.Read(parse.GetValue(target)!, parse.GetValue(set) ?? []);
            pipeline = parse.GetValue(bars) is { } file ? pipeline.OnBars(file) : pipeline;
            PlaceboKind[] chosen = parse.GetValue(kinds) is { Length: > 0 } names ? [.. names.Distinct().Select(PlaceboKind.Of)] : [.. PlaceboKind.All];
            var count = Check.InRange(parse.GetValue(times), 1, 100_000, "--times");
            var options = new RunOptions
            {
                Threads = parse.GetValue(threads) is { } most ? Check.InRange(most, 1, 1_024, "--threads") : terminal.Threads, Clock = terminal.Clock, Cancel = cancel,
            };
            var (json, quiet) = (parse.GetValue(CommonOptions.Json), parse.GetValue(CommonOptions.Quiet));
            return Task.FromResult(Run(terminal, pipeline, chosen, count, options, json, quiet));
        });
        return CommonOptions.OfThisMachine(command);
    }

    private static int Run(Terminal terminal, Pipeline pipeline, PlaceboKind[] kinds, int count, RunOptions options, bool json, bool quiet)
    {
        var runner = new PlaceboRunner(pipeline, PipelineInputs.Load(pipeline, options.Threads, options.Cancel), options);
        kinds = [.. kinds.Where(k => runner.Problem(k) is null || Told(k))];
        var gains = kinds.ToDictionary(k => k, _ => new List<double>());
        var worlds = kinds.SelectMany(k => Enumerable.Range(0, k.IsSingle ? 1 : count).Select(n => (Kind: k, Number: n))).OrderBy(w => w.Number).ToList();
        using (var progress = new ProgressLine(terminal, "placebo", quiet || json, worlds.Count, "worlds"))
        {
            try
            {
                foreach (var (kind, number) in worlds)
                {
                    gains[kind].Add(runner.Run(kind, number));
                    progress.Report(gains.Values.Sum(g => g.Count) / (double)worlds.Count);
                }
            }
            catch (OperationCanceledException) when (gains.Values.Any(g => g.Count > 0))
            {
                progress.Dispose();
                Print(terminal, pipeline, runner, [.. kinds.Select(k => new PlaceboResult(k, runner.Real, gains[k]))], json, worlds.Count);
                throw;
            }
        }

        Print(terminal, pipeline, runner, [.. kinds.Select(k => new PlaceboResult(k, runner.Real, gains[k]))], json, worlds.Count);
        return 0;

        bool Told(PlaceboKind kind)
        {
            terminal.Error.WriteLine($"Mind: {runner.Problem(kind)}");
            return false;
        }
    }

    private static void Print(Terminal terminal, Pipeline pipeline, PlaceboRunner runner, IReadOnlyList<PlaceboResult> results, bool json, int worlds)
    {
        var done = results.Sum(r => r.Gains.Count);
        if (json)
        {
            terminal.WriteJson(new
            {
                name = pipeline.Name,
                metric = runner.Metric,
                gain = runner.Real,
                seed = pipeline.Seed,
                complete = done == worlds,
                placebos = results.Select(r => new { kind = r.Kind.Name, r.Kind.Summary, worlds = r.Gains.Count, r.Beaten, r.PValue, median = r.Quantile(0.5), high = r.Quantile(0.95), r.Gains }),
                verdict = Verdict(results),
            });
            return;
        }

        terminal.Output.WriteLine($"Gain over the base rate in {runner.Metric}: {Gain(runner.Real)}{(done == worlds ? "" : string.Create(CultureInfo.InvariantCulture, $"; stopped after {done} of {worlds} worlds"))}.");
        terminal.WriteTable(
            ["placebo", ">worlds", ">beaten", ">median", ">95 % below", ">p", "what"],
            results.Select(r => (IReadOnlyList<string>)
            [
                r.Kind.Name, r.Gains.Count.ToString(CultureInfo.InvariantCulture), r.Beaten.ToString(CultureInfo.InvariantCulture), Gain(r.Quantile(0.5)),
                r.Kind.IsSingle ? "-" : Gain(r.Quantile(0.95)), double.IsNaN(r.PValue) ? "-" : r.PValue.ToString("0.000", CultureInfo.InvariantCulture), r.Kind.Summary,
            ]));
        terminal.Output.WriteLine($"Verdict: {Verdict(results)}");
    }

    private static string Verdict(IReadOnlyList<PlaceboResult> results)
    {
        var worst = results.Where(r => !double.IsNaN(r.PValue)).OrderByDescending(r => r.PValue).FirstOrDefault();
        return worst is null ? "no distribution to compare with."
            : worst.PValue <= 0.05
                ? string.Create(CultureInfo.InvariantCulture, $"the real score stands above what worlds without an edge give (largest p {worst.PValue:0.000}, {worst.Kind.Name}).")
                : string.Create(CultureInfo.InvariantCulture, $"NOT PROVEN: the real score stands among those of worlds without an edge (p {worst.PValue:0.000}, {worst.Kind.Name}).");
    }

    private static string Gain(double value) => value.ToString("+0.00000;-0.00000;0", CultureInfo.InvariantCulture);
}
