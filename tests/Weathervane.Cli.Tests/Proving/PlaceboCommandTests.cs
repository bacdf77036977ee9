using System.Text.Json;

namespace Weathervane.Cli.Tests.Proving;

public sealed class PlaceboCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_planted_edge_stands_above_every_placebo_and_survives_reversal_since_it_is_the_same_both_ways()
    {
        // The next close follows the last one's direction: an autocorrelation, which is the same in reversed time.
        var pipeline = Pipeline("edge.yaml", 0.6);
        var report = await _shop.JsonAsync("placebo", pipeline);
        Assert.All(report.GetProperty("placebos").EnumerateArray().Take(3), p => Assert.Equal((19, 0.05), (p.GetProperty("beaten").GetInt32(), p.GetProperty("pValue").GetDouble())));
        var reversed = report.GetProperty("placebos")[3];
        Assert.Equal((1, JsonValueKind.Null), (reversed.GetProperty("worlds").GetInt32(), reversed.GetProperty("pValue").ValueKind));
        Assert.InRange(reversed.GetProperty("median").GetDouble(), 0.5 * report.GetProperty("gain").GetDouble(), 1.5 * report.GetProperty("gain").GetDouble());
    }

    [Fact]
    public async Task Noise_stands_among_them_and_more_worlds_go_on_from_fewer()
    {
        var pipeline = Pipeline("noise.yaml", 0.5);
        var few = await _shop.JsonAsync("placebo", pipeline, "--times", "4", "--kind", "flipped", "--kind", "blocks");
        var more = await _shop.JsonAsync("placebo", pipeline, "--times", "9", "--kind", "blocks", "--threads", "1");
        Assert.StartsWith("NOT PROVEN: the real score stands among", more.GetProperty("verdict").GetString(), StringComparison.Ordinal);
        Assert.Equal(Gains(few.GetProperty("placebos")[1]), Gains(more.GetProperty("placebos")[0])[..4]);
        Assert.Equal(9, Gains(more.GetProperty("placebos")[0]).Distinct().Count());
    }

    [Fact]
    public async Task Stopping_shows_what_is_done()
    {
        using var stop = new CancellationTokenSource();
        var error = new StopAfter(stop, "placebo: ");
        var run = await _shop.RunAsync(
            t => t with { Cancel = stop.Token, Error = error, Interactive = false, Clock = new FastClock() }, "placebo", Pipeline("p.yaml", 0.5), "--times", "1000", "--kind", "shuffled");
        Assert.Equal(130, run.Exit);
        Assert.Matches(@"stopped after \d+ of 1000 worlds", run.Output);
        Assert.Contains("  shuffled ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_kind_is_told_with_all_that_there_are()
    {
        var run = await _shop.RunAsync("placebo", Pipeline("p.yaml", 0.5), "--kind", "sugar");
        Assert.Equal(2, run.Exit);
        Assert.Contains("shuffled, blocks, flipped, reversed", run.Error, StringComparison.Ordinal);
    }

    private static double[] Gains(JsonElement placebo) => [.. placebo.GetProperty("gains").EnumerateArray().Select(g => g.GetDouble())];

    private string Pipeline(string name, double edge) => _shop.Pipeline(name, _shop.Bars(name + ".csv", 900, edge), "learners: [logistic, { logistic: { C: 0.01 } }]");

    /// <summary>Asks the command to stop when it has written something.</summary>
    private sealed class StopAfter(CancellationTokenSource stop, string text) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(text, StringComparison.Ordinal) == true)
            {
                stop.Cancel();
            }
        }
    }

    /// <summary>A minute goes by at every look, so that progress is shown at once.</summary>
    private sealed class FastClock : TimeProvider
    {
        private long _looks;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks) * 60 * TimestampFrequency;
    }
}
