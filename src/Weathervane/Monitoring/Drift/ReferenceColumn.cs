namespace Weathervane.Monitoring.Drift;

/// <summary>What a column is to the model.</summary>
public enum ColumnKind
{
    /// <summary>What the model is given.</summary>
    Feature,

    /// <summary>What it says.</summary>
    Forecast,

    /// <summary>What came true.</summary>
    Outcome,
}

/// <summary>What is kept of a column of the reference: enough to test later windows without its rows.</summary>
public sealed record ReferenceColumn
{
    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is to the model.</summary>
    public ColumnKind Kind { get; init; }

    /// <summary>How many values were known: finite ones.</summary>
    public required int Rows { get; init; }

    /// <summary>How many were not.</summary>
    public int Missing { get; init; }

    /// <summary>Mean of the known values.</summary>
    public double Mean { get; init; }

    /// <summary>Their standard deviation; 0 for a column that never moved.</summary>
    public double Deviation { get; init; }

    /// <summary>The smallest known value.</summary>
    public double Smallest { get; init; }

    /// <summary>The largest known value.</summary>
    public double Largest { get; init; }

    /// <summary>[bins - 1] ascending edges: percentiles; a value on an edge goes left. Empty for a column that never moved.</summary>
    public double[] Edges { get; init; } = [];

    /// <summary>[bins] shares of the rows, each above 0.</summary>
    public double[] Shares { get; init; } = [];

    /// <summary>[bins] means of the bins' values, ascending.</summary>
    public double[] Points { get; init; } = [];

    /// <summary>Up to nine deciles, each once, where the coarse bins of the index of stability and its like end; for a column of up to ten values, these.</summary>
    public double[] Deciles { get; init; } = [];

    /// <summary>[order] partial autocorrelations of the values' normal scores.</summary>
    public double[] Memory { get; init; } = [];

    /// <summary>How far stretches of the reference lie from the whole of it, by their length.</summary>
    public OwnWindows[] Own { get; init; } = [];
}

/// <summary>How far stretches of a reference lie from the whole of it.</summary>
/// <param name="Rows">How long a stretch is.</param>
/// <param name="Count">How many, none sharing a row with another.</param>
/// <param name="Scores">By the test's name: the mean of the statistic on the quadratic scale.</param>
public sealed record OwnWindows(int Rows, int Count, Dictionary<string, double> Scores);
