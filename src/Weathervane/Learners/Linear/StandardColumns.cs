using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weathervane.Features;
using Weathervane.Numerics;

namespace Weathervane.Learners.Linear;

/// <summary>Columns brought to mean 0 and deviation 1, so that any units converge, and last a column of ones.</summary>
/// <remarks>Products with them run over stretches of rows that stay in the processor's cache from one product to the next. All sums run over four lanes
/// in row order, stretch after stretch, so neither threads nor processors change a bit.</remarks>
internal sealed class StandardColumns
{
    private const int StretchRows = 512;

    private readonly double[][] _columns;
    private readonly double[] _mean, _deviation;

    internal StandardColumns(FeatureMatrix features, Crew crew)
    {
        Rows = features.Rows;
        var count = features.Columns + 1;
        (_columns, _mean, _deviation) = (new double[count][], new double[count], new double[count]);
        crew.Run(features.Columns, j => Standardise(j, features.Column(j)));
        (_deviation[^1], _columns[^1]) = (1, new double[Rows]);
        Array.Fill(_columns[^1], 1);
    }

    internal int Rows { get; }

    /// <summary>Columns, that of ones too.</summary>
    internal int Count => _columns.Length;

    /// <summary>How many stretches the rows make.</summary>
    internal int Stretches => (Rows + StretchRows - 1) / StretchRows;

    /// <summary>[count] the columns' means; 0 of the column of ones.</summary>
    internal ReadOnlySpan<double> Mean => _mean;

    /// <summary>[count] the columns' deviations; 0 of a constant column, which stands as zeros, and 1 of the column of ones.</summary>
    internal ReadOnlySpan<double> Deviation => _deviation;

    /// <summary>The rows of a stretch.</summary>
    internal Range this[int stretch] => (stretch * StretchRows)..Math.Min((stretch + 1) * StretchRows, Rows);

    /// <summary>A stretch of one column.</summary>
    internal ReadOnlySpan<double> Of(int column, int stretch) => _columns[column].AsSpan(this[stretch]);

    /// <summary>Fills the rows of a stretch with the columns' sum, each times its coefficient.</summary>
    /// <param name="stretch">The stretch.</param>
    /// <param name="coefficients">[count].</param>
    /// <param name="combined">[rows of the stretch].</param>
    internal void Combine(int stretch, ReadOnlySpan<double> coefficients, Span<double> combined)
    {
        combined.Clear();
        var j = 0;
        for (; j <= coefficients.Length - 4; j += 4)
        {
            AddFour(coefficients[j..], Of(j, stretch), Of(j + 1, stretch), Of(j + 2, stretch), Of(j + 3, stretch), combined);
        }

        for (; j < coefficients.Length; j++)
        {
            var column = Of(j, stretch);
            for (var i = 0; i < combined.Length; i++)
            {
                combined[i] += coefficients[j] * column[i];
            }
        }
    }

    /// <summary>Fills sums of the first columns times a value for each row of a stretch.</summary>
    /// <param name="stretch">The stretch.</param>
    /// <param name="values">[rows of the stretch].</param>
    /// <param name="sums">[at most count].</param>
    internal void Project(int stretch, ReadOnlySpan<double> values, Span<double> sums)
    {
        var j = 0;
        for (; j <= sums.Length - 4; j += 4)
        {
            FixedSums.DotFour(values, Of(j, stretch), Of(j + 1, stretch), Of(j + 2, stretch), Of(j + 3, stretch), sums[j..]);
        }

        for (; j < sums.Length; j++)
        {
            sums[j] = FixedSums.Dot(values, Of(j, stretch));
        }
    }

    /// <summary>Four columns for one look at the rows' sums: those are loaded and stored a quarter as often.</summary>
    private static void AddFour(
        ReadOnlySpan<double> coefficients, ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> c, ReadOnlySpan<double> d, Span<double> combined)
    {
        var (forA, forB) = (Vector256.Create(coefficients[0]), Vector256.Create(coefficients[1]));
        var (forC, forD) = (Vector256.Create(coefficients[2]), Vector256.Create(coefficients[3]));
        var fours = MemoryMarshal.Cast<double, Vector256<double>>(combined);
        var fromA = FixedSums.Fours(a)[..fours.Length];
        var fromB = FixedSums.Fours(b)[..fours.Length];
        var fromC = FixedSums.Fours(c)[..fours.Length];
        var fromD = FixedSums.Fours(d)[..fours.Length];
        for (var i = 0; i < fours.Length; i++)
        {
            fours[i] = fours[i] + (forA * fromA[i]) + (forB * fromB[i]) + (forC * fromC[i]) + (forD * fromD[i]);
        }

        for (var i = 4 * fours.Length; i < combined.Length; i++)
        {
            combined[i] = combined[i] + (coefficients[0] * a[i]) + (coefficients[1] * b[i]) + (coefficients[2] * c[i]) + (coefficients[3] * d[i]);
        }
    }

    private void Standardise(int j, ReadOnlySpan<double> column)
    {
        var scaled = _columns[j] = new double[Rows];
        var mean = FixedSums.Of(column) / Rows;
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = column[i] - mean;
        }

        var deviation = Math.Sqrt(FixedSums.Dot(scaled, scaled) / Rows);
        // Below the rounding of the values themselves the column is constant.
        deviation = deviation > 1e-13 * Math.Abs(mean) ? deviation : 0;
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = deviation > 0 ? scaled[i] / deviation : 0;
        }

        (_mean[j], _deviation[j]) = (mean, deviation);
    }
}
