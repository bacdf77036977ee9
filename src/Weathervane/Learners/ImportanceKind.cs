namespace Weathervane.Learners;

/// <summary>What makes a feature important to a model, as the model itself tells.</summary>
public enum ImportanceKind
{
    /// <summary>What its splits gained in training, or for linear models the size of its coefficient times its deviation.</summary>
    Gain,

    /// <summary>How many splits ask for it; trees only.</summary>
    Split,
}
