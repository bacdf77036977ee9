using System.Collections;
using Weathervane.Datasets;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>Remembers which rows each tree has drawn, and forecasts every row by the trees that have not.</summary>
internal sealed class OutOfBag(Dataset rows, Tree[] trees)
{
    private const int PieceRows = 1024;

    /// <summary>Scikit-learn's: what a certainty that was wrong costs stays finite.</summary>
    private const double LeastProbability = 2.220446049250313e-16;

    private readonly BitArray[] _drawn = new BitArray[trees.Length];

    internal void Note(int tree, ReadOnlySpan<int> drawn)
    {
        var bits = _drawn[tree] = new BitArray(rows.Rows);
        foreach (var row in drawn)
        {
            bits[row] = true;
        }
    }

    internal OutOfBagScore Score(Crew crew)
    {
        var means = new double[rows.Rows];
        crew.Run((rows.Rows + PieceRows - 1) / PieceRows, piece =>
        {
            for (var row = piece * PieceRows; row < Math.Min((piece + 1) * PieceRows, rows.Rows); row++)
            {
                means[row] = Mean(row);
            }
        });
        var (scored, right, loss) = (0, 0, 0.0);
        for (var row = 0; row < means.Length; row++)
        {
            if (!double.IsNaN(means[row]))
            {
                scored++;
                right += means[row] > 0.5 == (rows.Labels[row] == 1) ? 1 : 0;
                loss -= FixedMath.Log(Math.Clamp(rows.Labels[row] == 1 ? means[row] : 1 - means[row], LeastProbability, 1 - LeastProbability));
            }
        }

        return new OutOfBagScore(scored, right / (double)scored, loss / scored);
    }

    /// <summary>The mean over the trees that have not drawn the row; NaN where all have.</summary>
    private double Mean(int row)
    {
        var (sum, count) = (0.0, 0);
        for (var tree = 0; tree < trees.Length; tree++)
        {
            if (!_drawn[tree][row])
            {
                sum += trees[tree].Leaves[trees[tree].LeafOf(rows.Features, row)];
                count++;
            }
        }

        return sum / count;
    }
}
