namespace Weathervane.Datasets.Splits;

/// <summary>Which rows to learn from and which to score. Row numbers rise and are unique; no row is in both.</summary>
/// <param name="Train">Rows to learn from: purged around the test rows, without rows that are not for training.</param>
/// <param name="Test">Rows to score; never empty.</param>
public sealed record Split(int[] Train, int[] Test);
