using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>What the cuts of a forest are judged by.</summary>
internal enum Criterion
{
    /// <summary>Gini impurity: 2 p (1 - p).</summary>
    Gini,

    /// <summary>Entropy of the labels, in bits.</summary>
    Entropy,
}

/// <summary>How mixed a node is.</summary>
internal static class Impurity
{
    private const double NatsPerBit = 0.693147180559945309417;

    /// <summary>Weight times impurity, so that what a cut gains is the node's less those of its two sides.</summary>
    /// <param name="criterion">Which impurity.</param>
    /// <param name="up">Weight of the rows with label 1.</param>
    /// <param name="all">Weight of all rows; 0 for none, which are not mixed.</param>
    internal static double Of(Criterion criterion, double up, double all) => all <= 0 ? 0
        : criterion == Criterion.Gini ? 2 * up * (all - up) / all
        : Bits(up, all) + Bits(all - up, all);

    private static double Bits(double part, double all) => part > 0 ? part * FixedMath.Log(all / part) / NatsPerBit : 0;
}
