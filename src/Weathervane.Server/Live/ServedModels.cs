using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Weathervane.Server.Operation;
using Weathervane.Server.Outages;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.Models;

namespace Weathervane.Server.Live;

/// <summary>The models that are asked for, by reference. An alias that moves is seen within half a second, by this server and by any other over
/// the same store; while the store is away the last known versions go on answering, and say since when they were not confirmed.</summary>
internal sealed class ServedModels : IDisposable
{
    private const int MostKept = 64;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500), ConfirmEvery = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, ServedModel> _served = new();
    private readonly Workspace _workspace;
    private readonly KnownModels _known;
    private readonly TimeProvider _clock;
    private readonly string? _standard;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private int _refreshing;

    // The only champion's name as last found: it is asked for again at each refresh, not at each request.
    private volatile string? _only;

    private long _confirmed;
    private DateTimeOffset _noted;

    /// <summary>Begins to look after the models that are asked for.</summary>
    /// <param name="workspace">Where they are.</param>
    /// <param name="standard">The model that answers where none is named; null is the only champion.</param>
    /// <param name="copies">Where they are held for when the store is away; null for memory alone.</param>
    /// <param name="clock">Times the looks.</param>
    /// <param name="log">Told what could not be loaded.</param>
    internal ServedModels(Workspace workspace, string? standard, LocalCopies? copies, TimeProvider clock, ILogger log)
    {
        (_workspace, _standard, _known, _clock, _log) = (workspace, standard, new KnownModels(workspace, copies), clock, log);
        _confirmed = clock.GetUtcNow().UtcTicks;
        _timer = clock.CreateTimer(_ => Refresh(), null, Every, Every);
    }

    /// <summary>The model that answers where none is named: the one that the server was started with, else the only one that has a champion.</summary>
    /// <exception cref="InputException">None is, or several are.</exception>
    internal ServedModel Standard() => Get(_standard ?? (_only ??= OnlyChampionOrKnown()));

    /// <summary>Why the model that the server was started with cannot answer, and what to do; null where it can, where none was named, or while the store is away.</summary>
    internal string? Missing() => MissingOf(_workspace, _standard);

    /// <inheritdoc cref="Missing"/>
    /// <param name="workspace">Where it is looked for.</param>
    /// <param name="standard">What the server is started with.</param>
    internal static string? MissingOf(Workspace workspace, string? standard)
    {
        try
        {
            _ = standard is null || workspace.IsAway ? null : workspace.Models.Resolve(standard);
            return null;
        }
        catch (InputException wrong)
        {
            return $"--model {standard}: {wrong.Message} Until it is there, forecasts that name no model are refused.";
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>When the store was last asked and answered.</summary>
    internal DateTimeOffset Confirmed => new(Interlocked.Read(ref _confirmed), TimeSpan.Zero);

    /// <summary>The model that is loaded for <see cref="Standard"/> already; null where there is none, without asking the store.</summary>
    internal ServedModel? StandardIfLoaded() => (_standard ?? _only) is { } name ? _served.GetValueOrDefault(name) : null;

    /// <summary>A model by reference: <c>btc</c> is its champion.</summary>
    /// <exception cref="InputException">There is no such version, or its file cannot be read.</exception>
    /// <exception cref="IOException">The store is away, and this model is not among those held here.</exception>
    internal ServedModel Get(string reference) => _served.TryGetValue(reference, out var served) ? served : Keep(reference, LoadOrKnown(reference));

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

    private ServedModel LoadOrKnown(string reference)
    {
        if (_workspace.IsAway && _known.Find(reference) is { } known)
        {
            return known;
        }

        try
        {
            return Load(reference, _workspace.Models.Resolve(reference));
        }
        catch (IOException) when (_known.Find(reference) is { } last)
        {
            return last;
        }
    }

    private ServedModel Load(string reference, ModelVersion version) =>
        new(version, _known.Read(reference, version, _served.Values.FirstOrDefault(s => s.Version.Reference == version.Reference)?.Model));

    private string OnlyChampionOrKnown()
    {
        try
        {
            return OnlyChampion();
        }
        catch (IOException) when (_known.Standard() is { } last)
        {
            return last;
        }
    }

    private string OnlyChampion()
    {
        var champions = _workspace.Models.List().Where(m => m.Aliases.ContainsKey(ModelName.Champion)).Select(m => m.Name).ToList();
        if (champions is [var only])
        {
            if (only != _only)
            {
                _known.KeepStandard(only);
            }

            return only;
        }

        throw champions.Count switch
        {
            0 => new InputException("model", "no registered model has a champion.", "Register one with 'vane run', or name a version: NAME:1.") { Kind = InputKind.NotFound },
            _ => new InputException("model", $"several models have a champion: {string.Join(", ", champions.Take(10))}.", "Name one of them."),
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
            if (!_workspace.IsThere())
            {
                MarkStale();
                return;
            }

            var now = _clock.GetUtcNow();
            Interlocked.Exchange(ref _confirmed, now.UtcTicks);
            if (_only is not null)
            {
                RefreshOnly();
            }

            foreach (var (reference, served) in _served)
            {
                RefreshOne(reference, served);
            }

            if (now - _noted >= ConfirmEvery)
            {
                _noted = now;
                _known.Confirm(_served.Where(s => s.Value.StaleSince is null).Select(s => s.Key), now);
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or ObjectDisposedException)
        {
            // A damaged database is told to those who ask it; or the server stops.
        }
        finally
        {
            Volatile.Write(ref _refreshing, 0);
        }
    }

    private void MarkStale()
    {
        foreach (var (reference, served) in _served.Where(s => s.Value.StaleSince is null))
        {
            _served.TryUpdate(reference, served.Stale(Confirmed), served);
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
            if (version.Reference != served.Version.Reference || version.Updated != served.Version.Updated || served.StaleSince is not null)
            {
                _served[reference] = Load(reference, version);
            }
        }
        catch (InputException wrong) when (wrong.Kind == InputKind.NotFound)
        {
            _served.TryRemove(reference, out _);
            _known.Forget(reference);
        }
        catch (Exception failure) when (failure is InputException or IOException or InvalidDataException)
        {
            // Said once: it is tried again twice a second.
            if (served.StaleSince is null && _served.TryUpdate(reference, served.Stale(Confirmed), served))
            {
                Log.ModelNotRefreshed(_log, failure, reference);
            }
        }
        catch (ObjectDisposedException)
        {
            // The server stops.
        }
    }
}
