using Weathervane.Store.Models;
using Weathervane.Store.Runs;

namespace Weathervane.Store.Tests.Durability;

public sealed class ConcurrencyTests : IDisposable
{
    private const int Writers = 8, Each = 12;
    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Eight_processes_that_start_at_once_on_an_empty_folder_lose_no_version_and_share_no_number()
    {
        // The replaced registry read the whole file, changed it, and wrote it back: of two writers one was lost.
        var folder = Path.Combine(_workspace.Folder, "fresh");
        var processes = Enumerable.Range(0, Writers).Select(_ => WriterProcess.Start(WriterProcess.Versions, folder)).ToList();
        var said = processes.AsParallel().WithDegreeOfParallelism(Writers).Select(p =>
        {
            var output = p.StandardOutput.ReadToEnd();
            var error = p.StandardError.ReadToEnd();
            p.WaitForExit();
            p.Dispose();
            return (output, error);
        }).ToList();

        Assert.All(said, s => Assert.Empty(s.error));
        var expected = Enumerable.Range(1, Writers * WriterProcess.VersionsEach).Select(n => $"version {n}").Order().ToList();
        Assert.Equal(expected, said.SelectMany(s => s.output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Order());
        using var workspace = Workspace.Open(folder, TimeProvider.System);
        Assert.Equal(expected.Count, workspace.Models.Versions("gbp").Count);
        Assert.All(workspace.Models.Versions("gbp"), v => Assert.Equal(1000, workspace.Artifacts.Read(v, ModelVersion.ModelFile).Length));
    }

    [Fact]
    public void Eight_threads_of_one_process_lose_no_metric_and_no_version()
    {
        var run = _workspace.NewRun();
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, thread =>
        {
            for (var i = 0; i < Each; i++)
            {
                _workspace.Store.Runs.LogMetric(run.Id, $"thread{thread}", i, i);
                _workspace.Register();
            }
        });
        Assert.All(Enumerable.Range(0, Writers), t => Assert.Equal(Each, _workspace.Store.Runs.History(run.Id, $"thread{t}").Count));
        Assert.Equal(Enumerable.Range(1, Writers * Each).Select(n => (long)n), _workspace.Store.Models.Versions("gbp").Select(v => v.Version));
    }

    [Fact]
    public async Task A_reader_does_not_wait_for_a_writer_and_sees_all_of_a_batch_or_nothing()
    {
        var run = _workspace.NewRun();
        using var stop = new CancellationTokenSource();
        var seen = Task.Run(() =>
        {
            var torn = 0;
            while (!stop.IsCancellationRequested)
            {
                var metrics = _workspace.Store.Runs.Get(run.Id).Metrics;
                torn += metrics.Count > 0 && metrics["a"] != metrics["b"] ? 1 : 0;
            }

            return torn;
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 100; i++)
        {
            _workspace.Store.Runs.Log(run.Id, new RunLog { Metrics = [new("a", i, i), new("b", i, i)] });
        }

        await stop.CancelAsync();
        Assert.Equal(0, await seen);
    }
}
