using System.Globalization;
using System.Text.RegularExpressions;

namespace Weathervane.Features;

/// <summary>One value of a feature with its parameters, as written in a pipeline: <c>rsi(14)</c>, <c>macd(12,26,9).signal</c>.</summary>
/// <remarks><c>rsi</c> alone takes the defaults. <c>rsi(14)@24</c> is computed on bars of 24 bars each, the last of them ending with this bar.
/// <c>column(tick_count)</c> is a further column of the bars' file.</remarks>
public sealed partial class FeatureFormula
{
    private FeatureFormula(FeatureDefinition? definition, double[] arguments, int output, int coarse, string? column) =>
        (Definition, Arguments, Output, Coarse, SourceColumn) = (definition, arguments, output, coarse, column);

    /// <summary>The catalogue's line; null for a further column of the bars.</summary>
    public FeatureDefinition? Definition { get; }

    /// <summary>The parameters, defaults filled in.</summary>
    public IReadOnlyList<double> Arguments { get; }

    /// <summary>Which of the definition's outputs.</summary>
    public int Output { get; }

    /// <summary>How many bars make one bar of the calculation; 1 for the bars as they are.</summary>
    public int Coarse { get; }

    /// <summary>The name of a further column of the bars; null for a catalogue feature.</summary>
    public string? SourceColumn { get; }

    /// <summary>How many bars come before the first value.</summary>
    public int Warmup => Definition is null ? 0 : (Coarse * (Definition.Outputs[Output].Warmup([.. Arguments]) + 1)) - 1;

    /// <summary>The calculation without the choice of output: formulas with an equal one share their work.</summary>
    internal string Calculation => Write("");

    /// <summary>A name for the column: <c>rsi_14</c>, <c>macd_12_26_9_signal</c>, or the further column's own.</summary>
    public string ColumnName => SourceColumn ?? string.Join('_', new[]
    {
        Definition!.Name, Joined("_"), Definition.Outputs[Output].Name, Coarse == 1 ? "" : "x" + Coarse.ToString(CultureInfo.InvariantCulture),
    }.Where(part => part.Length > 0));

    /// <summary>A further column of the bars' file as a feature; its NaN are kept.</summary>
    /// <param name="name">The column's name.</param>
    public static FeatureFormula OfColumn(string name) => new(null, [], 0, 1, name);

    /// <summary>Reads a formula.</summary>
    /// <param name="text">Such as <c>rsi(14)</c>, <c>macd.signal</c>, <c>rsi(14)@24</c>, <c>column(spread)</c>.</param>
    /// <exception cref="ArgumentException">The text is no formula, or names a feature, output or parameter that does not exist.</exception>
    public static FeatureFormula Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            throw Wrong(text, "is not a formula; write one like rsi(14), macd(12,26,9).signal, rsi(14)@24 or column(spread)");
        }

        var (name, inside) = (match.Groups["name"].Value, match.Groups["arguments"].Value);
        if (name == "column")
        {
            return match.Groups["output"].Success || match.Groups["coarse"].Success || inside.Trim().Length == 0
                ? throw Wrong(text, "needs the name of a column of the bars, and nothing after it: column(spread)")
                : OfColumn(inside.Trim());
        }

        var definition = FeatureCatalog.All.FirstOrDefault(d => d.Name == name)
            ?? throw Wrong(text, $"names no known feature; known are {string.Join(", ", FeatureCatalog.All.Select(d => d.Name))}");
        return new FeatureFormula(definition, ReadArguments(text, definition, inside), ReadOutput(text, definition, match.Groups["output"].Value), ReadCoarse(text, match), null);
    }

    /// <summary>The formula with all parameters written out; <see cref="Parse"/> reads it back.</summary>
    public override string ToString() => Write(Definition is null || Definition.Outputs[Output].Name.Length == 0 ? "" : "." + Definition.Outputs[Output].Name);

    /// <summary>A fresh indicator for it.</summary>
    internal RunningIndicator Create()
    {
        RunningIndicator Fresh() => Definition!.Create([.. Arguments]);
        return Coarse == 1 ? Fresh() : new CoarseIndicator(Coarse, Fresh);
    }

    private string Write(string output) => Definition is null
        ? $"column({SourceColumn})"
        : Definition.Name + (Arguments.Count == 0 ? "" : $"({Joined(",")})") + output + (Coarse == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"@{Coarse}"));

    private string Joined(string separator) => string.Join(separator, Arguments.Select(a => a.ToString("R", CultureInfo.InvariantCulture)));

    private static double[] ReadArguments(string text, FeatureDefinition definition, string inside)
    {
        var given = inside.Trim().Length == 0 ? [] : inside.Split(',');
        if (given.Length > definition.Parameters.Count)
        {
            throw Wrong(text, $"gives {given.Length} parameters; {definition.Name} takes {definition.Parameters.Count}: "
                + string.Join(", ", definition.Parameters.Select(p => p.Name)));
        }

        return [.. definition.Parameters.Select((p, i) => i < given.Length ? ReadArgument(text, p, given[i]) : p.Default)];
    }

    private static double ReadArgument(string text, FeatureParameter parameter, string given)
    {
        var read = double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        return read && value >= parameter.Min && value <= parameter.Max && (!parameter.Whole || value == Math.Floor(value))
            ? value
            : throw Wrong(text, string.Create(
                CultureInfo.InvariantCulture,
                $"gives {parameter.Name} as '{given.Trim()}'; it must be a {(parameter.Whole ? "whole " : "")}number in [{parameter.Min}, {parameter.Max}]"));
    }

    private static int ReadOutput(string text, FeatureDefinition definition, string name)
    {
        var names = definition.Outputs.Select(o => o.Name).ToList();
        var output = name.Length == 0 ? 0 : names.IndexOf(name);
        return output >= 0
            ? output
            : throw Wrong(text, $"asks for '{name}'; {definition.Name} gives {string.Join(", ", names.Select(n => n.Length == 0 ? "(itself)" : n))}");
    }

    private static int ReadCoarse(string text, Match match) =>
        !match.Groups["coarse"].Success ? 1
        : int.TryParse(match.Groups["coarse"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var coarse) && coarse is >= 2 and <= 1_000 ? coarse
        : throw Wrong(text, $"joins '{match.Groups["coarse"].Value}' bars to one; it must be a whole number in [2, 1000]");

    private static ArgumentException Wrong(string text, string what) => new($"The feature '{text}' {what}.", nameof(text));

    [GeneratedRegex(@"^\s*(?<name>[a-z][a-z0-9_]*)\s*(?:\((?<arguments>[^()]*)\))?\s*(?:\.(?<output>[a-z_]+))?\s*(?:@(?<coarse>\d+))?\s*$")]
    private static partial Regex Pattern();
}
