using System.Globalization;
using Weathervane.Client.Http;

namespace Weathervane.Client.Studies;

/// <summary>Searches over parameters that a server keeps.</summary>
public sealed class StudiesClient
{
    private const string Root = "/api/v1/studies";
    private readonly Connection _connection;

    internal StudiesClient(Connection connection) => _connection = connection;

    /// <summary>The newest studies, the newest first.</summary>
    /// <param name="limit">Most studies, 1 to 10,000.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<IReadOnlyList<KeptStudy>> ListAsync(int limit = 100, CancellationToken cancel = default) =>
        _connection.GetAsync(Connection.Query(Root, ("limit", Text(limit))), VaneJson.Default.IReadOnlyListKeptStudy, cancel);

    /// <summary>A study by its number, or the newest of a name.</summary>
    public Task<KeptStudy> GetAsync(string nameOrNumber, CancellationToken cancel = default) =>
        _connection.GetAsync(Connection.Query(Root + "/find", ("study", nameOrNumber)), VaneJson.Default.KeptStudy, cancel);

    /// <summary>The trials of a study, by number.</summary>
    /// <param name="id">The study's number.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<IReadOnlyList<Trial>> TrialsAsync(long id, CancellationToken cancel = default) =>
        _connection.GetAsync($"{Root}/{Text(id)}/trials", VaneJson.Default.IReadOnlyListTrial, cancel);

    /// <summary>Asks the servers for a search; its trials are made by those that have time.</summary>
    /// <param name="study">What is to be searched.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The studies, one for each learner.</returns>
    public Task<IReadOnlyList<KeptStudy>> AskAsync(NewStudy study, CancellationToken cancel = default) =>
        _connection.SendAsync(HttpMethod.Post, Root, study, VaneJson.Default.NewStudy, VaneJson.Default.IReadOnlyListKeptStudy, cancel);

    /// <summary>Adds a trial to a search whose trials the caller makes; it stays as it was first sent.</summary>
    /// <param name="id">The study's number.</param>
    /// <param name="trial">The trial; it has ended.</param>
    /// <param name="cancel">Gives up.</param>
    public Task AddTrialAsync(long id, Trial trial, CancellationToken cancel = default) =>
        _connection.SendAsync(HttpMethod.Post, $"{Root}/{Text(id)}/trials", trial, VaneJson.Default.Trial, cancel);

    /// <summary>Stops a search that servers make; its trials stay.</summary>
    /// <param name="id">The study's number.</param>
    /// <param name="cancel">Gives up.</param>
    public Task StopAsync(long id, CancellationToken cancel = default) => _connection.DeleteAsync($"{Root}/{Text(id)}/job", cancel);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
