using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Weathervane.Bars;

namespace Weathervane.Features;

/// <summary>Named features in a fixed order, computed over a whole series or bar by bar with equal bits. Immutable.</summary>
public sealed class FeatureSet
{
    /// <summary>Makes a set of columns.</summary>
    /// <param name="name">What the set is called.</param>
    /// <param name="summary">One line about it.</param>
    /// <param name="columns">At least one; names differ.</param>
    /// <exception cref="ArgumentException">There is no column, or two have one name.</exception>
    public FeatureSet(string name, string summary, IReadOnlyList<FeatureColumn> columns)
    {
        Check.InRange(columns.Count, 1, 100_000, nameof(columns));
        if (columns.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"columns must have different names, but two are called '{twice.Key}'.", nameof(columns));
        }

        (Name, Summary, Columns) = (name, summary, [.. columns]);
        Names = [.. columns.Select(c => c.Name)];
        SourceColumns = [.. columns.Select(c => c.Formula.SourceColumn).OfType<string>().Distinct()];
    }

    internal FeatureSet(string name, string summary, IReadOnlyList<string> columns)
        : this(name, summary, [.. columns.Select(FeatureColumn.Parse)])
    {
    }

    /// <summary>What the set is called.</summary>
    public string Name { get; }

    /// <summary>One line about it.</summary>
    public string Summary { get; }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>The columns' names, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The further columns of the bars that are needed, in the order that <see cref="LiveFeatures"/> takes them.</summary>
    public IReadOnlyList<string> SourceColumns { get; }

    /// <summary>How many bars come before the first full row.</summary>
    public int Warmup => Columns.Max(c => c.Formula.Warmup);

    /// <summary>Recursive if any column is.</summary>
    public FeatureMemory Memory =>
        Columns.Any(c => c.Formula.Definition?.Memory == FeatureMemory.Recursive) ? FeatureMemory.Recursive : FeatureMemory.Finite;

    /// <summary>SHA-256 of names, formulas and <see cref="FeatureCatalog.Revision"/>, as 64 lower-case hex digits: sets of one fingerprint give the same numbers.</summary>
    /// <remarks>Independent of the set's name, so that a set written out as formulas is known again.</remarks>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"weathervane features {FeatureCatalog.Revision}\n{string.Join('\n', Columns)}\n"))));

    /// <summary>What would make another set give a model other numbers than this one, in words; empty when nothing would.</summary>
    /// <param name="other">The set to compare with.</param>
    public IReadOnlyList<string> DifferencesFrom(FeatureSet other)
    {
        var formulas = other.Columns.ToDictionary(c => c.Name, c => c.Formula.ToString());
        List<string> differences =
        [
            .. Names.Except(other.Names).Select(name => $"'{name}' is missing"),
            .. other.Names.Except(Names).Select(name => $"'{name}' is not wanted"),
            .. Columns.Where(c => formulas.TryGetValue(c.Name, out var formula) && formula != c.Formula.ToString())
                .Select(c => $"'{c.Name}' is {formulas[c.Name]} instead of {c.Formula}"),
        ];
        return differences.Count == 0 && !Names.SequenceEqual(other.Names) ? ["the columns are in another order"] : differences;
    }

    /// <summary>Computes all columns over all bars.</summary>
    /// <param name="bars">The bars, with the further columns that the set names.</param>
    /// <param name="options">Threads, holes; null for one thread that passes over holes.</param>
    /// <returns>[bars x columns]; NaN in each column's warm-up and where a value is undefined.</returns>
    /// <exception cref="ArgumentException">The bars lack a column that the set names.</exception>
    public FeatureMatrix Compute(BarSeries bars, FeatureOptions? options = null)
    {
        var values = new double[checked(bars.Count * Columns.Count)];
        Compute(bars, values, options);
        return new FeatureMatrix(Names, values, bars.Count);
    }

    /// <summary>Computes all columns over all bars, into the caller's memory.</summary>
    /// <param name="bars">The bars, with the further columns that the set names.</param>
    /// <param name="destination">[columns x bars], the first column first; all of it is overwritten.</param>
    /// <param name="options">Threads, holes; null for one thread that passes over holes.</param>
    /// <exception cref="ArgumentException">The memory has another length, or the bars lack a column that the set names.</exception>
    public void Compute(BarSeries bars, Memory<double> destination, FeatureOptions? options = null)
    {
        Check.SameLength(destination.Length, checked(bars.Count * Columns.Count), nameof(destination));
        new FeatureBatch(bars, destination, options ?? new FeatureOptions()).Run(Columns);
    }

    /// <summary>Computes all columns over all bars, and keeps the last rows alone: the same numbers in less memory.</summary>
    /// <param name="bars">The bars, with the further columns that the set names.</param>
    /// <param name="from">The first bar whose row is kept, 0 to n; n keeps none.</param>
    /// <param name="options">Threads, holes; null for one thread that passes over holes.</param>
    /// <returns>[bars from there on x columns]; NaN as where all are kept.</returns>
    /// <exception cref="ArgumentException">The first bar is beyond the bars, or they lack a column that the set names.</exception>
    public FeatureMatrix ComputeFrom(BarSeries bars, int from, FeatureOptions? options = null)
    {
        var rows = bars.Count - Check.InRange(from, 0, bars.Count);
        var values = new double[checked(rows * Columns.Count)];
        new FeatureBatch(bars, values, options ?? new FeatureOptions(), from).Run(Columns);
        return new FeatureMatrix(Names, values, rows);
    }

    /// <summary>The same calculation bar by bar, for live use.</summary>
    /// <param name="calendar">When bars are expected; needed to know holes.</param>
    /// <param name="holes">What happens at a hole; null passes over them.</param>
    public LiveFeatures Live(BarCalendar calendar, HolePolicy? holes = null) => new(this, calendar, holes ?? HolePolicy.Span);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Columns.Count} features)";
}
