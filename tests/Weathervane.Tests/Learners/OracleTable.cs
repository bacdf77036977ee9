using System.Globalization;
using System.IO.Compression;
using Weathervane.Features;

namespace Weathervane.Tests.Learners;

/// <summary>A table of numbers that another program wrote: .csv or .csv.gz with a header; an empty cell is NaN.</summary>
internal sealed class OracleTable
{
    private readonly List<double[]> _rows = [];

    private OracleTable(string[] names) => Names = names;

    internal string[] Names { get; }

    internal IReadOnlyList<double[]> Rows => _rows;

    internal static OracleTable Read(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        var table = new OracleTable(reader.ReadLine()!.Split(','));
        while (reader.ReadLine() is { } line)
        {
            table._rows.Add([.. line.Split(',').Select(v => v.Length == 0 ? double.NaN : double.Parse(v, CultureInfo.InvariantCulture))]);
        }

        return table;
    }

    /// <summary>The column of that name.</summary>
    internal double[] Column(string name)
    {
        var at = Array.IndexOf(Names, name);
        return [.. _rows.Select(r => r[at])];
    }

    /// <summary>The first columns.</summary>
    internal FeatureMatrix Features(int columns)
    {
        var values = new double[columns * _rows.Count];
        for (var c = 0; c < columns; c++)
        {
            for (var r = 0; r < _rows.Count; r++)
            {
                values[(c * _rows.Count) + r] = _rows[r][c];
            }
        }

        return new FeatureMatrix(Names[..columns], values, _rows.Count);
    }
}
