namespace Weathervane.Labels;

/// <summary>What a label says about one bar.</summary>
/// <param name="Value">1 for up, 0 for down, NaN for no label.</param>
/// <param name="Span">The decision bar and the last bar that was read; the decision bar twice where there is no label.</param>
/// <param name="Return">The return that decided, as a fraction of the decision bar's close; NaN where there is no label.</param>
/// <param name="ForTraining">Whether a learner may learn from it; scores stand on every bar that has a label.</param>
public readonly record struct LabelOutcome(double Value, LabelSpan Span, double Return, bool ForTraining)
{
    /// <summary>No label.</summary>
    /// <param name="bar">Position of the decision bar.</param>
    public static LabelOutcome None(int bar) => new(double.NaN, new LabelSpan(bar, bar), double.NaN, false);
}
