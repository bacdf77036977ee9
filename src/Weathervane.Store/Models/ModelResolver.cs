using System.Data.Common;

namespace Weathervane.Store.Models;

/// <summary>From a reference to the version that it means. The newest is served only to whoever asks for the newest.</summary>
internal static class ModelResolver
{
    internal static ModelVersion Resolve(DbConnection connection, ModelReference reference, Func<string, bool?> higherIsBetter)
    {
        var versions = VersionRows.Living(connection, reference.Name, higherIsBetter);
        if (versions.Count == 0)
        {
            throw new InputException($"model {reference.Name}", "all its versions were deleted.", "Register another one.") { Kind = InputKind.NotFound };
        }

        if (reference.Version is { } number)
        {
            return versions.FirstOrDefault(v => v.Version == number)
                ?? throw new InputException($"model {reference.Name}", $"it has no version {number}.", Known(versions)) { Kind = InputKind.NotFound };
        }

        return reference.Latest ? versions[^1]
            : reference.BestBy is { } metric ? Best(versions, metric)
            : Aliased(versions, reference.Alias!);
    }

    private static ModelVersion Aliased(IReadOnlyList<ModelVersion> versions, string alias)
    {
        var name = versions[0].Name;
        return versions.FirstOrDefault(v => v.Aliases.Contains(alias)) ?? throw (alias == ModelName.Champion
            ? new InputException(
                $"model {name}",
                "no version has been promoted to champion.",
                $"Ask for one by number: {string.Join(", ", versions.Select(v => v.Reference))}; or promote one: vane models promote {versions[^1].Reference} --reason TEXT.") { Kind = InputKind.NotFound }
            : new InputException(
                $"model {name}",
                $"no version has the alias '{alias}'.",
                versions.SelectMany(v => v.Aliases).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } known
                    ? $"Its aliases: {string.Join(", ", known)}."
                    : $"It has no aliases. {Known(versions)}") { Kind = InputKind.NotFound });
    }

    private static ModelVersion Best(IReadOnlyList<ModelVersion> versions, string metric)
    {
        var name = versions[0].Name;
        var scored = versions.Where(v => v.Metrics.TryGetValue(metric, out var m) && !double.IsNaN(m.Value)).ToList();
        if (scored.Count == 0)
        {
            var known = versions.SelectMany(v => v.Metrics.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
            throw new InputException(
                $"model {name}",
                $"no version has a value of the metric '{metric}'.",
                known.Count > 0 ? $"Known metrics: {string.Join(", ", known)}." : "Its versions have no metrics.");
        }

        var higher = scored.Select(v => v.Metrics[metric].HigherIsBetter).LastOrDefault(h => h is not null) ?? throw new InputException(
            $"model {name}", $"whether more or less of '{metric}' is better is not known.", "Register versions with the metric's direction, or ask by number.");
        // OrderBy is stable: of equals the oldest stays, since a later one has to be better to replace it.
        return scored.OrderBy(v => higher ? -v.Metrics[metric].Value : v.Metrics[metric].Value).First();
    }

    private static string Known(IReadOnlyList<ModelVersion> versions) =>
        $"Its versions: {string.Join(", ", versions.Select(v => v.Aliases.Count > 0 ? $"{v.Version} ({string.Join(", ", v.Aliases)})" : $"{v.Version}"))}.";
}
