using Weathervane.Pipelines.Serving;

namespace Weathervane.Pipelines.Gate;

/// <summary>The model that forecasts now.</summary>
/// <param name="Called">What words call it: <c>the champion btc:3</c>.</param>
/// <param name="Model">The model.</param>
/// <param name="IsProven">Whether its recipe has won once.</param>
public sealed record Incumbent(string Called, ForecastModel Model, bool IsProven);
