using System.Globalization;
using Weathervane.Client.Http;

namespace Weathervane.Client.Models;

/// <summary>Registered models of a server: names, versions, aliases with their history, files.</summary>
public sealed class ModelsClient
{
    private const string Root = "/api/v1/models";
    private readonly Connection _connection;

    internal ModelsClient(Connection connection) => _connection = connection;

    /// <summary>All models, by name.</summary>
    public Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken cancel = default) =>
        _connection.GetAsync(Root, VaneJson.Default.IReadOnlyListRegisteredModel, cancel);

    /// <summary>One model, with the newest version of each stage.</summary>
    public Task<RegisteredModel> GetAsync(string name, CancellationToken cancel = default) => _connection.GetAsync(Of(name), VaneJson.Default.RegisteredModel, cancel);

    /// <summary>The versions of a model, by number.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="deleted">Deleted ones too.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<IReadOnlyList<ModelVersion>> VersionsAsync(string name, bool deleted = false, CancellationToken cancel = default) =>
        _connection.GetAsync(Of(name) + (deleted ? "/versions?deleted=true" : "/versions"), VaneJson.Default.IReadOnlyListModelVersion, cancel);

    /// <summary>The version that a reference means: <c>name</c> (its champion), <c>name:3</c>, <c>name:latest</c>, <c>name:best(log_loss)</c>, <c>name@alias</c>.</summary>
    public Task<ModelVersion> ResolveAsync(string reference, CancellationToken cancel = default) =>
        _connection.GetAsync(Connection.Query(Root + "/resolve", ("reference", reference)), VaneJson.Default.ModelVersion, cancel);

    /// <summary>Every move of the model's aliases, in the order they were made: who, when, why, on what evidence.</summary>
    public Task<IReadOnlyList<AliasMove>> MovesAsync(string name, CancellationToken cancel = default) =>
        _connection.GetAsync(Of(name) + "/moves", VaneJson.Default.IReadOnlyListAliasMove, cancel);

    /// <summary>The version on which an alias stood at a moment, also if it was deleted since.</summary>
    /// <param name="name">The name that the model had.</param>
    /// <param name="time">The moment.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<ModelVersion> AtAsync(string name, DateTimeOffset time, string alias = "champion", CancellationToken cancel = default) =>
        _connection.GetAsync(Connection.Query(Of(name) + "/at", ("time", Text(time)), ("alias", alias)), VaneJson.Default.ModelVersion, cancel);

    /// <summary>Where every alias of every model stood at a moment, also on what was deleted since.</summary>
    public Task<IReadOnlyList<AliasStanding>> StandingAtAsync(DateTimeOffset time, CancellationToken cancel = default) =>
        _connection.GetAsync(Connection.Query("/api/v1/aliases", ("time", Text(time))), VaneJson.Default.IReadOnlyListAliasStanding, cancel);

    /// <summary>What differs between two versions of a model, and which is better by each metric.</summary>
    public Task<VersionComparison> CompareAsync(string name, long first, long second, CancellationToken cancel = default) => _connection.GetAsync(
        Connection.Query(Of(name) + "/compare", ("left", Text(first)), ("right", Text(second))), VaneJson.Default.VersionComparison, cancel);

    /// <summary>Makes a version the champion.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="reason">Why; may not be blank.</param>
    /// <param name="force">Also when its primary metric is worse than the champion's, or cannot be compared; that is recorded.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<AliasMove> PromoteAsync(string name, long version, string reason, bool force = false, CancellationToken cancel = default) => _connection.SendAsync(
        HttpMethod.Post, Of(name) + "/promote", new Promotion(version, reason, force), VaneJson.Default.Promotion, VaneJson.Default.AliasMove, cancel);

    /// <summary>Puts the champion's alias back on the version before; again goes further back.</summary>
    public Task<AliasMove> RollbackAsync(string name, string reason, CancellationToken cancel = default) => _connection.SendAsync(
        HttpMethod.Post, Of(name) + "/rollback", new ReasonGiven(reason), VaneJson.Default.ReasonGiven, VaneJson.Default.AliasMove, cancel);

    /// <summary>Puts an alias on a version.</summary>
    public Task<AliasMove> SetAliasAsync(string name, string alias, long version, string reason, CancellationToken cancel = default) => _connection.SendAsync(
        HttpMethod.Put, $"{Of(name)}/aliases/{Connection.Part(alias)}", new AliasTarget(version, reason), VaneJson.Default.AliasTarget, VaneJson.Default.AliasMove, cancel);

    /// <summary>Takes an alias away; one that stands nowhere stays so.</summary>
    public Task RemoveAliasAsync(string name, string alias, string reason, CancellationToken cancel = default) =>
        _connection.DeleteAsync(Connection.Query($"{Of(name)}/aliases/{Connection.Part(alias)}", ("reason", reason)), cancel);

    /// <summary>Registers the next version of a model, which is made when there is none. Safe on the server's disk when this returns.</summary>
    public Task<ModelVersion> RegisterAsync(string name, NewVersion version, CancellationToken cancel = default) =>
        _connection.SendAsync(HttpMethod.Post, Of(name) + "/versions", version, VaneJson.Default.NewVersion, VaneJson.Default.ModelVersion, cancel);

    /// <summary>Does what follows from the gate's word on a version: it becomes the champion, or shadows it first on the series that the champion serves.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="word">What the gate said.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<GateOutcome> FollowGateAsync(string name, long version, GateWord word, CancellationToken cancel = default) =>
        _connection.SendAsync(HttpMethod.Post, Of(name, version) + "/gate", word, VaneJson.Default.GateWord, VaneJson.Default.GateOutcome, cancel);

    /// <summary>Deletes a version; its record stays and its number is not used again.</summary>
    public Task DeleteVersionAsync(string name, long version, string reason, CancellationToken cancel = default) =>
        _connection.DeleteAsync(Connection.Query(Of(name, version), ("reason", reason)), cancel);

    /// <summary>Deletes a model with all its versions; the records stay and the name is free.</summary>
    public Task DeleteAsync(string name, string reason, CancellationToken cancel = default) => _connection.DeleteAsync(Connection.Query(Of(name), ("reason", reason)), cancel);

    /// <summary>The files of a version, by name.</summary>
    public Task<IReadOnlyList<StoredFile>> FilesAsync(string name, long version, CancellationToken cancel = default) =>
        _connection.GetAsync(Of(name, version) + "/files", VaneJson.Default.IReadOnlyListStoredFile, cancel);

    /// <summary>Writes a file of a version to a stream as it arrives; its SHA-256 is compared at the end.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="file">One of <see cref="FilesAsync"/>.</param>
    /// <param name="destination">Stays open.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="VaneException">Also where the content is not what was stored; what was written is of no use then.</exception>
    public Task DownloadAsync(string name, long version, StoredFile file, Stream destination, CancellationToken cancel = default) =>
        _connection.DownloadAsync($"{Of(name, version)}/files/{Connection.Parts(file.Name)}", file, destination, cancel);

    private static string Of(string name) => $"{Root}/{Connection.Part(name)}";

    private static string Of(string name, long version) => $"{Of(name)}/versions/{Text(version)}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
