namespace Weathervane.Evaluation.Inference;

/// <summary>What a test of significance found.</summary>
/// <param name="Statistic">In the test's own unit; NaN where the test is undefined.</param>
/// <param name="PValue">Two-sided; NaN where the test is undefined.</param>
/// <param name="Undefined">Why there is no value; null where there is one.</param>
public sealed record TestOutcome(double Statistic, double PValue, string? Undefined = null)
{
    internal static TestOutcome None(string why) => new(double.NaN, double.NaN, why);
}
