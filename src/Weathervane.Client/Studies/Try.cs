namespace Weathervane.Client.Studies;

/// <summary>Gains over the base rate by block of time.</summary>
/// <param name="BlockMs">The length of a block in milliseconds.</param>
/// <param name="First">The number of the first block, counted from the year 1.</param>
/// <param name="Sums">[blocks] sums of the gains.</param>
/// <param name="Rows">[blocks] how many rows each has.</param>
public sealed record TryGains(long BlockMs, long First, IReadOnlyList<double> Sums, IReadOnlyList<int> Rows);

/// <summary>Something that a run tries on some rows.</summary>
/// <param name="Name">What is tried.</param>
/// <param name="From">The open of the first bar that it is scored on.</param>
/// <param name="To">The open of the last one.</param>
/// <param name="Tries">How many it stands for.</param>
/// <param name="Gains">Its gains; null where they are not known.</param>
public sealed record NewTry(string Name, DateTimeOffset From, DateTimeOffset To, int Tries, TryGains? Gains);

/// <summary>What a run tries on bars of one series, in the order it tries it.</summary>
/// <param name="Series">Which bars: the series' name.</param>
/// <param name="Label">What is forecast: <c>next-bar-direction/1</c>.</param>
/// <param name="Tries">What is tried; at least one.</param>
public sealed record NewTries(string Series, string Label, IReadOnlyList<NewTry> Tries);

/// <summary>Something that was tried on some rows.</summary>
/// <param name="RunId">The run that tried it.</param>
/// <param name="Series">Which bars: the series' name.</param>
/// <param name="Label">What was forecast.</param>
/// <param name="Name">What was tried.</param>
/// <param name="From">The open of the first bar that it was scored on.</param>
/// <param name="To">The open of the last one.</param>
/// <param name="Tries">How many it stands for.</param>
/// <param name="Gains">Its gains; null where they are not known.</param>
public sealed record KeptTry(string RunId, string Series, string Label, string Name, DateTimeOffset From, DateTimeOffset To, int Tries, TryGains? Gains);
