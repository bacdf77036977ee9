namespace Weathervane.Monitoring.Experiments;

/// <summary>Within how many bars an experiment likely finds a gain, four times in five.</summary>
/// <param name="Gain">How much lower the challenger's log loss is in the mean, nats a bar.</param>
/// <param name="Deviation">Standard deviation of a bar's advantage that was taken, nats.</param>
/// <param name="Measured">Whether that is the spread of the bars compared so far; else it is the least that such a gain has, that of two models without noise.</param>
/// <param name="Bars">Bars from the start of the experiment; null where a thousand million are not enough.</param>
public sealed record PlannedGain(double Gain, double Deviation, bool Measured, long? Bars);
