using System.Globalization;
using Weathervane.Client.Http;

namespace Weathervane.Client.Experiments;

/// <summary>A/B experiments on a server's live forecasts.</summary>
public sealed class ExperimentsClient
{
    private const string Root = "/api/v1/experiments";
    private readonly Connection _connection;

    internal ExperimentsClient(Connection connection) => _connection = connection;

    /// <summary>Experiments, the newest first, each as it stands.</summary>
    /// <param name="series">Only on this series; null is all.</param>
    /// <param name="running">Only those that have not ended.</param>
    /// <param name="limit">Most experiments, 1 to 1,000.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<IReadOnlyList<ExperimentReport>> ListAsync(string? series = null, bool running = false, int limit = 50, CancellationToken cancel = default) => _connection.GetAsync(
        Connection.Query(Root, ("series", series), ("running", running ? "true" : "false"), ("limit", Text(limit))), VaneJson.Default.IReadOnlyListExperimentReport, cancel);

    /// <summary>One experiment with its confidence sequences.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="points">Most points of each sequence; 0 for none.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<ExperimentReport> GetAsync(long id, int points = 0, CancellationToken cancel = default) =>
        _connection.GetAsync(Connection.Query($"{Root}/{Text(id)}", ("points", Text(points))), VaneJson.Default.ExperimentReport, cancel);

    /// <summary>Starts an experiment.</summary>
    /// <param name="asked">What is to be compared.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<Experiment> StartAsync(NewExperiment asked, CancellationToken cancel = default) =>
        _connection.SendAsync(HttpMethod.Post, Root, asked, VaneJson.Default.NewExperiment, VaneJson.Default.Experiment, cancel);

    /// <summary>Ends an experiment; the champion answers again, and stays.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="reason">Why; kept with the experiment.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<Experiment> StopAsync(long id, string reason, CancellationToken cancel = default) =>
        _connection.SendAsync(HttpMethod.Post, $"{Root}/{Text(id)}/stop", new ReasonGiven(reason), VaneJson.Default.ReasonGiven, VaneJson.Default.Experiment, cancel);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
