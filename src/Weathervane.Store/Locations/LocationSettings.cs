namespace Weathervane.Store.Locations;

/// <summary>The settings behind the '?' of a location.</summary>
internal static class LocationSettings
{
    /// <summary>Reads <c>?name=value&amp;name=value</c>.</summary>
    /// <param name="what">Whose settings they are, for the error.</param>
    /// <param name="query">With or without its '?'.</param>
    /// <param name="known">The names that may be there.</param>
    /// <exception cref="InputException">A name is not known; its value is not repeated.</exception>
    internal static Dictionary<string, string> Parse(string what, string query, IReadOnlyList<string> known)
    {
        var settings = new Dictionary<string, string>();
        foreach (var (name, value) in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
                     .Select(pair => pair.Split('=', 2)).Select(pair => (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""))))
        {
            settings[name] = known.Contains(name)
                ? value
                : throw new InputException(what, $"it has no setting '{name}'.", Spelling.Remedy(name, known));
        }

        return settings;
    }
}
