using Weathervane.Bars;
using Weathervane.Cli;
using Weathervane.Store;
using Weathervane.Store.Import;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Tests;

namespace Weathervane.Web.Tests;

/// <summary>Fills a workspace as people would: two real runs of the sample, one of them with a search, and runs of another tracking server.</summary>
internal static class SeededWorkspace
{
    internal const string Hostile = "<img src=x onerror=alert(1)>";

    /// <summary>The sample's bars as a series that comes in, forecast by the model of the two runs.</summary>
    internal const string Daily = "sp500-1d";

    private const string Tuned = """
        version: 1
        name: sp500-tuned
        bars: { file: sp500.csv }
        features: direction
        label: next-bar-direction
        split: { holdout: 0.2, folds: 5 }
        scaler: standard
        impute: median
        learners:
          - lightgbm:
              n_estimators: 20
              tune:
                num_leaves: [3, 31]
                learning_rate: { low: 0.005, high: 0.2, log: true }
                min_data_in_leaf: [20, 400]
        tuning: { sampler: tpe, trials: 12, folds: 2 }
        register: { name: sp500, notes: "Tuned LightGBM." }
        primary: log_loss
        seed: 42
        """;

    /// <summary>Trains the sample twice: a model with two versions, a study, two reports.</summary>
    internal static async Task Train(string folder)
    {
        var samples = Path.Combine(Repository.Root, "samples");
        await Run("run", Path.Combine(samples, "sp500.yaml"), "--workspace", folder, "--quiet");
        var pipeline = Path.Combine(folder, "tuned.yaml");
        await File.WriteAllTextAsync(pipeline, Tuned.Replace("sp500.csv", Path.Combine(samples, "sp500.csv"), StringComparison.Ordinal));
        await Run("run", pipeline, "--workspace", folder, "--quiet");
    }

    /// <summary>Adds runs of a search with curves, at fixed times, and models with names that pages must only ever show as text.</summary>
    internal static void Fill(Workspace workspace, int runs)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = 16 }, n => workspace.Imports.Add(RunOf(n, start)));
        var bars = BarReader.Read(Path.Combine(Repository.Root, "samples", "sp500.csv"), new BarReadOptions(), CancellationToken.None).Bars;
        workspace.Series.Put(Daily, "1d", ["sp500"]);
        workspace.Series.Take(Daily, bars.ToArray());
        var (champion, other) = (workspace.Models.Resolve("sp500"), workspace.Models.Versions("sp500").First(v => !v.Aliases.Contains(ModelName.Champion)));
        workspace.LiveExperiments.Start(
            new NewLiveExperiment { Series = Daily, Champion = "sp500", Challengers = [other.Reference], From = bars.Times[0], Reason = $"Is {other.Reference} better than {champion.Reference}?" }, "ada");
        var hostile = workspace.Models.Register(new NewVersion { Name = Hostile, Author = Hostile, Model = [1], Notes = Hostile, PrimaryMetric = "log_loss", Metrics = [new("log_loss", 0.69)] });
        workspace.Models.Promote(hostile, Hostile, Hostile);
        var run = workspace.Runs.Create(new NewRun { Name = Hostile, User = Hostile, Tags = new Dictionary<string, string> { [Hostile] = Hostile } });
        workspace.Runs.Log(run.Id, new RunLog { Params = new Dictionary<string, string> { ["<b>depth</b>"] = Hostile }, Metrics = [new MetricPoint("loss", double.NaN)] });
        foreach (var (loss, verdict) in new[] { (0.6931, "NOT PROVEN"), (0.6902, "BEATS"), (0.6955, "WORSE") })
        {
            workspace.Models.Register(new NewVersion
            {
                Name = "btc", Author = "ada", Model = [1, 2], PrimaryMetric = "log_loss", Verdict = verdict,
                Metrics = [new("log_loss", loss), new("accuracy", 1.2 - loss)],
                Parameters = new Dictionary<string, string> { ["learner"] = "lightgbm", ["num_leaves"] = loss < 0.691 ? "15" : "31" },
            });
        }

        workspace.Models.Promote(workspace.Models.Resolve("btc:1"), "ada", "The first one.");
    }

    // A made-up search: the loss falls with the rate of 0.03 and with depth, and wobbles.
    private static ForeignRun RunOf(int n, DateTimeOffset start)
    {
        var (depth, rate) = (3 + (n % 8), 0.005 * Math.Pow(1.5, n % 9));
        var loss = 0.68 + (0.004 * Math.Abs(Math.Log(rate / 0.03))) + (0.001 * (10 - depth)) + (0.002 * Math.Sin(n));
        var time = start.AddMinutes(n);
        return new ForeignRun
        {
            Id = n.ToString("x32", System.Globalization.CultureInfo.InvariantCulture),
            ExperimentId = 0,
            Name = $"sweep-{n:00000}",
            User = n % 3 == 0 ? "ada" : "bob",
            Status = n % 50 == 49 ? RunStatus.Failed : RunStatus.Finished,
            Start = time,
            End = time.AddSeconds(30 + (n % 90)),
            Metrics =
            [
                .. Enumerable.Range(1, 5).Select(step => new ForeignMetric("log_loss", loss + (0.02 / step), step, time.AddSeconds(step))),
                new ForeignMetric("accuracy", 1.22 - loss, 0, time),
            ],
            Params = new Dictionary<string, string> { ["max_depth"] = $"{depth}", ["eta"] = rate.ToString("0.#####", System.Globalization.CultureInfo.InvariantCulture) },
            Tags = new Dictionary<string, string> { ["stage"] = n % 10 == 0 ? "live" : "trial" },
        };
    }

    /// <summary>Runs the program, as its user would.</summary>
    internal static async Task Run(params string[] args)
    {
        var error = new StringWriter();
        var exit = await Cli.Program.RunAsync(args, new Terminal { Output = TextWriter.Null, Error = error, Environment = _ => null });
        Assert.True(exit == 0, error.ToString());
    }
}
