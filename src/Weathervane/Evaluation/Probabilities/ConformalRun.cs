using Weathervane.Labels;

namespace Weathervane.Evaluation.Probabilities;

/// <summary>What adaptive sets did on rows in time order, each set made from outcomes known by then.</summary>
/// <param name="Sets">[rows].</param>
/// <param name="End">Where it stopped: what serving goes on from.</param>
public sealed record ConformalRun(ForecastSet[] Sets, AdaptiveConformal End)
{
    /// <summary>Outcomes before the first set that is counted: with fewer the sets are not yet what they are meant to be.</summary>
    public const int OutcomesMin = 100;

    /// <summary>Walks over forecasts: a row's outcome is learnt once its label's last bar is not after the decision bar.</summary>
    /// <param name="options">How.</param>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="probabilities">[rows], in [0, 1].</param>
    /// <param name="spans">[rows] the bars that each label read, in time order.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static ConformalRun Over(ConformalOptions options, ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities, ReadOnlySpan<LabelSpan> spans)
    {
        Check.SameLength(probabilities.Length, labels.Length, nameof(probabilities));
        Check.SameLength(spans.Length, labels.Length, nameof(spans));
        var (conformal, sets, learnt) = (new AdaptiveConformal(options), new ForecastSet[labels.Length], 0);
        for (var row = 0; row < sets.Length; row++)
        {
            for (; learnt < row && spans[learnt].Last <= spans[row].First; learnt++)
            {
                conformal.Learn(sets[learnt], probabilities[learnt], labels[learnt]);
            }

            sets[row] = conformal.Of(probabilities[row]);
        }

        for (; learnt < sets.Length; learnt++)
        {
            conformal.Learn(sets[learnt], probabilities[learnt], labels[learnt]);
        }

        return new ConformalRun(sets, conformal);
    }

    /// <summary>How often sets held what came, and what they were worth; null where fewer than two rows follow the first <see cref="OutcomesMin"/>.</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    public ConformalFigures? Figures(ReadOnlySpan<double> labels)
    {
        Check.SameLength(labels.Length, Sets.Length, nameof(labels));
        if (labels.Length < OutcomesMin + 2)
        {
            return null;
        }

        var (covered, one, oneRight, either) = (new double[labels.Length - OutcomesMin], 0, 0, 0);
        for (var i = 0; i < covered.Length; i++)
        {
            var (set, label) = (Sets[i + OutcomesMin], labels[i + OutcomesMin]);
            covered[i] = AdaptiveConformal.Holds(set, label) ? 1 : 0;
            either += set == ForecastSet.Either ? 1 : 0;
            one += set is ForecastSet.Up or ForecastSet.Down ? 1 : 0;
            oneRight += set is ForecastSet.Up or ForecastSet.Down && covered[i] > 0 ? 1 : 0;
        }

        var mean = LongRunMean.Of(covered);
        return new ConformalFigures(covered.Length, mean.Mean, Math.Max(mean.Low, 0), Math.Min(mean.High, 1), one, oneRight, either);
    }
}

/// <summary>What sets were worth on rows that came after.</summary>
/// <param name="Rows">How many are counted.</param>
/// <param name="Coverage">The share of sets that held what came.</param>
/// <param name="Low">Lower end of its 95 % interval, which holds under autocorrelation.</param>
/// <param name="High">Upper end.</param>
/// <param name="One">Sets that name one direction.</param>
/// <param name="OneRight">Those of them that were right.</param>
/// <param name="Either">Sets that rule nothing out.</param>
public sealed record ConformalFigures(int Rows, double Coverage, double Low, double High, int One, int OneRight, int Either);
