namespace Weathervane.Client.Studies;

/// <summary>A look that a run is about to take at held-out bars.</summary>
/// <param name="Series">Which bars: the series' name.</param>
/// <param name="Label">What is forecast: <c>next-bar-direction/1</c>.</param>
/// <param name="From">The open of the first bar looked at.</param>
/// <param name="To">The close of the last bar looked at.</param>
public sealed record NewLook(string Series, string Label, DateTimeOffset From, DateTimeOffset To);

/// <summary>A look that was taken.</summary>
/// <param name="Series">Which bars: the series' name.</param>
/// <param name="Label">What was forecast.</param>
/// <param name="From">The open of the first bar looked at.</param>
/// <param name="To">The close of the last bar looked at.</param>
/// <param name="By">Who looked.</param>
/// <param name="RunId">The run that looked; null where the server has none.</param>
/// <param name="Time">When.</param>
public sealed record HoldoutLook(string Series, string Label, DateTimeOffset From, DateTimeOffset To, string By, string? RunId, DateTimeOffset Time);
