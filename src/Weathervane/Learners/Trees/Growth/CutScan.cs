using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>Scores all cuts of one column at once. The width of the processor's vectors cannot change which cut is chosen.</summary>
internal static class CutScan
{
    /// <summary>The first cut with the highest score of both children; a negative score where none is allowed.</summary>
    /// <param name="g">[candidates and a vector of room] sums of gradients on the left.</param>
    /// <param name="h">[candidates and a vector of room] sums of hessians on the left; minus infinity in the room.</param>
    /// <param name="rows">[candidates and a vector of room] rows on the left, where the node counts them.</param>
    /// <param name="candidates">How many cuts.</param>
    /// <param name="add">Sums of the rows that go left beside them: those whose value is missing, or none.</param>
    /// <param name="node">The node.</param>
    internal static (int Index, double Score) Best(
        double[] g, double[] h, double[] rows, int candidates, (double G, double H, int Rows) add, in NodeToSplit node) =>
        node.Limits is { } limits ? Scan(g, h, rows, candidates, add, node, new ByValues(limits))
        : node.L1 > 0 ? Scan(g, h, rows, candidates, add, node, default(BySums<Shrunk>))
        : Scan(g, h, rows, candidates, add, node, default(BySums<Whole>));

    private static (int Index, double Score) Scan<TScore>(
        double[] g, double[] h, double[] rows, int candidates, (double G, double H, int Rows) add, in NodeToSplit node, TScore scoring)
        where TScore : struct, IScore
    {
        var (allG, allH, minH) = (new Vector<double>(node.G), new Vector<double>(node.H), new Vector<double>(node.MinChildH));
        var (l1, l2) = (new Vector<double>(node.L1), new Vector<double>(node.L2));
        var (addG, addH) = (new Vector<double>(add.G), new Vector<double>(add.H));
        var (bestScore, bestAt) = (new Vector<double>(TScore.Worst), Vector<long>.Zero);
        var at = Vector.CreateSequence(0L, 1L);
        var counting = node.MinChildRows > 1;
        var (addRows, least, all) = (new Vector<double>((double)add.Rows), new Vector<double>(node.MinChildRows), new Vector<double>(node.Rows));
        var gs = MemoryMarshal.Cast<double, Vector<double>>(g);
        var hs = MemoryMarshal.Cast<double, Vector<double>>(h);
        var vectors = (candidates + Vector<double>.Count - 1) / Vector<double>.Count;
        for (var v = 0; v < vectors; v++)
        {
            var (leftG, leftH) = (gs[v] + addG, hs[v] + addH);
            var (rightG, rightH) = (allG - leftG, allH - leftH);
            var allowed = Vector.GreaterThanOrEqual(leftH, minH) & Vector.GreaterThanOrEqual(rightH, minH);
            if (counting)
            {
                var leftRows = new Vector<double>(rows, v * Vector<double>.Count) + addRows;
                allowed &= Vector.GreaterThanOrEqual(leftRows, least) & Vector.GreaterThanOrEqual(all - leftRows, least);
            }

            var score = scoring.Of(leftG, leftH, rightG, rightH, l1, l2);
            var better = allowed & Vector.GreaterThan(score, bestScore);
            bestScore = Vector.ConditionalSelect(better, score, bestScore);
            bestAt = Vector.ConditionalSelect(better, at, bestAt);
            at += new Vector<long>(Vector<double>.Count);
        }

        var (index, highest) = (0, TScore.Worst);
        for (var lane = 0; lane < Vector<double>.Count; lane++)
        {
            if (bestScore[lane] > highest || (bestScore[lane] == highest && bestAt[lane] < index))
            {
                (index, highest) = ((int)bestAt[lane], bestScore[lane]);
            }
        }

        return (index, highest);
    }

    /// <summary>What two children score together.</summary>
    private interface IScore
    {
        /// <summary>Below every score.</summary>
        static abstract double Worst { get; }

        Vector<double> Of(
            Vector<double> leftG, Vector<double> leftH, Vector<double> rightG, Vector<double> rightH, Vector<double> l1, Vector<double> l2);
    }

    /// <summary>G^2 / H of both, where every leaf takes its best step: one division for the two.</summary>
    private readonly struct BySums<TPenalty> : IScore
        where TPenalty : struct, IPenalty
    {
        public static double Worst => -1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<double> Of(
            Vector<double> leftG, Vector<double> leftH, Vector<double> rightG, Vector<double> rightH, Vector<double> l1, Vector<double> l2)
        {
            (leftG, rightG) = (TPenalty.Pull(leftG, l1), TPenalty.Pull(rightG, l1));
            var (overLeft, overRight) = (leftH + l2, rightH + l2);
            return ((leftG * leftG * overRight) + (rightG * rightG * overLeft)) / (overLeft * overRight);
        }
    }

    /// <summary>What a penalty on the size of a leaf's value leaves of its gradients, whatever the sign.</summary>
    private interface IPenalty
    {
        static abstract Vector<double> Pull(Vector<double> g, Vector<double> l1);
    }

    private readonly struct Whole : IPenalty
    {
        public static Vector<double> Pull(Vector<double> g, Vector<double> l1) => g;
    }

    private readonly struct Shrunk : IPenalty
    {
        public static Vector<double> Pull(Vector<double> g, Vector<double> l1) => Vector.Max(Vector.Abs(g) - l1, Vector<double>.Zero);
    }

    /// <summary>What the limited values of both leaves gain; cuts that break the order of a monotone column score worst.</summary>
    private readonly struct ByValues(ValueLimits limits) : IScore
    {
        private readonly Vector<double> _step = new(limits.Step), _smooth = new(limits.Smooth), _pulled = new(limits.Smooth * limits.Own);
        private readonly Vector<double> _lowest = new(limits.Lowest), _highest = new(limits.Highest), _order = new(limits.Order);

        public static double Worst => double.NegativeInfinity;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<double> Of(
            Vector<double> leftG, Vector<double> leftH, Vector<double> rightG, Vector<double> rightH, Vector<double> l1, Vector<double> l2)
        {
            var (left, leftScore) = Leaf(leftG, leftH, l1, l2);
            var (right, rightScore) = Leaf(rightG, rightH, l1, l2);
            var kept = Vector.GreaterThanOrEqual((right - left) * _order, Vector<double>.Zero);
            return Vector.ConditionalSelect(kept, leftScore + rightScore, new Vector<double>(Worst));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private (Vector<double> Value, Vector<double> Score) Leaf(Vector<double> g, Vector<double> h, Vector<double> l1, Vector<double> l2)
        {
            var pull = Vector.CopySign(Vector.Max(Vector.Abs(g) - l1, Vector<double>.Zero), g);
            var value = Vector.Min(Vector.Max(-pull / (h + l2), -_step), _step);
            value = ((value * h) + _pulled) / (h + _smooth);
            value = Vector.Min(Vector.Max(value, _lowest), _highest);
            return (value, -((new Vector<double>(2) * pull * value) + ((h + l2) * value * value)));
        }
    }
}
