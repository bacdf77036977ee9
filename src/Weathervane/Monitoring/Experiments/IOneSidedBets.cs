namespace Weathervane.Monitoring.Experiments;

/// <summary>Evidence that advantages are above 0 in the mean, from labels that may overlap: a bet on each bar, settled when its label ends.</summary>
internal interface IOneSidedBets
{
    /// <summary>Log wealth that the gambler who did best so far wins a bar.</summary>
    double Growth { get; }

    /// <summary>Takes the next bar, and counts the one whose label ends next: the same path, whether bars come one by one or years of them are read again.</summary>
    /// <param name="advantage">NaN while the outcome is not known; a bar still unknown a horizon later is passed over.</param>
    /// <param name="worst">The smaller of the two advantages that the bar can come to.</param>
    /// <returns>The advantage that was counted; NaN for none.</returns>
    double Add(double advantage, double worst);

    /// <summary>Whether the evidence against "the mean is at most 0" has come so far; most bars are answered without a logarithm.</summary>
    bool Reaches(double logThreshold);

    /// <summary>Log of the evidence against "the mean is at most <paramref name="mean"/>".</summary>
    double LogEvidence(double mean = 0);

    /// <summary>The smallest mean that the evidence does not rule out.</summary>
    double LowerBound(double logThreshold);
}
