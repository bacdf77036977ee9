using System.Numerics;
using System.Runtime.InteropServices;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Histograms;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Scores of all cuts of one group of columns, added up over the leaves of a level: one cut serves all leaves.</summary>
/// <remarks>Each side of a cut has a step, its gradients by its weights and the penalty. Summed over leaves, a cut's numerator is step
/// times gradients, and its denominator step squared times weights. The cosine of steps and gradients is numerator by root of
/// denominator; the L2 score is the numerator. Source: CatBoost, catboost/private/libs/algo/score_calcers.cpp.</remarks>
internal sealed class SplitScores<TCell>
    where TCell : unmanaged, ICell<TCell>
{
    // Whole vectors beyond the last bin, on any hardware.
    private const int Room = BinEdges.Codes + 64;

    private readonly double[] _numerators = new double[BinnedRows.GroupWidth * Room];
    private readonly double[] _denominators = new double[BinnedRows.GroupWidth * Room];
    private readonly double[] _g = new double[Room], _h = new double[Room], _tailG = new double[Room], _tailH = new double[Room];

    internal void Clear()
    {
        Array.Clear(_numerators);
        Array.Clear(_denominators);
    }

    /// <summary>Adds a leaf whose steps are judged by the rows that they come from.</summary>
    /// <param name="place">The column's place in its group.</param>
    /// <param name="histogram">[bins].</param>
    /// <param name="l2">The penalty in units of the cells.</param>
    internal void Add(int place, ReadOnlySpan<TCell> histogram, double l2)
    {
        TCell.Prefix(histogram, _g, _h);
        Add(place, histogram.Length, _g, _h, l2);
    }

    /// <summary>Adds a leaf whose steps come from some rows and are judged by others.</summary>
    /// <param name="place">The column's place in its group.</param>
    /// <param name="body">[bins] the rows that steps come from.</param>
    /// <param name="tail">[bins] the rows that judge.</param>
    /// <param name="l2">The penalty in units of the cells.</param>
    internal void Add(int place, ReadOnlySpan<TCell> body, ReadOnlySpan<TCell> tail, double l2)
    {
        TCell.Prefix(body, _g, _h);
        TCell.Prefix(tail, _tailG, _tailH);
        Add(place, body.Length, _tailG, _tailH, l2);
    }

    /// <summary>The score of the cut behind each bin; to be asked for once after all leaves.</summary>
    /// <param name="place">The column's place in its group.</param>
    /// <param name="cosine">Which score.</param>
    /// <param name="scores">[cuts].</param>
    internal void Write(int place, bool cosine, Span<double> scores)
    {
        var numerators = _numerators.AsSpan(place * Room, Room);
        if (!cosine)
        {
            numerators[..scores.Length].CopyTo(scores);
            return;
        }

        // Square root and division are exact to the last bit in every lane: the width of a vector cannot show.
        var tops = MemoryMarshal.Cast<double, Vector<double>>(numerators);
        var bottoms = MemoryMarshal.Cast<double, Vector<double>>(_denominators.AsSpan(place * Room, Room));
        var least = new Vector<double>(1e-100);
        for (var v = 0; v < (scores.Length + Vector<double>.Count - 1) / Vector<double>.Count; v++)
        {
            tops[v] /= Vector.SquareRoot(bottoms[v] + least);
        }

        numerators[..scores.Length].CopyTo(scores);
    }

    private void Add(int place, int bins, double[] judgeG, double[] judgeH, double l2)
    {
        var vectors = (bins - 1 + Vector<double>.Count - 1) / Vector<double>.Count;
        var numerators = MemoryMarshal.Cast<double, Vector<double>>(_numerators.AsSpan(place * Room, Room));
        var denominators = MemoryMarshal.Cast<double, Vector<double>>(_denominators.AsSpan(place * Room, Room));
        var g = MemoryMarshal.Cast<double, Vector<double>>(_g);
        var h = MemoryMarshal.Cast<double, Vector<double>>(_h);
        var byG = MemoryMarshal.Cast<double, Vector<double>>(judgeG);
        var byH = MemoryMarshal.Cast<double, Vector<double>>(judgeH);
        var (allG, allH) = (new Vector<double>(_g[bins - 1]), new Vector<double>(_h[bins - 1]));
        var (allByG, allByH) = (new Vector<double>(judgeG[bins - 1]), new Vector<double>(judgeH[bins - 1]));
        var penalty = new Vector<double>(l2);
        for (var v = 0; v < vectors; v++)
        {
            var (leftH, rightH) = (h[v], allH - h[v]);
            var (overLeft, overRight) = (leftH + penalty, rightH + penalty);
            // Both steps with one division. A side without weight has no step, whatever rounding left of its gradients.
            var inverse = Vector<double>.One / (overLeft * overRight);
            var left = Vector.ConditionalSelect(Vector.GreaterThan(leftH, Vector<double>.Zero), g[v] * overRight * inverse, Vector<double>.Zero);
            var right = Vector.ConditionalSelect(Vector.GreaterThan(rightH, Vector<double>.Zero), (allG - g[v]) * overLeft * inverse, Vector<double>.Zero);
            numerators[v] += (left * byG[v]) + (right * (allByG - byG[v]));
            denominators[v] += (left * left * byH[v]) + (right * right * (allByH - byH[v]));
        }
    }
}
