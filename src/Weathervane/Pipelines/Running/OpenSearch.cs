using Weathervane.Evaluation.Inference;
using Weathervane.Tuning;

namespace Weathervane.Pipelines.Running;

/// <summary>A search of one learner's ranges whose trials are made one by one.</summary>
/// <param name="Start">The learner, the study's settings and its metric.</param>
/// <param name="Study">Says which trials may be made now, and makes them.</param>
/// <param name="Objective">Scores a point on the folds.</param>
/// <param name="TryOf">What a trial that <paramref name="Objective"/> has scored tried: its gains over the base rate, unknown where it was stopped early or refused.</param>
public sealed record OpenSearch(StudyStart Start, OpenStudy Study, Objective Objective, Func<Trial, ScoredTry> TryOf);
