using Weathervane.Server.Live.Experiments;
using Weathervane.Server.Outages;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.LiveExperiments;

namespace Weathervane.Server.Live;

/// <summary>The newest forecast of a series: from the store, and while that is away as this server knew it last.</summary>
internal sealed class SeriesAnswers(Workspace workspace, ServedModels models, KnownForecasts known, bool allowUnproven, TimeProvider clock)
{
    // A store that went away at this moment is waited for by writers; who asks for a forecast has no half a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The answer of a series.</summary>
    /// <param name="name">The series.</param>
    /// <param name="reference">The model that is asked for; null is the one that answers for the series.</param>
    /// <param name="key">Whom the answer is for; null for nobody in particular.</param>
    /// <exception cref="InputException">There is no such series or model, or no forecast yet.</exception>
    /// <exception cref="UnprovenException">The model has no proven edge, and such are not served.</exception>
    /// <exception cref="IOException">The store is away, and this server has not known the series before.</exception>
    internal async Task<SeriesAnswer> OfAsync(string name, string? reference, string? key)
    {
        if (workspace.IsAway && FromMemory(name, reference) is { } last)
        {
            return last;
        }

        var asked = Task.Run(() => ByKey(name, key) ?? FromStore(name, reference));
        try
        {
            return await asked.WaitAsync(Patience, clock);
        }
        catch (Exception away) when (away is IOException or TimeoutException)
        {
            return FromMemory(name, reference) ?? await asked;
        }
    }

    /// <summary>The model, where it may be served.</summary>
    /// <exception cref="UnprovenException">It has no proven edge.</exception>
    internal ServedModel Allowed(ServedModel model) => model.IsProven || allowUnproven ? model : throw new UnprovenException(
        $"{model.Version.Reference} has no proven edge: its verdict on record is {model.Version.Verdict ?? "none"}. " +
        "Start 'vane serve --allow-unproven' to serve it all the same; every answer then says that it is not proven.");

    private SeriesAnswer FromStore(string name, string? asked)
    {
        var series = workspace.Series.Get(name);
        var model = Allowed(models.Get(asked ?? Answering(series)));
        var latest = workspace.Forecasts.Latest(name, model.Version.Reference) ?? throw new InputException(
            $"series {name}", $"{model.Version.Reference} has made no forecast of it yet.", "Send bars past the model's warm-up and training, or wait a moment.") { Kind = InputKind.NotFound };
        known.Add(series);
        known.Add(name, model.Version.Reference, latest);
        return new SeriesAnswer(model, latest, null);
    }

    private SeriesAnswer? FromMemory(string name, string? asked)
    {
        if (known.Series(name) is not { } series)
        {
            return null;
        }

        var model = Allowed(models.Get(asked ?? Answering(series)));
        return known.Latest(name, model.Version.Reference) is { } latest ? new SeriesAnswer(model.Stale(models.Confirmed), latest, null) : null;
    }

    private static string Answering(KeptSeries series) => series.Models is [var first, ..]
        ? first
        : throw new InputException($"series {series.Name}", "no model forecasts it.", $"PUT /api/v1/series/{series.Name} with models.");

    /// <summary>The answer of the arm that an experiment deals to a key; null where none does, the arm is behind, or this
    /// server may not serve it: then the series answers as always.</summary>
    private SeriesAnswer? ByKey(string name, string? key)
    {
        if (key is null || workspace.LiveExperiments.List(name, running: true).FirstOrDefault(e => e.Mode != LiveMode.Shadow) is not { } experiment)
        {
            return null;
        }

        var arm = KeySplit.ArmOf(experiment, key);
        var model = models.Get(arm.VersionReference);
        return (model.IsProven || allowUnproven)
            && workspace.Forecasts.Latest(name, arm.VersionReference) is { } latest && latest.Bar >= workspace.Forecasts.Latest(name, experiment.Champion.VersionReference)?.Bar
            ? new SeriesAnswer(model, latest, (experiment.Id, arm.Arm))
            : null;
    }
}

/// <summary>What a series answers.</summary>
/// <param name="Model">The version that forecast.</param>
/// <param name="Latest">Its newest forecast.</param>
/// <param name="Dealt">The experiment, and its arm that answers for the caller's key; null for none.</param>
internal sealed record SeriesAnswer(ServedModel Model, KeptForecast Latest, (long Experiment, int Arm)? Dealt);

/// <summary>A model without a proven edge was asked of a server that serves none.</summary>
internal sealed class UnprovenException(string message) : Exception(message);
