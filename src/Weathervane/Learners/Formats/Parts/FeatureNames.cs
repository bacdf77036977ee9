using System.Globalization;

namespace Weathervane.Learners.Formats.Parts;

/// <summary>The columns' names, where a file may leave them out.</summary>
internal static class FeatureNames
{
    /// <summary>The names given, or f0, f1, ... where none is; a single empty name becomes f and its number.</summary>
    /// <exception cref="InputException">Their number is not the features', or two are equal.</exception>
    internal static string[] Of(IReadOnlyList<string> given, int features, string source)
    {
        if (given.Count != 0 && given.Count != features)
        {
            throw new InputException(source, $"there are {given.Count} feature names for {features} features.");
        }

        var names = new string[features];
        for (var i = 0; i < features; i++)
        {
            names[i] = given.Count > 0 && given[i].Length > 0 ? given[i] : string.Create(CultureInfo.InvariantCulture, $"f{i}");
        }

        var twice = names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? names : throw new InputException(source, $"the feature name '{twice.Key}' stands {twice.Count()} times.");
    }
}
