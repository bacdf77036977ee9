using Weathervane.Learners.Trees.Growth;

namespace Weathervane.Learners.Trees.Boosting;

/// <summary>How boosting goes from round to round; growing one tree is <see cref="GrowthRules"/>' matter.</summary>
/// <param name="Rounds">Most trees.</param>
/// <param name="LearningRate">Factor on every leaf value.</param>
/// <param name="EarlyStoppingRounds">Stops when the validation loss has not fallen for so many rounds; 0 for never.</param>
internal sealed record BoostingPlan(int Rounds, double LearningRate, int EarlyStoppingRounds)
{
    /// <summary>The score before the first tree; null for the constant with the least loss.</summary>
    internal double? Start { get; init; }

    /// <summary>Share of the rows that a tree grows on, and after how many rounds they are drawn anew; 0 for never drawn.</summary>
    internal (double Fraction, int Freq) Bagging { get; init; } = (1, 0);

    /// <summary>Gradient-based one-side sampling; null for none.</summary>
    internal GossPlan? Goss { get; init; }

    /// <summary>Dropout of earlier trees; null for none.</summary>
    internal DartPlan? Dart { get; init; }
}

/// <summary>Grows trees on the rows with the largest gradients and on some of the others, which then count for all of them.</summary>
/// <param name="TopRate">Share of the rows with the largest gradients.</param>
/// <param name="OtherRate">Share of all rows that is drawn from the others.</param>
internal sealed record GossPlan(double TopRate, double OtherRate);

/// <summary>Leaves some of the earlier trees out while the next one is grown.</summary>
/// <param name="DropRate">Share of the trees left out.</param>
/// <param name="MaxDrop">Most trees left out at once; 0 or less for no limit.</param>
/// <param name="SkipDrop">Probability of leaving none out.</param>
/// <param name="Uniform">Whether all trees are as likely to be left out; else in proportion to their weight.</param>
/// <param name="XgBoostMode">Whether weights are shared out as XGBoost does.</param>
internal sealed record DartPlan(double DropRate, int MaxDrop, double SkipDrop, bool Uniform, bool XgBoostMode);
