namespace Weathervane.Cli.Mlruns;

/// <summary>Where files are here that a registry names by their place there.</summary>
/// <param name="runs">Runs that are taken over, with the place of their files here.</param>
/// <param name="models">Logged models that are taken over, likewise.</param>
internal sealed class MlrunsPlaces(IReadOnlyDictionary<string, string> runs, IReadOnlyDictionary<string, string> models)
{
    /// <summary>The place here of a source: <c>runs:/RUN/model</c>, <c>models:/m-...</c>, or any address that ends in <c>RUN/artifacts/model</c>; null where it is another one.</summary>
    internal string? Of(string source)
    {
        var parts = Uri.UnescapeDataString(source).Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Any(p => p is "." or ".." || p.Contains('\\', StringComparison.Ordinal)))
        {
            return null;
        }

        return parts switch
        {
            ["runs:", var run, .. var below] => In(runs, run, below),
            ["models:", var model] => In(models, model, []),
            _ => Enumerable.Range(1, Math.Max(0, parts.Length - 1)).Where(i => parts[i] == "artifacts")
                .Select(i => In(runs, parts[i - 1], parts[(i + 1)..]) ?? In(models, parts[i - 1], parts[(i + 1)..]))
                .FirstOrDefault(found => found is not null),
        };
    }

    private static string? In(IReadOnlyDictionary<string, string> known, string id, string[] below) =>
        known.TryGetValue(id, out var root) ? string.Join('/', [root, .. below]) : null;
}
