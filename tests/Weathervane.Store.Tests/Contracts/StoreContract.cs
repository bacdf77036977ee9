using Weathervane.Store.Locations;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Tests.Contracts;

/// <summary>What every database under a workspace has to do. A new one adds a class of three lines, and all of this is asked of it.</summary>
public abstract partial class StoreContract : IDisposable
{
    private readonly Func<string, StoreLocation> _place;
    private readonly TemporaryWorkspace _workspace;
    private Database? _database;

    /// <param name="place">Where a new store goes, given a folder of its own.</param>
    protected StoreContract(Func<string, StoreLocation> place) => (_place, _workspace) = (place, new TemporaryWorkspace(place));

    private RunStore Runs => _workspace.Store.Runs;

    private ModelRegistry Models => _workspace.Store.Models;

    /// <summary>The database beneath the workspace, opened once more, as by another process.</summary>
    private Database Rows => _database ??= _workspace.Location.Store.Open(_workspace.Clock);

    public void Dispose()
    {
        _database?.Dispose();
        _workspace.Dispose();
        GC.SuppressFinalize(this);
    }
}
