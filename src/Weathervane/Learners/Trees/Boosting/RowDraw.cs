using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Boosting;

/// <summary>Which rows a tree grows on: all, a random share of them (bagging), or those with large gradients and some others (GOSS).</summary>
internal sealed class RowDraw
{
    private readonly BoostingPlan _plan;

    // The rows drawn from the front, then the others; both ascending.
    private readonly int[] _order;
    private readonly double[] _sizes;
    private readonly int _top, _allRounds, _rows, _count;
    private bool _all = true;

    internal RowDraw(int rows, BoostingPlan plan)
    {
        (_plan, _rows) = (plan, rows);
        var count = rows;
        if (plan.Goss is { } goss)
        {
            _top = Math.Max((int)(goss.TopRate * rows), 1);
            count = Math.Min(_top + Math.Max((int)(goss.OtherRate * rows), 1), rows);
            // The first trees see every row: their gradients are still too alike to choose by.
            _allRounds = (int)(1 / plan.LearningRate);
        }
        else if (plan.Bagging.Freq > 0)
        {
            count = Math.Max((int)(plan.Bagging.Fraction * rows), 1);
        }

        (_count, _order) = (count, count < rows ? new int[rows] : []);
        _sizes = plan.Goss is null || count == rows ? [] : new double[rows];
    }

    /// <summary>Whether every tree grows on every row.</summary>
    internal bool IsWhole => _order.Length == 0;

    /// <summary>The rows drawn, ascending; empty for all.</summary>
    internal ReadOnlySpan<int> Inside => _all ? default : _order.AsSpan(0, _count);

    /// <summary>The other rows, ascending.</summary>
    internal ReadOnlySpan<int> Outside => _all ? default : _order.AsSpan(_count);

    /// <summary>Draws the rows of a round.</summary>
    /// <param name="random">The round's stream.</param>
    /// <param name="round">From 0 on.</param>
    /// <param name="gradient">[rows]; those of rows that stand for others are scaled up.</param>
    /// <param name="hessian">[rows]; likewise.</param>
    internal void Draw(SeededRandom random, int round, double[] gradient, double[] hessian)
    {
        if (IsWhole)
        {
            return;
        }

        if (_plan.Goss is null)
        {
            DrawShare(random, round);
        }
        else if (round >= _allRounds)
        {
            DrawByGradient(random, gradient, hessian);
        }
    }

    private void DrawShare(SeededRandom random, int round)
    {
        if (round % _plan.Bagging.Freq != 0)
        {
            return;
        }

        var (wanted, inside, outside) = (_count, 0, 0);
        for (var row = 0; row < _rows; row++)
        {
            // Written on both sides, moving on only on the one where it belongs: nobody could guess which.
            _order[inside] = _order[_rows - 1 - outside] = row;
            var taken = random.Takes(ref wanted, _rows - row) ? 1 : 0;
            inside += taken;
            outside += 1 - taken;
        }

        TurnOthers();
    }

    private void DrawByGradient(SeededRandom random, double[] gradient, double[] hessian)
    {
        for (var row = 0; row < _sizes.Length; row++)
        {
            _sizes[row] = Math.Abs(gradient[row] * hessian[row]);
        }

        RadixSort.Sort(_sizes);
        var least = _sizes[^_top];
        var (ties, above) = (0, 0);
        for (var row = 0; row < _rows; row++)
        {
            above += Math.Abs(gradient[row] * hessian[row]) > least ? 1 : 0;
        }

        var others = _rows - _top;
        var wanted = _count - _top;
        var factor = others / (double)wanted;
        var (inside, outside) = (0, _rows);
        for (var row = 0; row < _rows; row++)
        {
            var size = Math.Abs(gradient[row] * hessian[row]);
            if (size > least || (size == least && ties++ < _top - above))
            {
                _order[inside++] = row;
            }
            else if (random.Takes(ref wanted, others--))
            {
                gradient[row] *= factor;
                hessian[row] *= factor;
                _order[inside++] = row;
            }
            else
            {
                _order[--outside] = row;
            }
        }

        TurnOthers();
    }

    /// <summary>The others were written from the back.</summary>
    private void TurnOthers()
    {
        _order.AsSpan(_count).Reverse();
        _all = false;
    }
}
