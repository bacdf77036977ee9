namespace Weathervane.Learners.Trees.Forests;

/// <summary>How well a forest forecasts its own training rows, each by the mean of the trees that had not drawn it.</summary>
/// <remarks>Rows of a time series resemble their neighbours, which the trees did draw: such a score flatters. Judge by later rows.
/// Source: Breiman (2001), Random Forests, section 3.1.</remarks>
/// <param name="Rows">Rows that at least one tree had not drawn; only these are scored, each once whatever its weight.</param>
/// <param name="Accuracy">Share of them with the right direction, up meaning a probability above one half; NaN without rows.</param>
/// <param name="LogLoss">Their mean log loss in nats; NaN without rows.</param>
public sealed record OutOfBagScore(int Rows, double Accuracy, double LogLoss);
