namespace Weathervane.Evaluation.Probabilities;

/// <summary>Sets of directions that hold what comes in a wanted share of cases, whatever the series does: the level adapts to misses.</summary>
/// <remarks>A direction's score is 1 less its probability. A set holds the directions whose score is at most the (1 - level) quantile of the latest
/// scores of what came; after each outcome the level moves by rate x (1 - coverage - missed). So the share of misses in T outcomes is
/// within (max(level, 1 - level) + rate) / (rate T) of 1 - coverage for any series. Source: Gibbs, Candes (2021), Adaptive Conformal
/// Inference Under Distribution Shift. Not safe to share between threads.</remarks>
public sealed class AdaptiveConformal
{
    private readonly ConformalOptions _options;
    private readonly Queue<double> _latest;
    private readonly List<double> _sorted;

    /// <summary>Starts without outcomes: sets hold both directions until some are known.</summary>
    /// <param name="options">How.</param>
    public AdaptiveConformal(ConformalOptions options)
        : this(options, 1 - options.Coverage, [])
    {
    }

    /// <summary>Goes on from where another one stopped.</summary>
    /// <param name="options">How.</param>
    /// <param name="level">Its <see cref="Level"/>.</param>
    /// <param name="scores">Its <see cref="Scores"/>.</param>
    /// <exception cref="ArgumentException">The level is not finite, or scores are not in [0, 1] or more than the window.</exception>
    public AdaptiveConformal(ConformalOptions options, double level, IReadOnlyList<double> scores)
    {
        (_options, Level) = (options, Check.InRange(level, -2.0, 3.0));
        Check.InRange(scores.Count, 0, options.Window);
        _latest = new Queue<double>(scores.Select(s => Check.InRange(s, 0.0, 1.0)));
        _sorted = [.. scores.Order()];
    }

    /// <summary>The share of misses that is aimed at next; outside [0, 1] after many misses or none.</summary>
    public double Level { get; private set; }

    /// <summary>The scores of the latest outcomes, oldest first.</summary>
    public IReadOnlyCollection<double> Scores => _latest;

    /// <summary>The set for a forecast.</summary>
    /// <param name="probability">Of up, 0 to 1; NaN gives both directions.</param>
    public ForecastSet Of(double probability)
    {
        if (double.IsNaN(probability))
        {
            return ForecastSet.Either;
        }

        var limit = Limit();
        return (1 - probability <= limit ? ForecastSet.Up : ForecastSet.None) | (probability <= limit ? ForecastSet.Down : ForecastSet.None);
    }

    /// <summary>Takes in what came of a forecast.</summary>
    /// <param name="set">The set that was made for it then.</param>
    /// <param name="probability">Of up, 0 to 1.</param>
    /// <param name="label">1 for up, 0 for down.</param>
    public void Learn(ForecastSet set, double probability, double label)
    {
        Level += _options.Rate * (1 - _options.Coverage - (Holds(set, label) ? 0 : 1));
        var score = Check.InRange(label > 0.5 ? 1 - probability : probability, 0.0, 1.0);
        _latest.Enqueue(score);
        Insert(score);
        if (_latest.Count > _options.Window)
        {
            _sorted.RemoveAt(_sorted.BinarySearch(_latest.Dequeue()));
        }
    }

    /// <summary>Whether a set holds a direction.</summary>
    /// <param name="set">The set.</param>
    /// <param name="label">1 for up, 0 for down.</param>
    public static bool Holds(ForecastSet set, double label) => set.HasFlag(label > 0.5 ? ForecastSet.Up : ForecastSet.Down);

    private double Limit()
    {
        // The one more stands for the row to come; the small number keeps 0.9 x 10 from being rounded up to 10.
        var rank = Math.Ceiling(((_sorted.Count + 1) * (1 - Level)) - 1e-9);
        return rank > _sorted.Count ? double.PositiveInfinity : rank < 1 ? double.NegativeInfinity : _sorted[(int)rank - 1];
    }

    private void Insert(double score)
    {
        var at = _sorted.BinarySearch(score);
        _sorted.Insert(at < 0 ? ~at : at, score);
    }
}
