using System.Text;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Pipelines.Serving;
using Weathervane.Store.Models;

namespace Weathervane.Server.Live;

/// <summary>A version in memory, ready to forecast. Immutable: a request that took it keeps it to its end, whatever alias moves meanwhile.</summary>
internal sealed class ServedModel
{
    /// <summary>The tag of a version that says for how long after its training its forecasts are good.</summary>
    internal const string ValidFor = "validFor";

    /// <summary>Whether a version has a proven edge by its verdict on record.</summary>
    internal static bool IsProvenVersion(ModelVersion version) => version.Verdict == VerdictWords.Of(Verdict.Beats);

    private readonly Dictionary<string, int> _positions;
    private readonly byte[][] _names;
    private readonly AdaptiveConformal? _sets;

    internal ServedModel(ModelVersion version, ForecastModel model)
    {
        (Version, Model) = (version, model);
        Names = model.Recipe.FeatureNames;
        _positions = Names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
        _names = [.. Names.Select(Encoding.UTF8.GetBytes)];
        _sets = model.Terms.Conformal?.Start();
        ValidUntil = version.Tags.TryGetValue(ValidFor, out var text) && Bars.IntervalText.TryParse(text, out var span) ? model.Facts.To + span : null;
    }

    internal ModelVersion Version { get; }

    internal ForecastModel Model { get; }

    /// <summary>[features] in the recipe's order.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>Whether its walk-forward score beat the baseline beyond doubt.</summary>
    internal bool IsProven => IsProvenVersion(Version);

    /// <summary>The last moment that its forecasts are good for: a tag <c>validFor</c> such as 30d, counted from the end of training.</summary>
    internal DateTimeOffset? ValidUntil { get; }

    /// <summary>When the store last said that this is the version that was asked for, where it is away, or the version that it names now cannot be loaded; null while all is well.</summary>
    internal DateTimeOffset? StaleSince { get; init; }

    /// <summary>The same version, which the store last confirmed at a moment.</summary>
    internal ServedModel Stale(DateTimeOffset since) => new(Version, Model) { StaleSince = StaleSince ?? since };

    /// <summary>The name at a place of the recipe's order, in UTF-8.</summary>
    internal ReadOnlySpan<byte> NameAt(int place) => place < _names.Length ? _names[place] : [];

    internal bool TryFind(string name, out int place) => _positions.TryGetValue(name, out place);

    /// <summary>The directions that cannot be ruled out, at the level where training left it; null where the model makes no sets.</summary>
    internal ForecastSet? SetOf(double probability) => double.IsNaN(probability) ? null : _sets?.Of(probability);
}
