using System.Text.RegularExpressions;

namespace Weathervane.Features;

/// <summary>A named column of a feature set.</summary>
/// <param name="Name">The column's name: unique in its set.</param>
/// <param name="Formula">What it holds.</param>
public sealed partial record FeatureColumn(string Name, FeatureFormula Formula)
{
    /// <summary>Reads <c>SMA_20 = sma(20)</c>, or a formula alone, which then gives the name.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The name or the formula is wrong.</exception>
    public static FeatureColumn Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var formula = FeatureFormula.Parse(text[(equals + 1)..]);
        if (equals < 0)
        {
            return new FeatureColumn(formula.ColumnName, formula);
        }

        var name = text[..equals].Trim();
        return NamePattern().IsMatch(name)
            ? new FeatureColumn(name, formula)
            : throw new ArgumentException($"The feature '{text}' has the name '{name}'; names hold letters, digits, '_', '-' and '.'.", nameof(text));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} = {Formula}";

    [GeneratedRegex(@"^[\p{L}\p{Nd}_.\-]+$")]
    private static partial Regex NamePattern();
}
