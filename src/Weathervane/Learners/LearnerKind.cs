namespace Weathervane.Learners;

/// <summary>A learner that a pipeline may name.</summary>
/// <param name="Id">Its name in pipelines: <c>lightgbm</c>.</param>
/// <param name="Summary">What it is, in one line.</param>
/// <param name="Default">The learner with all its parameters at their defaults.</param>
public sealed record LearnerKind(string Id, string Summary, Learner Default)
{
    /// <summary>Its parameters in the order of declaration.</summary>
    public IReadOnlyList<LearnerParameter> Parameters { get; } = LearnerParameter.Of(Default.GetType());
}
