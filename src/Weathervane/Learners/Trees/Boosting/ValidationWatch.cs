using Weathervane.Datasets;
using Weathervane.Learners.Trees.Losses;

namespace Weathervane.Learners.Trees.Boosting;

/// <summary>Watches the loss on later rows while trees are added, and says when to stop.</summary>
internal sealed class ValidationWatch
{
    private const int PieceRows = 1024;

    private readonly Dataset _rows;
    private readonly Loss _loss;
    private readonly double[] _scores;
    private readonly int _patience;
    private readonly Func<int, double, bool>? _onRound;
    private readonly Crew _crew;
    private double _bestLoss;

    private ValidationWatch(Dataset rows, Loss loss, double bias, int patience, Func<int, double, bool>? onRound, Crew crew)
    {
        (_rows, _loss, _patience, _onRound, _crew, _scores) = (rows, loss, patience, onRound, crew, new double[rows.Rows]);
        Array.Fill(_scores, bias);
        _bestLoss = Loss;
    }

    /// <summary>How many trees gave the lowest loss; 0 where the start was never beaten.</summary>
    internal int BestTrees { get; private set; }

    /// <summary>Whether only the trees up to the lowest loss are to be kept.</summary>
    internal bool StopsEarly => _patience > 0;

    private double Loss => _loss.Mean(_scores, _rows.Labels, _rows.Weights);

    /// <summary>A watch, where somebody wants one.</summary>
    /// <param name="context">The validation rows, and who is told.</param>
    /// <param name="loss">What is watched.</param>
    /// <param name="patience">Stops when the loss has not fallen for so many trees; 0 for never.</param>
    /// <param name="bias">The score before the first tree.</param>
    /// <param name="crew">Threads.</param>
    /// <exception cref="InputException">Early stopping is wanted, but there are no validation rows.</exception>
    internal static ValidationWatch? Of(FitContext context, Loss loss, int patience, double bias, Crew crew)
    {
        if (context.Validation is { Rows: > 0 } rows)
        {
            return patience > 0 || context.OnRound is not null ? new ValidationWatch(rows, loss, bias, patience, context.OnRound, crew) : null;
        }

        return patience == 0
            ? null
            : throw new InputException(
                "early_stopping_rounds", "is set, but there are no validation rows.", "Hold rows back for validation, or set it to 0.");
    }

    /// <summary>Adds a tree, times a factor; the caller says with <see cref="GoesOn"/> when a round's trees are complete.</summary>
    internal void Add(Tree tree, double factor = 1) => _crew.Run((_scores.Length + PieceRows - 1) / PieceRows, piece =>
    {
        var from = piece * PieceRows;
        tree.AddTo(_rows.Features, from, factor, _scores.AsSpan(from, Math.Min(PieceRows, _scores.Length - from)));
    });

    /// <summary>Multiplies the scores.</summary>
    internal void Shrink(double factor)
    {
        foreach (ref var score in _scores.AsSpan())
        {
            score *= factor;
        }
    }

    /// <summary>Ends a round; false when the loss has not fallen for too long, or when whoever is told says so.</summary>
    internal bool GoesOn(int round, int trees)
    {
        var loss = Loss;
        if (loss < _bestLoss)
        {
            (_bestLoss, BestTrees) = (loss, trees);
        }

        return _onRound?.Invoke(round, loss) != false && (_patience == 0 || trees - BestTrees < _patience);
    }
}
