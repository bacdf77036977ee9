namespace Weathervane.Labels;

/// <summary>The labels of a series, bar by bar. Immutable.</summary>
public sealed class LabelSeries
{
    private readonly LabelOutcome[] _outcomes;

    internal LabelSeries(Label label, LabelOutcome[] outcomes)
    {
        (Label, _outcomes) = (label, outcomes);
        KnownCount = outcomes.Count(o => !double.IsNaN(o.Value));
    }

    /// <summary>The question that was asked.</summary>
    public Label Label { get; }

    /// <summary>How many bars there are.</summary>
    public int Count => _outcomes.Length;

    /// <summary>How many bars have a label.</summary>
    public int KnownCount { get; }

    /// <summary>What the label says about a bar.</summary>
    /// <param name="bar">0 to n - 1.</param>
    public LabelOutcome this[int bar] => _outcomes[bar];

    /// <summary>Whether a bar has a label.</summary>
    /// <param name="bar">0 to n - 1.</param>
    public bool IsKnown(int bar) => !double.IsNaN(_outcomes[bar].Value);
}
