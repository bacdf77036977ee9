using System.Text.Json;
using System.Text.Json.Serialization;
using Weathervane.Features;
using Weathervane.Monitoring.Autoregression;
using Weathervane.Numerics;

namespace Weathervane.Monitoring.Drift;

/// <summary>What is kept with a model so that later windows can be held against the rows that it was learnt from.</summary>
/// <remarks>Some 10 kB a column: percentiles, shares and means of the bins between them, and how rows follow each other; no row itself.</remarks>
public sealed record DriftReference
{
    /// <summary>What a file of this kind calls itself.</summary>
    public const string FormatName = "weathervane-drift-reference";

    /// <summary>The version that this program writes.</summary>
    public const int VersionNow = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary><see cref="FormatName"/>.</summary>
    public string Format { get; init; } = FormatName;

    /// <summary>Version of the format.</summary>
    public int Version { get; init; } = VersionNow;

    /// <summary>Rows of the reference.</summary>
    public required int Rows { get; init; }

    /// <summary>The columns.</summary>
    public required IReadOnlyList<ReferenceColumn> Columns { get; init; }

    /// <summary>Learns a reference.</summary>
    /// <param name="rows">[rows x columns] in time order, at least <see cref="DriftOptions.ReferenceRowsMin"/> rows; values that are not finite are unknown and left out.</param>
    /// <param name="kinds">What each named column is to the model; those not named are features.</param>
    /// <param name="threads">Most threads; the result does not depend on it.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InputException">There are too few rows, or no columns.</exception>
    public static DriftReference Of(FeatureMatrix rows, IReadOnlyDictionary<string, ColumnKind>? kinds = null, int threads = 1, CancellationToken cancel = default)
    {
        if (rows.Rows < DriftOptions.ReferenceRowsMin || rows.Columns == 0)
        {
            throw new InputException(
                "reference rows", FormattableString.Invariant($"are {rows.Rows} with {rows.Columns} columns."), FormattableString.Invariant($"At least {DriftOptions.ReferenceRowsMin} rows and one column are needed."));
        }

        var tables = new Dictionary<int, double[]>();
        var columns = new ReferenceColumn[rows.Columns];
        Parallel.For(0, columns.Length, ParallelRuns.Options(threads, cancel), i =>
            columns[i] = ReferenceFit.Of(rows.Names[i], kinds?.GetValueOrDefault(rows.Names[i]) ?? ColumnKind.Feature, rows.Column(i), Scores));
        return new DriftReference { Rows = rows.Rows, Columns = columns };

        double[] Scores(int n)
        {
            lock (tables)
            {
                return tables.TryGetValue(n, out var table) ? table : tables[n] = NormalScores.Table(n);
            }
        }
    }

    /// <summary>The same reference with a further column, which may hold more or fewer values than the others: its own error is that of its own length.</summary>
    /// <param name="column">The column; values that are not finite are unknown and left out.</param>
    public DriftReference With(DriftColumn column) =>
        this with { Columns = [.. Columns, ReferenceFit.Of(column.Name, column.Kind, column.Values, NormalScores.Table)] };

    /// <summary>The reference as JSON text; equal references give equal bytes.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a reference back.</summary>
    /// <param name="json">What <see cref="ToJson"/> wrote.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InputException">It is no reference, is of a newer version, or contradicts itself.</exception>
    public static DriftReference Parse(string json, string name = "drift reference")
    {
        CheckFormat(json, name);
        try
        {
            var reference = JsonSerializer.Deserialize<DriftReference>(json, Json)!;
            var problems = ReferenceProblems.Of(reference, name);
            return problems.Count == 0 ? reference : throw new InputException(problems);
        }
        catch (JsonException wrong)
        {
            throw new InputException(name, $"is a damaged drift reference: {wrong.Message}");
        }
    }

    /// <summary>Format and version come first, so that a newer file is named as such and not by what this program does not know in it.</summary>
    private static void CheckFormat(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || format.GetString() != FormatName)
            {
                throw new InputException(name, "is not a drift reference.", $"Its format must be '{FormatName}'.");
            }

            if (!root.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number) || number is < 1 or > VersionNow)
            {
                throw new InputException(name, $"is of version {(version.ValueKind == JsonValueKind.Undefined ? "none" : version.ToString())}.", FormattableString.Invariant($"This program reads versions up to {VersionNow}; update it, or make the reference again."));
            }
        }
        catch (JsonException wrong)
        {
            throw new InputException(name, $"is not JSON: {wrong.Message}");
        }
        catch (InvalidOperationException)
        {
            throw new InputException(name, "says no version.", "Make the reference again.");
        }
    }
}
