using System.Collections.Concurrent;
using Weathervane.Tests;

namespace Weathervane.Server.Tests.MLflow;

/// <summary>Official clients from 1.29 to 3.11, and hand-made edge cases, as recorded before a reference server: ours answers them the same.</summary>
public sealed class ReplayTests
{
    public static TheoryData<string> Recordings =>
    [
        "client_1.29.1_vs_server_3.6.1.jsonl", "client_2.9.2_vs_server_3.6.1.jsonl", "client_2.22.1_vs_server_3.6.1.jsonl", "client_3.6.1_vs_server_3.6.1.jsonl",
        "client_3.11.2_vs_server_3.6.1.jsonl", "edge_cases_server_3.6.1.raw.jsonl", "log_model_flows_3.6.1_2.22.1_3.11.2.raw.jsonl",
    ];

    private static readonly ConcurrentDictionary<string, Lazy<Task<(int Count, Replay Replay)>>> Sessions = new();

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Recorded_sessions_get_equal_statuses_shapes_and_values(string recording)
    {
        var (count, replay) = await Played(recording);
        Assert.True(replay.Problems.Count == 0, $"{replay.Problems.Count} of {count} differ:\n{string.Join("\n", replay.Problems)}");
    }

    [Fact]
    public async Task Every_difference_that_is_meant_is_met_in_some_recording()
    {
        var seen = new HashSet<Difference>();
        foreach (var recording in Recordings)
        {
            seen.UnionWith((await Played(recording.Data)).Replay.Seen);
        }

        Assert.Empty(Difference.All.Except(seen));
    }

    // Each session once, however many tests look at it.
    private static Task<(int Count, Replay Replay)> Played(string recording) => Sessions.GetOrAdd(recording, r => new(() => PlayAsync(r))).Value;

    private static async Task<(int Count, Replay Replay)> PlayAsync(string recording)
    {
        var exchanges = Exchange.Read(Repository.Shared("mlflow_wire/" + recording));
        await using var server = await RunningServer.StartAsync();
        var replay = new Replay(server.Client, server.Workspace);
        foreach (var exchange in exchanges)
        {
            await replay.SendAsync(exchange);
        }

        return (exchanges.Count, replay);
    }
}
