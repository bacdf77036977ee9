using System.Text.RegularExpressions;
using Weathervane.Store.Runs;

namespace Weathervane.Cli.Tests;

public sealed partial class StopTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Stopping_keeps_finished_trials_and_marks_the_run_as_killed()
    {
        _shop.Bars("a.csv", 600, 0.6);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv", "learners: [{logistic: {tune: {C: {low: 0.001, high: 10, log: true}}}}]\ntuning: { trials: 1000 }");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        // The progress line says when some trials are done; that is when Ctrl-C is pressed.
        var error = new PressCtrlC(stop);
        var run = await _shop.RunAsync(t => t with { Error = error, Interactive = true, Clock = new HastyClock(), Cancel = stop.Token }, "run", pipeline);
        Assert.Equal((130, ""), (run.Exit, run.Output));
        Assert.EndsWith("vane: stopped; what was finished is kept.", error.ToString().TrimEnd(), StringComparison.Ordinal);
        using var workspace = _shop.Open();
        var record = Assert.Single(workspace.Runs.List());
        Assert.Equal(RunStatus.Killed, record.Status);
        Assert.NotNull(record.End);
        Assert.InRange(workspace.Studies.Trials(workspace.Studies.OfRun(record.Id).Single().Id).Count, 5, 999);
        Assert.Empty(workspace.Models.List());
    }

    [Fact]
    public async Task Stopped_before_it_starts_it_leaves_nothing()
    {
        _shop.Bars("a.csv", 300, 0.6);
        var run = await _shop.RunAsync(t => t with { Cancel = new CancellationToken(canceled: true) }, "run", _shop.Pipeline("a.yaml", "a.csv"));
        Assert.Equal(130, run.Exit);
        using var workspace = _shop.Open();
        Assert.Empty(workspace.Runs.List());
    }

    /// <summary>Each look at it is a second later, so that every report is shown.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _now);
    }

    private sealed partial class PressCtrlC(CancellationTokenSource stop) : StringWriter
    {
        private readonly Lock _lock = new();

        public override void Write(char value)
        {
            lock (_lock)
            {
                base.Write(value);
            }
        }

        public override void Write(string? value)
        {
            lock (_lock)
            {
                base.Write(value);
                if (Tuning().IsMatch(value ?? ""))
                {
                    stop.Cancel();
                }
            }
        }

        [GeneratedRegex(@"tuning logistic .* [1-9]\d* %")]
        private static partial Regex Tuning();
    }
}
