using Weathervane.Learners.Trees.Growth;

namespace Weathervane.Learners.Trees.Boosting;

/// <summary>How boosting goes from round to round; growing one tree is <see cref="GrowthRules"/>' matter.</summary>
/// <param name="Rounds">Most trees.</param>
/// <param name="LearningRate">Factor on every leaf value.</param>
/// <param name="BaggingFraction">Share of the rows that a tree grows on.</param>
/// <param name="BaggingFreq">Rows are drawn anew every so many rounds; 0 for never drawn.</param>
/// <param name="FeatureFraction">Share of the columns that a tree may cut.</param>
/// <param name="EarlyStoppingRounds">Stops when the validation loss has not fallen for so many rounds; 0 for never.</param>
internal sealed record BoostingPlan(
    int Rounds, double LearningRate, double BaggingFraction, int BaggingFreq, double FeatureFraction, int EarlyStoppingRounds);
