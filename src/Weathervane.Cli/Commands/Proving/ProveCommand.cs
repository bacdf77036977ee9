using System.CommandLine;
using Weathervane.Bars;
using Weathervane.Evaluation.Leaks;
using Weathervane.Labels;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Proving;

namespace Weathervane.Cli.Commands.Proving;

/// <summary><c>vane prove</c>: searches a pipeline, somebody's program or bare columns for knowledge of the future.</summary>
internal static class ProveCommand
{
    // Programs print fewer digits than they compute with, and sum in other orders.
    private const double ProgramTolerance = 1e-9;

    internal static Command Create(Terminal terminal)
    {
        var target = new Argument<string?>("PIPELINE") { Description = "A pipeline file.", Arity = ArgumentArity.ZeroOrOne };
        var bars = new Option<string?>("--bars") { Description = "Bars: instead of the pipeline's, or those that the program or the rows stand on.", HelpName = "FILE" };
        var program = new Option<string?>("--command") { Description = "A program that reads bars (timestamp,open,high,low,close,volume) from {in} and writes features (timestamp first) to {out}.", HelpName = "'PROGRAM {in} {out}'" };
        var rows = new Option<string?>("--rows") { Description = "A CSV file of features without the program that made it.", HelpName = "FILE" };
        var horizon = new Option<int>("--horizon") { Description = "With --command and --rows: how many bars ahead the label looks.", DefaultValueFactory = _ => 1, HelpName = "BARS" };
        var moments = new Option<int>("--moments") { Description = "How many places of the series are tried.", DefaultValueFactory = _ => 2, HelpName = "N" };
        var last = new Option<int>("--last") { Description = "With --command: the last so many bars only; 0 for all.", DefaultValueFactory = _ => 5_000, HelpName = "BARS" };
        var timeout = new Option<double>("--timeout") { Description = "With --command: seconds that one run may take.", DefaultValueFactory = _ => 120, HelpName = "SECONDS" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the places and the noise.", DefaultValueFactory = _ => 42, HelpName = "N" };
        var strict = new Option<bool>("--strict") { Description = "Count suspicious columns as findings, too." };
        var set = new Option<string[]>("--set") { Description = "A value that wins over the pipeline's; may be repeated.", HelpName = "PATH=VALUE" };
        var command = new Command(
            "prove",
            """
            Searches for features, labels, scalers and splits that know the future, and names the feature and the bar.

            Features are made again on bars that are cut off, noise, mirrored or scaled after some bar: nothing up to that bar may
            change. Ends with 1 when something is found, with 0 when not. Finding nothing is no proof that there is nothing.

            Examples:
              vane prove samples/sp500.yaml
              vane prove --command 'python my.py {in} {out}' --bars hours.csv
              vane prove --rows features.csv --bars hours.csv --horizon 4
            """)
        {
            target, bars, program, rows, horizon, moments, last, timeout, seed, strict, set,
        };
        command.Validators.Add(result =>
        {
            if (new[] { result.GetValue(target), result.GetValue(program), result.GetValue(rows) }.Count(v => v is not null) != 1)
            {
                result.AddError("Give one of a pipeline, --command or --rows.");
            }
            else if (result.GetValue(target) is null && result.GetValue(bars) is null)
            {
                result.AddError("--command and --rows need the bars, too: --bars FILE.");
            }
        });
        command.SetAction((parse, cancel) =>
        {
            var (json, quiet) = (parse.GetValue(CommonOptions.Json), parse.GetValue(CommonOptions.Quiet));
            LeakReport report;
            using (var progress = new ProgressLine(terminal, "proving", quiet || json))
            {
                var options = new LeakOptions
                {
                    Moments = Check.InRange(parse.GetValue(moments), 1, 1_000, "--moments"),
                    Label = new NextBarDirection { Horizon = Check.InRange(parse.GetValue(horizon), 1, 100_000, "--horizon") },
                    Seed = parse.GetValue(seed),
                    Threads = terminal.Threads,
                    Progress = progress,
                    Cancel = cancel,
                };
                report = parse.GetValue(program) is { } words ? OfProgram(words, Bars(), parse.GetValue(timeout), parse.GetValue(last), options)
                    : parse.GetValue(rows) is { } file ? OfRows(file, Bars(), options)
                    : OfPipeline(parse.GetValue(target)!, parse.GetValue(bars), parse.GetValue(set) ?? [], options);
            }

            return Task.FromResult(ProvePrinter.Print(terminal, report, json, parse.GetValue(strict)));

            BarSeries Bars() => BarReader.Read(parse.GetValue(bars)!, cancel: cancel).Bars;
        });
        return CommonOptions.OfThisMachine(command);
    }

    private static LeakReport OfPipeline(string file, string? bars, string[] overrides, LeakOptions options)
    {
        var pipeline = PipelineFile.Read(file, overrides);
        pipeline = bars is null ? pipeline : pipeline.OnBars(bars);
        return PipelineProver.Prove(pipeline, PipelineInputs.Load(pipeline, options.Threads, options.Cancel), options);
    }

    private static LeakReport OfProgram(string words, BarSeries bars, double seconds, int last, LeakOptions options)
    {
        using var program = new ExternalProgram(words, TimeSpan.FromSeconds(Check.Above(seconds, 0, 86_400, "--timeout")));
        Check.InRange(last, 0, int.MaxValue, "--last");
        var used = last > 0 && last < bars.Count ? bars.Slice(bars.Count - last, last) : bars;
        return LeakProver.Prove(program.Run, new ProbeBars(used), options with { Tolerance = ProgramTolerance, Repeat = true });
    }

    private static LeakReport OfRows(string file, BarSeries bars, LeakOptions options)
    {
        var features = BarFeaturesFile.Read(file, bars, options.Cancel);
        return BareColumns.Judge(features, bars, options.Label!, options.Seed, options.Cancel).And(DuplicateRows.Check(features, bars, options.Label!));
    }
}
