namespace Weathervane.Store;

/// <summary>One caller's reading: what stops it, and its share of the memory for large values, which it has until this is disposed of.</summary>
/// <param name="cancel">Stops queries that run, and those to come.</param>
/// <example><code>
/// using var scope = new ReadScope(http.RequestAborted);
/// var page = workspace.Runs.Search(query, scope: scope);
/// // ... write the answer; what it holds is given back afterwards.
/// </code></example>
public sealed class ReadScope(CancellationToken cancel) : IDisposable
{
    private readonly List<(LargeValues Room, long Bytes)> _taken = [];

    /// <summary>Whether what was read holds values of more than 1 MB together.</summary>
    public bool HoldsLargeValues => _taken.Count > 0;

    internal CancellationToken Cancel { get; } = cancel;

    /// <summary>Gives back what was taken.</summary>
    public void Dispose()
    {
        foreach (var (room, bytes) in _taken)
        {
            room.GiveBack(bytes);
        }

        _taken.Clear();
    }

    internal void Take(LargeValues room, long bytes) => _taken.Add((room, room.Take(bytes, Cancel)));
}
