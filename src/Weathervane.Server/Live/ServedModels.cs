using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.Models;

namespace Weathervane.Server.Live;

/// <summary>The models that are asked for, by reference. An alias that moves is seen within half a second, by this server and by any other over
/// the same store; while the store is away the last known versions go on answering.</summary>
internal sealed class ServedModels : IDisposable
{
    private const int MostKept = 64;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, ServedModel> _served = new();
    private readonly Workspace _workspace;
    private readonly string? _standard;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private int _refreshing;

    // The only champion's name as last found: it is asked for again at each refresh, not at each request.
    private volatile string? _only;

    internal ServedModels(Workspace workspace, string? standard, TimeProvider clock, ILogger log)
    {
        (_workspace, _standard, _log) = (workspace, standard, log);
        _timer = clock.CreateTimer(_ => Refresh(), null, Every, Every);
    }

    /// <summary>The model that answers where none is named: the one that the server was started with, else the only one that has a champion.</summary>
    /// <exception cref="InputException">None is, or several are.</exception>
    internal ServedModel Standard() => Get(_standard ?? (_only ??= OnlyChampion()));

    /// <summary>The model that is loaded for <see cref="Standard"/> already; null where there is none, without asking the store.</summary>
    internal ServedModel? StandardIfLoaded() => (_standard ?? _only) is { } name ? _served.GetValueOrDefault(name) : null;

    /// <summary>A model by reference: <c>btc</c> is its champion.</summary>
    /// <exception cref="InputException">There is no such version, or its file cannot be read.</exception>
    internal ServedModel Get(string reference) => _served.TryGetValue(reference, out var served) ? served : Keep(reference, Load(_workspace.Models.Resolve(reference)));

    /// <summary>The model that answers for a series; null where there is none.</summary>
    /// <param name="series">The series.</param>
    /// <param name="problem">Why there is none.</param>
    internal ServedModel? Answering(KeptSeries series, out string? problem)
    {
        problem = null;
        try
        {
            if (series.Models is [var first, ..])
            {
                return Get(first);
            }

            problem = "it has no model.";
        }
        catch (InputException wrong)
        {
            problem = wrong.Message;
        }

        return null;
    }

    public void Dispose() => _timer.Dispose();

    private ServedModel Keep(string reference, ServedModel model)
    {
        if (_served.Count >= MostKept && _served.Keys.FirstOrDefault(k => k != _standard) is { } other)
        {
            _served.TryRemove(other, out _);
        }

        return _served[reference] = model;
    }

    private ServedModel Load(ModelVersion version) =>
        _served.Values.FirstOrDefault(s => s.Version.Reference == version.Reference) is { } loaded ? new ServedModel(version, loaded.Model) : new ServedModel(
            version, VersionFiles.Read(_workspace, version));

    private string OnlyChampion()
    {
        var champions = _workspace.Models.List().Where(m => m.Aliases.ContainsKey(ModelName.Champion)).Select(m => m.Name).ToList();
        return champions.Count switch
        {
            1 => champions[0],
            0 => throw new InputException("model", "no registered model has a champion.", "Register one with 'vane run', or name a version: NAME:1.") { Kind = InputKind.NotFound },
            _ => throw new InputException("model", $"several models have a champion: {string.Join(", ", champions.Take(10))}.", "Name one of them."),
        };
    }

    private void Refresh()
    {
        if (Interlocked.Exchange(ref _refreshing, 1) == 1)
        {
            return;
        }

        try
        {
            if (_only is not null)
            {
                RefreshOnly();
            }

            foreach (var (reference, served) in _served)
            {
                RefreshOne(reference, served);
            }
        }
        finally
        {
            Volatile.Write(ref _refreshing, 0);
        }
    }

    private void RefreshOnly()
    {
        try
        {
            _only = OnlyChampion();
        }
        catch (InputException)
        {
            // The next request that names none is told why.
            _only = null;
        }
        catch (Exception away) when (away is IOException or ObjectDisposedException)
        {
            // The last one known goes on answering.
        }
    }

    private void RefreshOne(string reference, ServedModel served)
    {
        try
        {
            var version = _workspace.Models.Resolve(reference);
            if (version.Reference != served.Version.Reference || version.Updated != served.Version.Updated)
            {
                _served[reference] = Load(version);
            }
        }
        catch (InputException wrong) when (wrong.Kind == InputKind.NotFound)
        {
            _served.TryRemove(reference, out _);
        }
        catch (Exception failure) when (failure is InputException or IOException or InvalidDataException)
        {
            Log.ModelNotRefreshed(_log, failure, reference);
        }
        catch (ObjectDisposedException)
        {
            // The server stops.
        }
    }
}
