namespace Weathervane.Labels;

/// <summary>The bars that a label read, both ends included. A training row whose span touches a test row's span is purged.</summary>
/// <param name="First">Position of the decision bar.</param>
/// <param name="Last">Position of the last bar that the label looked at.</param>
public readonly record struct LabelSpan(int First, int Last)
{
    /// <summary>Whether the two spans share a bar.</summary>
    /// <param name="other">Another span over the same bars.</param>
    public bool Touches(LabelSpan other) => First <= other.Last && other.First <= Last;
}
