namespace Weathervane.Monitoring.Drift;

/// <summary>A column that is as long as it is: a model's forecasts and their outcomes are known of other rows than its features.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is to the model.</param>
/// <param name="Values">[values] in time order; those that are not finite are unknown.</param>
public sealed record DriftColumn(string Name, ColumnKind Kind, double[] Values);
