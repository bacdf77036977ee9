using Weathervane.Datasets;

namespace Weathervane.Learners.Trees;

/// <summary>Watches the log loss on later rows while trees are added, and says when to stop.</summary>
internal sealed class ValidationWatch
{
    private const int PieceRows = 1024;

    private readonly Dataset _rows;
    private readonly double[] _scores;
    private readonly int _patience;
    private readonly Crew _crew;
    private double _bestLoss;

    private ValidationWatch(Dataset rows, double bias, int patience, Crew crew)
    {
        (_rows, _patience, _crew, _scores) = (rows, patience, crew, new double[rows.Rows]);
        Array.Fill(_scores, bias);
        _bestLoss = Loss;
    }

    /// <summary>How many trees gave the lowest loss; 0 where the base rate was never beaten.</summary>
    internal int BestTrees { get; private set; }

    private double Loss => LogLoss.Mean(_scores, _rows.Labels, _rows.Weights);

    /// <summary>A watch, where the plan wants one.</summary>
    /// <exception cref="InputException">Early stopping is wanted, but there are no validation rows.</exception>
    internal static ValidationWatch? Of(FitContext context, BoostingPlan plan, double bias, Crew crew)
    {
        if (plan.EarlyStoppingRounds == 0)
        {
            return null;
        }

        return context.Validation is { Rows: > 0 } rows
            ? new ValidationWatch(rows, bias, plan.EarlyStoppingRounds, crew)
            : throw new InputException(
                "early_stopping_rounds", "is set, but there are no validation rows.", "Hold rows back for validation, or set it to 0.");
    }

    /// <summary>Adds a tree; false when the loss has not fallen for too long.</summary>
    internal bool GoesOn(Tree tree, int trees)
    {
        _crew.Run((_scores.Length + PieceRows - 1) / PieceRows, piece =>
        {
            var end = Math.Min((piece + 1) * PieceRows, _scores.Length);
            for (var row = piece * PieceRows; row < end; row++)
            {
                _scores[row] += tree.Leaves[tree.LeafOf(_rows.Features, row)];
            }
        });
        var loss = Loss;
        if (loss < _bestLoss)
        {
            (_bestLoss, BestTrees) = (loss, trees);
        }

        return trees - BestTrees < _patience;
    }
}
