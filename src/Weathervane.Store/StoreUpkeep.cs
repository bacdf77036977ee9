using Weathervane.Store.Artifacts;
using Weathervane.Store.Locations;
using Weathervane.Store.Sql;
using Weathervane.Store.Upkeep;

namespace Weathervane.Store;

/// <summary>What keeps a store in good order: checks, backups, collecting what is unused, moving to another place.</summary>
public sealed class StoreUpkeep
{
    private readonly Database _database;
    private readonly IBlobStore _blobs;
    private readonly TimeProvider _clock;

    internal StoreUpkeep(Database database, IBlobStore blobs, TimeProvider clock) => (_database, _blobs, _clock) = (database, blobs, clock);

    /// <summary>How long content that nothing refers to is left alone by default.</summary>
    public static TimeSpan DefaultGrace { get; } = TimeSpan.FromHours(1);

    /// <summary>The shortest time of grace.</summary>
    public static TimeSpan LeastGrace { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Looks at the schema, at what rows refer to, and at the hash of every content.</summary>
    /// <param name="progress">Told the share of contents that were read; null for nobody.</param>
    /// <param name="cancel">Stops between two contents.</param>
    public StoreReport Check(IProgress<double>? progress = null, CancellationToken cancel = default) => StoreCheck.Run(_database, _blobs, progress, cancel);

    /// <summary>Writes a backup as a workspace folder, while others go on writing.</summary>
    /// <param name="folder">Empty, or not there yet.</param>
    /// <param name="cancel">Stops; what was written by then is no backup.</param>
    /// <returns>How many contents were copied.</returns>
    /// <exception cref="InputException">There is a workspace in the folder.</exception>
    /// <exception cref="InvalidDataException">Content is missing or damaged; there is no backup then.</exception>
    public Task<int> BackUpAsync(string folder, CancellationToken cancel = default) => StoreBackup.WriteAsync(_database, _blobs, folder, _clock, cancel);

    /// <summary>Writes everything into a zip file that can be imported into any other store.</summary>
    /// <inheritdoc cref="BackUpAsync"/>
    /// <param name="path">The file; it must not be there yet.</param>
    /// <param name="cancel">Stops; nothing is left behind.</param>
    /// <returns>How many rows and contents it holds.</returns>
    public Task<(long Rows, int Files)> ExportAsync(string path, CancellationToken cancel = default) => PortableStore.ExportAsync(_database, _blobs, path, cancel);

    /// <summary>Removes content that nothing refers to and that was not announced within a time of grace.</summary>
    /// <param name="grace">At least <see cref="LeastGrace"/>.</param>
    /// <param name="remove">false only counts.</param>
    public Collected Collect(TimeSpan grace, bool remove = true) => BlobCollector.Run(
        _database, _blobs, grace >= LeastGrace ? grace : throw new ArgumentOutOfRangeException(nameof(grace), $"{grace} is too short: content that is being stored needs at least {LeastGrace}."), _clock.GetUtcNow(), remove);

    /// <summary>Deletes for good what was marked as deleted before a moment. Content goes with the next <see cref="Collect"/>.</summary>
    /// <param name="before">The moment.</param>
    /// <param name="remove">false only counts.</param>
    public HardDeleted DeleteForGood(DateTimeOffset before, bool remove = true) => HardDeletion.Run(_database, before, remove);

    /// <summary>Puts a backup into a store that is empty or not there yet, of whatever kind.</summary>
    /// <param name="folder">What <see cref="BackUpAsync"/> wrote; it stays as it is.</param>
    /// <param name="location">Where to.</param>
    /// <param name="clock">Gives the times of migrations.</param>
    /// <param name="cancel">Stops before rows are written.</param>
    /// <returns>How many rows and contents were put there.</returns>
    /// <exception cref="InputException">There is no backup, or the store is in use.</exception>
    public static Task<(long Rows, int Files)> RestoreAsync(string folder, WorkspaceLocation location, TimeProvider clock, CancellationToken cancel = default) =>
        StoreBackup.RestoreAsync(folder, location, clock, cancel);

    /// <summary>Puts all that an export holds into a store that is empty or not there yet, of whatever kind.</summary>
    /// <inheritdoc cref="RestoreAsync"/>
    /// <param name="path">What <see cref="ExportAsync"/> wrote.</param>
    /// <param name="location">Where to.</param>
    /// <param name="clock">Gives the times of migrations.</param>
    /// <param name="cancel">Stops before rows are written.</param>
    public static Task<(long Rows, int Files)> ImportAsync(string path, WorkspaceLocation location, TimeProvider clock, CancellationToken cancel = default) =>
        PortableStore.ImportAsync(path, location, clock, cancel);
}
