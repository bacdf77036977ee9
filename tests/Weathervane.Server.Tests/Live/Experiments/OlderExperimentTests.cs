using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Weathervane.Monitoring.Experiments;
using Weathervane.Server.Live.Experiments;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;
using Weathervane.Tests;

namespace Weathervane.Server.Tests.Live.Experiments;

/// <summary>What was under way when the bets changed.</summary>
public sealed class OlderExperimentTests : IDisposable
{
    private static readonly DateTimeOffset From = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("vane-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void One_that_was_started_under_the_bets_of_before_is_judged_by_them_to_its_end()
    {
        ZipFile.ExtractToDirectory(Path.Combine(Repository.Root, "tests/Weathervane.Store.Tests/Golden/baseline/workspace-v13.zip"), _folder);
        StartOld(Path.Combine(_folder, "store.db"));
        using var workspace = Workspace.Open(_folder, TimeProvider.System);
        Assert.Equal(2, workspace.Models.Register(new NewVersion { Name = "gbp", Author = "ada" }).Version);
        var old = workspace.LiveExperiments.Get(1);
        var fresh = workspace.LiveExperiments.Start(new NewLiveExperiment { Series = "s", Champion = "gbp:1", Challengers = ["gbp:2"], Horizon = 4, From = From }, "ada");
        Assert.Equal((BetRule.Constant, BetRule.Folding), (old.Bets, fresh.Bets));
        Assert.Equal((4, 0.05, From), (old.Horizon, old.Alpha, old.From));

        // The new bets come to a verdict first; the old experiment waits for its own.
        var ends = new Dictionary<long, int>();
        var forecasts = Forecasts().ToList();
        for (var bars = 50; bars <= forecasts.Count && ends.Count < 2; bars += 50)
        {
            foreach (var version in new[] { 1L, 2L })
            {
                workspace.Forecasts.Keep("s", [.. forecasts.Take(bars).Select(f => Kept(version, f))]);
            }

            foreach (var id in new[] { old.Id, fresh.Id }.Where(i => !ends.ContainsKey(i)))
            {
                var experiment = workspace.LiveExperiments.Get(id);
                var told = LiveComparison.Of(workspace, experiment);
                var expected = Expected(forecasts.Take(bars), id == old.Id ? BetRule.Constant : BetRule.Folding);
                Assert.Equal((expected.EvidenceBetter, expected.Verdict), (told.Challengers[0].EvidenceBetter, told.Challengers[0].EvidenceVerdict));
                if (LiveComparison.Judge(workspace, told).VerdictOf(1) is { } verdict)
                {
                    Assert.Equal(LiveEventKind.Better, verdict.Kind);
                    ends[id] = bars;
                }
            }
        }

        Assert.InRange(ends[fresh.Id], 50, ends[old.Id] - 50);
        Assert.Equal(BetRule.Constant, workspace.LiveExperiments.Get(old.Id).Bets);
    }

    /// <summary>As the program of that schema kept it: nothing said how an experiment bets.</summary>
    private static void StartOld(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            INSERT INTO series (series_id, name, bar_length, models, changes, created_ms) VALUES (1, 's', '1h', '["gbp"]', 0, 1);
            INSERT INTO live_experiments (live_experiment_id, series_id, mode, alpha, horizon, promote, from_ms, started_ms, started_by, reason)
            VALUES (1, 1, 'shadow', 0.05, 4, 0, {From.ToUnixTimeMilliseconds()}, 1, 'ada', '');
            INSERT INTO live_arms (live_experiment_id, arm, reference, model, version, weight) VALUES (1, 0, 'gbp:1', 'gbp', 1, 1.0), (1, 1, 'gbp:2', 'gbp', 2, 0.0);
            INSERT INTO counters (name, last) VALUES ('series', 1), ('live_experiment', 1);
            """;
        command.ExecuteNonQuery();
    }

    private static RunningStanding Expected(IEnumerable<(DateTimeOffset Bar, double Good, int Outcome)> forecasts, BetRule bets)
    {
        var test = new RunningTest(new RunningTestOptions { Horizon = 4, Bets = bets });
        foreach (var (_, good, outcome) in forecasts)
        {
            test.Add(0.5, good, outcome);
        }

        return test.Standing;
    }

    /// <summary>The challenger is right three times in four, the champion never says anything.</summary>
    private static IEnumerable<(DateTimeOffset Bar, double Good, int Outcome)> Forecasts()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var up = random.NextDouble() < 0.5 ? 1 : 0;
            var isRight = random.NextDouble() < 0.75;
            yield return (From.AddHours(i), (up == 1) == isRight ? 0.7 : 0.3, up);
        }
    }

    private static KeptForecast Kept(long version, (DateTimeOffset Bar, double Good, int Outcome) forecast) => new()
    {
        Model = "gbp",
        Version = version,
        Bar = forecast.Bar,
        KnownAt = forecast.Bar.AddHours(1),
        Target = forecast.Bar.AddHours(4),
        Probability = version == 1 ? 0.5 : forecast.Good,
        Threshold = 0.5,
        Outcome = forecast.Outcome,
    };
}
