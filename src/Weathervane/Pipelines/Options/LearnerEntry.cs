using Weathervane.Learners;
using Weathervane.Tuning.Search;

namespace Weathervane.Pipelines.Options;

/// <summary>A learner of a pipeline, and the ranges in which its parameters are searched: an item of <c>learners:</c>.</summary>
/// <param name="Learner">The learner with the parameters given, and defaults for the rest.</param>
/// <param name="Tune">The ranges of the parameters to search; null to take the learner as it is.</param>
public sealed record LearnerEntry(Learner Learner, SearchSpace? Tune = null);
