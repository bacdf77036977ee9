namespace Weathervane.Store.Models;

/// <summary>A metric of a model version.</summary>
/// <param name="Name">Its name: <c>log_loss</c>.</param>
/// <param name="Value">NaN where it could not be worked out.</param>
/// <param name="HigherIsBetter">Which way is better; null takes what is known of the name, and stays null where nothing is.</param>
public sealed record VersionMetric(string Name, double Value, bool? HigherIsBetter = null);
